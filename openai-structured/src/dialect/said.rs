//! What the dialects say, as plain data.

use openai_client::chat::{Ending, FinishReason, ToolCall};
use openai_client::responses::{ResponseError, ResponseStatus};
use std::borrow::Cow;

/// What there is to judge: a text, and what is known beside it.
#[derive(Debug)]
pub struct Said<'a> {
    /// The text; blank if there is none.
    pub(crate) text: Text<'a>,
    /// More that may be the value, the likeliest first.
    pub(crate) others: Vec<Text<'a>>,
    /// The answer is none, or not yet.
    pub(crate) unfinished: Option<Unfinished>,
    /// The words of a refusal; never empty.
    pub(crate) refusal: Option<Cow<'a, str>>,
    pub(crate) reason: Option<FinishReason>,
    /// By the service's own word, the answer is cut.
    pub(crate) is_cut: bool,
    pub(crate) calls: Cow<'a, [ToolCall]>,
    /// The model's thinking, which may have the value in it.
    pub(crate) thinking: Option<Cow<'a, str>>,
    pub(crate) ending: Ending,
    /// By the service's own count, nothing was said.
    pub(crate) counts_nothing: bool,
}

/// A text of an answer.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    /// Names it among those of its answer.
    pub(crate) key: u64,
    pub(crate) text: Cow<'a, str>,
}

/// What a service says of a response that is none, or not yet.
#[derive(Debug)]
pub(crate) struct Unfinished {
    pub(crate) status: ResponseStatus,
    pub(crate) error: Option<ResponseError>,
}

impl Said<'_> {
    /// It is known to be no value, whatever follows.
    pub(crate) fn is_lost(&self) -> bool {
        let filtered = self.reason == Some(FinishReason::ContentFilter);
        self.is_cut || filtered || self.refusal.is_some() || self.unfinished.is_some()
    }

    /// Nothing was said, and by the service's own count.
    pub(crate) fn is_nothing(&self) -> bool {
        self.counts_nothing && self.is_blank() && self.calls.is_empty()
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.text.trim().is_empty()
    }

    pub(crate) fn raw(&self) -> String {
        self.text.text.clone().into_owned()
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

/// What an event of a streamed answer means for its calls, each of which has a key.
#[derive(Debug)]
pub enum News {
    /// There is more of the call of this key.
    Call(u64),
    /// The call of this key is whole.
    Whole(u64),
    /// The calls may have other places from here on.
    Moved,
    /// Nothing.
    Nothing,
}

/// Takes what a piece of a streamed answer adds.
pub trait Sink<E> {
    fn event(&mut self, event: E);

    /// A piece of a text.
    fn piece(&mut self, key: u64, text: &str);

    /// What has come of a text is not what it is, but this.
    fn anew(&mut self, key: u64, text: &str);

    /// No text has its key any more. What there is of them follows, from their beginnings.
    fn forget(&mut self);

    /// Which texts may be the value, and their order, may be another from here on.
    fn reorder(&mut self);

    /// All of a text has been given that there is by now; gives whether its beginning was not known
    /// before.
    fn whole(&mut self, key: u64) -> bool;
}

/// What names a call. The results are matched by the first; only some surfaces have the second.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    pub(crate) call: &'a str,
    pub(crate) item: Option<&'a str>,
}

/// What has come of a call.
#[derive(Debug)]
pub struct Calling<'a> {
    /// Of a function: the arguments are typed.
    pub(crate) is_function: bool,
    pub(crate) name: &'a str,
    pub(crate) input: &'a str,
}
