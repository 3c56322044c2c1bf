//! What became of one input.

use crate::answer::{Outcome, Parsed};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::schema::ResponseFormat;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An input that is done with, and what became of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Done<D: Dialect, T: ResponseFormat, K> {
    /// What the input is known by.
    pub key: K,
    /// Its place among all inputs, from 0; those that were skipped count.
    pub index: u64,
    /// The answer with its [`Outcome`], or why there is none.
    pub result: Result<Parsed<D, T>, Error>,
}

/// In a word, what became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// There is a value: [`Outcome::Parsed`].
    Parsed,
    /// The model would not answer: [`Outcome::Refused`].
    Refused,
    /// The answer was cut off: [`Outcome::Truncated`].
    Truncated,
    /// A content filter took the answer: [`Outcome::Filtered`].
    Filtered,
    /// The text is no value of the type: [`Outcome::Mismatch`].
    Mismatch,
    /// The model called tools instead of answering: [`Outcome::ToolCalls`].
    ToolCalls,
    /// The model said nothing: [`Outcome::Empty`].
    Empty,
    /// There is no answer, or none yet: [`Outcome::Unfinished`].
    Unfinished,
    /// The call failed, or there was no request: `Err`.
    Failed,
}

impl Kind {
    /// That of an outcome.
    pub fn of<T, S>(outcome: &Outcome<T, S>) -> Self {
        match outcome {
            Outcome::Parsed(_) => Self::Parsed,
            Outcome::Refused(_) => Self::Refused,
            Outcome::Truncated { .. } => Self::Truncated,
            Outcome::Filtered { .. } => Self::Filtered,
            Outcome::ToolCalls(_) => Self::ToolCalls,
            Outcome::Empty => Self::Empty,
            Outcome::Mismatch(_) => Self::Mismatch,
            Outcome::Unfinished { .. } => Self::Unfinished,
        }
    }

    /// That of a call.
    pub(crate) fn of_call<D: Dialect, T, S>(result: &Result<Parsed<D, T, S>, Error>) -> Self {
        match result {
            Ok(answer) => Self::of(answer.outcome()),
            Err(_) => Self::Failed,
        }
    }

    /// Whether there is an answer, whatever is in it. Asking again would be paid for once more.
    pub fn is_answer(self) -> bool {
        !matches!(self, Self::Unfinished | Self::Failed)
    }

    /// As it is said in a line of progress.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parsed => "parsed",
            Self::Refused => "refused",
            Self::Truncated => "truncated",
            Self::Filtered => "filtered",
            Self::Mismatch => "mismatch",
            Self::ToolCalls => "tool calls",
            Self::Empty => "empty",
            Self::Unfinished => "unfinished",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl<D: Dialect, T: ResponseFormat, K> Done<D, T, K> {
    /// In a word, what became of it.
    pub fn kind(&self) -> Kind {
        Kind::of_call(&self.result)
    }

    /// The value, if there is one.
    pub fn parsed(&self) -> Option<&T> {
        self.result.as_ref().ok()?.parsed()
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// Says what there is instead, as [`Parsed::into_parsed`].
    pub fn into_parsed(self) -> Result<T, Error> {
        self.result?.into_parsed()
    }

    /// The tokens used, re-asks included.
    pub fn tokens(&self) -> u64 {
        tokens_of_call(&self.result)
    }
}

/// The tokens that a call used, re-asks included.
pub(crate) fn tokens_of_call<D: Dialect, T, S>(result: &Result<Parsed<D, T, S>, Error>) -> u64 {
    match result {
        Ok(answer) => D::total_tokens(&answer.total_usage()),
        Err(error) => error.total_usage().total_tokens,
    }
}
