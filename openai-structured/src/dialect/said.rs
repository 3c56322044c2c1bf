//! What the dialects say, as plain data.

use openai_client::chat::{Ending, FinishReason, ToolCall};
use std::borrow::Cow;

/// What there is to judge: a text, and what is known beside it.
#[derive(Debug)]
pub struct Said<'a> {
    /// Names the text among those of its answer.
    pub(crate) key: u64,
    pub(crate) text: &'a str,
    /// The words of a refusal; never empty.
    pub(crate) refusal: Option<&'a str>,
    pub(crate) reason: Option<FinishReason>,
    pub(crate) calls: Cow<'a, [ToolCall]>,
    /// The model's thinking, which may have the value in it.
    pub(crate) thinking: Option<&'a str>,
    pub(crate) ending: Ending,
    /// By the service's own count, nothing was said.
    pub(crate) counts_nothing: bool,
}

impl Said<'_> {
    /// It is known to be no value, whatever follows.
    pub(crate) fn is_lost(&self) -> bool {
        let cut = matches!(
            self.reason,
            Some(FinishReason::Length | FinishReason::ContentFilter)
        );
        cut || self.refusal.is_some()
    }

    /// Nothing was said, and by the service's own count.
    pub(crate) fn is_nothing(&self) -> bool {
        self.counts_nothing && self.text.trim().is_empty() && self.calls.is_empty()
    }
}

/// An answer as part of the next request.
#[derive(Debug)]
pub struct Speech<M> {
    pub(crate) messages: Vec<M>,
    /// The calls in it, each with an id.
    pub(crate) calls: Vec<ToolCall>,
}

/// The calls that a tool choice permits.
#[derive(Debug)]
pub enum Permit<'a> {
    /// All that there are.
    All,
    /// None.
    Nothing,
    /// These alone.
    Only(Vec<Permitted<'a>>),
}

/// A tool that may be called.
#[derive(Debug)]
pub enum Permitted<'a> {
    /// The function of this name.
    Function(&'a str),
    /// The custom tool of this name.
    Custom(&'a str),
    /// Something that this version does not know, so that it may be any.
    Unknown,
}

/// What an event of a streamed answer means to a run.
#[derive(Debug)]
pub enum News<'a> {
    /// A piece of the text that the run follows.
    Text(&'a str),
    /// More of the call at this place.
    Call(usize),
    /// The call at this place is whole.
    Whole(usize),
    /// Nothing.
    Nothing,
}

/// What has come of a call.
#[derive(Debug)]
pub struct Calling<'a> {
    /// Of a function: the arguments are typed.
    pub(crate) is_function: bool,
    pub(crate) name: &'a str,
    pub(crate) input: &'a str,
}
