//! What became of an asked-for value: the judgement of one choice.

use crate::read::{Mismatch, MismatchKind};
use openai_client::chat::{Choice, FinishReason, ToolCall};

/// How one choice of an answer ended.
///
/// Matching all of it is the point: an answer that is no value has a name that says why, and
/// nothing of it is lost. New finish reasons arrive as values inside [`Outcome::Truncated`] and
/// [`Outcome::Filtered`], so the enum is exhaustive.
///
/// # Examples
///
/// ```
/// use openai_structured::{Outcome, prelude::*};
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct Verdict {
///     guilty: bool,
/// }
///
/// fn show(outcome: &Outcome<Verdict>) -> String {
///     match outcome {
///         Outcome::Parsed(verdict) => format!("guilty: {}", verdict.guilty),
///         Outcome::Refused(text) => format!("refused: {text}"),
///         Outcome::Truncated { raw, .. } => format!("cut off after {} bytes", raw.len()),
///         Outcome::Filtered { .. } => "filtered".to_owned(),
///         Outcome::ToolCalls(calls) => format!("{} tool calls", calls.len()),
///         Outcome::Empty => "no answer".to_owned(),
///         Outcome::Mismatch(mismatch) => mismatch.to_string(),
///     }
/// }
/// # assert_eq!(show(&Outcome::Empty), "no answer");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T> {
    /// The value.
    Parsed(T),
    /// The model would not answer; its words.
    Refused(String),
    /// The answer was cut off.
    #[non_exhaustive]
    Truncated {
        /// What there is of the text.
        raw: String,
        /// Why it ends: the token limit, or a reason of the server's own. `None` if it gave none.
        reason: Option<FinishReason>,
    },
    /// A content filter took the answer, or part of it.
    #[non_exhaustive]
    Filtered {
        /// What there is of the text.
        raw: String,
        /// The reason as the server gave it.
        reason: FinishReason,
    },
    /// The model called tools instead of answering.
    ToolCalls(Vec<ToolCall>),
    /// The model said nothing.
    Empty,
    /// The text is no value of the type.
    Mismatch(Mismatch),
}

impl<T> Outcome<T> {
    /// The value, if there is one.
    pub fn parsed(&self) -> Option<&T> {
        match self {
            Self::Parsed(value) => Some(value),
            _ => None,
        }
    }

    /// The value by move, or the outcome as it was.
    ///
    /// # Errors
    ///
    /// Every outcome but [`Outcome::Parsed`].
    pub fn into_parsed(self) -> Result<T, Self> {
        match self {
            Self::Parsed(value) => Ok(value),
            other => Err(other),
        }
    }
}

/// Judges a choice.
///
/// What the server says decides first: a refusal, a cut or filtered text is never read, even if it
/// happens to be whole. Tool calls are told by the calls, not by the finish reason, which some
/// servers leave at `stop`.
pub(super) fn judge<T>(choice: &Choice, read: impl Fn(&str) -> Result<T, Mismatch>) -> Outcome<T> {
    let message = &choice.message;
    let text = message.content.as_deref().unwrap_or_default();
    if let Some(refusal) = message.refusal.as_deref().filter(|text| !text.is_empty()) {
        return Outcome::Refused(refusal.to_owned());
    }
    match &choice.finish_reason {
        Some(FinishReason::Length) => {
            return Outcome::Truncated {
                raw: text.to_owned(),
                reason: choice.finish_reason.clone(),
            };
        }
        Some(reason @ FinishReason::ContentFilter) => {
            return Outcome::Filtered {
                raw: text.to_owned(),
                reason: reason.clone(),
            };
        }
        _ => {}
    }
    if !message.tool_calls.is_empty() {
        return Outcome::ToolCalls(message.tool_calls.clone());
    }
    if text.trim().is_empty() {
        return Outcome::Empty;
    }
    match read(text) {
        Ok(value) => Outcome::Parsed(value),
        // Half a document, and the server does not claim that it is whole.
        Err(mismatch)
            if mismatch.kind() == MismatchKind::Incomplete
                && choice.finish_reason != Some(FinishReason::Stop) =>
        {
            Outcome::Truncated {
                raw: text.to_owned(),
                reason: choice.finish_reason.clone(),
            }
        }
        Err(mismatch) => Outcome::Mismatch(mismatch),
    }
}
