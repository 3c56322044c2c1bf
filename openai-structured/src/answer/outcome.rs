//! What became of an asked-for value: the judgement of one text.

use super::text::{Salvage, Text};
use crate::dialect::{Said, Unfinished};
use crate::read::{Mismatch, Notes};
use crate::schema::Schema;
use openai_client::chat::{Ending, FinishReason, ToolCall};
use openai_client::responses::{ResponseError, ResponseStatus};

/// How an answer ended, or one choice of it.
///
/// Matching all of it is the point: an answer that is no value has a name that says why, and
/// nothing of it is lost: what had arrived of a value that was cut off is its draft. New finish
/// reasons arrive as values inside [`Outcome::Truncated`] and [`Outcome::Filtered`], so the enum is
/// exhaustive.
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
///         Outcome::Truncated { draft: Some(draft), .. } if draft.guilty.get() == Some(&true) => {
///             "guilty, and more that was cut off".to_owned()
///         }
///         Outcome::Truncated { raw, .. } => format!("cut off after {} bytes", raw.len()),
///         Outcome::Filtered { .. } => "filtered".to_owned(),
///         Outcome::ToolCalls(calls) => format!("{} tool calls", calls.len()),
///         Outcome::Empty => "no answer".to_owned(),
///         Outcome::Mismatch(mismatch) => mismatch.to_string(),
///         Outcome::Unfinished { status, .. } => status.to_string(),
///     }
/// }
/// # assert_eq!(show(&Outcome::Empty), "no answer");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T, D = Salvage<<T as Schema>::Draft>> {
    /// The value.
    Parsed(T),
    /// The model would not answer; its words.
    Refused(String),
    /// The answer was cut off: by a limit, by a connection that broke, or by us as it ran away.
    #[non_exhaustive]
    Truncated {
        /// What there is of the text.
        raw: String,
        /// Why it ends: the token limit, or a reason of the server's own. `None` if it gave none.
        reason: Option<FinishReason>,
        /// What there is of the value. `None` for a type without a schema of its own.
        draft: Option<D>,
    },
    /// A content filter took the answer, or part of it.
    #[non_exhaustive]
    Filtered {
        /// What there is of the text.
        raw: String,
        /// The reason as the server gave it.
        reason: FinishReason,
        /// What there is of the value. `None` for a type without a schema of its own.
        draft: Option<D>,
    },
    /// The model called tools instead of answering.
    ToolCalls(Vec<ToolCall>),
    /// The model said nothing.
    Empty,
    /// The text is no value of the type.
    Mismatch(Mismatch),
    /// There is no answer, or none yet: the service failed, it was told to stop, or it is still at it.
    /// Of responses alone, which have a state.
    #[non_exhaustive]
    Unfinished {
        /// How far the response is.
        status: ResponseStatus,
        /// Why it failed, if it did.
        error: Option<ResponseError>,
        /// What there is of the text.
        raw: String,
        /// What there is of the value. `None` for a type without a schema of its own.
        draft: Option<D>,
    },
}

impl<T, D> Outcome<T, D> {
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

/// What a text became, and what is worth knowing of it if it is a value.
#[derive(Debug, Clone)]
pub(crate) struct Judged<T, D> {
    pub(crate) outcome: Outcome<T, D>,
    pub(crate) notes: Notes,
}

impl<T, D> From<Outcome<T, D>> for Judged<T, D> {
    fn from(outcome: Outcome<T, D>) -> Self {
        let notes = Notes::default();
        Self { outcome, notes }
    }
}

/// Judges what was said.
///
/// What the server says decides first: a refusal, a cut or filtered text is never read, even if it
/// happens to be whole. Tool calls are told by the calls, not by the finish reason, which some
/// servers leave at `stop`; they may be run, so those of a stream that broke off are none.
pub(crate) fn judge<T, D>(said: &Said<'_>, text: impl Text<T, D>) -> Judged<T, D> {
    judge_with(said, text, <[ToolCall]>::to_vec)
}

/// The same, but that of the calls as much is kept as `keep` says: whoever has the answer at hand
/// needs no copy.
pub(crate) fn judge_with<T, D>(
    said: &Said<'_>,
    text: impl Text<T, D>,
    keep: impl FnOnce(&[ToolCall]) -> Vec<ToolCall>,
) -> Judged<T, D> {
    if let Some(Unfinished { status, error }) = &said.unfinished {
        return Outcome::Unfinished {
            status: status.clone(),
            error: error.clone(),
            raw: said.raw(),
            draft: text.salvage(),
        }
        .into();
    }
    if let Some(refusal) = &said.refusal {
        return Outcome::Refused(refusal.clone().into_owned()).into();
    }
    if let Some(reason @ FinishReason::ContentFilter) = &said.reason {
        return Outcome::Filtered {
            raw: said.raw(),
            reason: reason.clone(),
            draft: text.salvage(),
        }
        .into();
    }
    if said.is_cut {
        return if said.is_nothing() {
            Outcome::Empty
        } else {
            truncated(said, text)
        }
        .into();
    }
    let broken_off = said.ending == Ending::CutOff;
    if !said.calls.is_empty() {
        return if broken_off {
            truncated(said, text)
        } else {
            Outcome::ToolCalls(keep(&said.calls))
        }
        .into();
    }
    if said.is_blank() {
        if broken_off {
            return truncated(said, text).into();
        }
        return match said.thinking.as_deref().and_then(|it| text.thought(it)) {
            Some((value, notes)) => Judged {
                outcome: Outcome::Parsed(value),
                notes,
            },
            None => Outcome::Empty.into(),
        };
    }
    // Half a document, and the server does not claim that it is whole.
    if said.reason != Some(FinishReason::Stop) && text.is_cut() {
        return truncated(said, text).into();
    }
    match text.value() {
        Ok((value, notes)) => Judged {
            outcome: Outcome::Parsed(value),
            notes,
        },
        Err(mismatch) => Outcome::Mismatch(mismatch).into(),
    }
}

fn truncated<T, D>(said: &Said<'_>, text: impl Text<T, D>) -> Outcome<T, D> {
    Outcome::Truncated {
        raw: said.raw(),
        reason: said.reason.clone(),
        draft: text.salvage(),
    }
}
