//! The ledger of a run: each answer, and what came of its calls.

use super::approval::asked;
use crate::dialect::{Dialect, ids};
use crate::read::Mismatch;
use crate::tool::CallError;
use openai_client::chat::{Chat, ToolCall};
use std::borrow::Cow;
use std::ptr;

/// One answer of the model within a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RunStep<D: Dialect = Chat> {
    /// The answer as the service sent it, with its usage and its request id.
    pub answer: D::Answer,
    /// The calls that it made, in its order. Empty for an answer without.
    pub calls: Vec<CallRecord>,
    /// Calls that a streamed run had begun and that the answer, when it was whole, did not make: the
    /// service has left them out, or changed their arguments, which makes another call of them. They
    /// have run all the same, if there was time; the model is not told what came of them. What the
    /// whole answer calls instead is run.
    pub withdrawn: Vec<CallRecord>,
    /// Why the answer was not taken: it does not fit its type.
    pub mismatch: Option<Mismatch>,
}

impl<D: Dialect> RunStep<D> {
    pub(super) fn new(answer: D::Answer) -> Self {
        Self {
            answer,
            calls: Vec::new(),
            withdrawn: Vec::new(),
            mismatch: None,
        }
    }
}

/// A call that the model made, and what came of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CallRecord {
    /// The id by which the result was sent back: the service's own, or one of ours where it gave
    /// none, or one twice in an answer.
    pub id: String,
    /// The tool that was called.
    pub name: String,
    /// The arguments as the model wrote them; the input, for a custom tool; what is to be done as JSON
    /// text, for a call of another kind.
    pub arguments: String,
    /// What came of it.
    pub result: CallResult,
    /// Whether the same answer has called this tool with these arguments before, as some models
    /// do by mistake. It was run again all the same.
    pub repeats: bool,
}

impl<D: Dialect> RunStep<D> {
    /// Notes what came of each call.
    pub(super) fn record(&mut self, round: usize, results: Vec<CallResult>) {
        let calls = &*D::calls(&self.answer);
        let mut repeated = ToolCall::repeated(calls).peekable();
        let records = calls.iter().zip(results).enumerate();
        let records = records.map(|(place, (call, result))| CallRecord {
            id: ids::ours(calls, place, round).unwrap_or_else(|| call.id().to_owned()),
            name: call.name().to_owned(),
            arguments: asked(call).into_owned(),
            result,
            repeats: repeated.next_if(|it| ptr::eq(*it, call)).is_some(),
        });
        self.calls = records.collect();
    }
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CallResult {
    /// What the tool gave, as the model reads it.
    Output(String),
    /// The service may call the tool of an MCP server. What came of it is in the next answer.
    Approved,
    /// What the tool told the model instead: [`ToolError::tell`](crate::ToolError::tell).
    Told(String),
    /// It was not run: there is no such tool, or the arguments do not fit it.
    Misread(CallError),
    /// It was not run: it is not permitted. What the model is told.
    Denied(String),
    /// The tool panicked, with these words. The model is told that it failed, and not why.
    Panicked(String),
    /// The tool failed, with these words, which ended the run.
    Failed(String),
    /// It had begun when the run ended, and was dropped.
    Unfinished,
    /// It had not begun when the run ended.
    NotRun,
}

impl CallResult {
    /// What the model is told.
    pub fn content(&self) -> Cow<'_, str> {
        match self {
            Self::Output(text) | Self::Told(text) | Self::Denied(text) => text.into(),
            Self::Approved => "".into(),
            Self::Misread(error) => error.for_model().into(),
            Self::Panicked(_) | Self::Failed(_) => "The tool failed.".into(),
            Self::Unfinished | Self::NotRun => "The tool gave no result.".into(),
        }
    }

    /// Whether the tool did what it was called for.
    pub fn is_output(&self) -> bool {
        matches!(self, Self::Output(_))
    }
}
