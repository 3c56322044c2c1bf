//! What became of an asked-for value: the judgement of one choice.

use super::text::{Salvage, Text};
use crate::read::{Mismatch, Notes};
use crate::schema::Schema;
use openai_client::chat::{Choice, Ending, FinishReason, ToolCall, Usage};

/// How one choice of an answer ended.
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

/// What is known of a choice beside its text.
pub struct Said<'a> {
    pub(crate) choice: &'a Choice,
    pub(crate) ending: Ending,
    pub(crate) usage: Option<&'a Usage>,
}

impl<'a> Said<'a> {
    /// Of an answer that came whole.
    pub(crate) fn whole(choice: &'a Choice, usage: Option<&'a Usage>) -> Self {
        let ending = match choice.finish_reason {
            Some(_) => Ending::Finished,
            None => Ending::Unannounced,
        };
        Self {
            choice,
            ending,
            usage,
        }
    }

    fn raw(&self) -> &'a str {
        self.choice.message.content.as_deref().unwrap_or_default()
    }

    /// Nothing was said, and by the service's own count.
    fn is_nothing(&self) -> bool {
        let counted = self.usage.is_some_and(|usage| usage.completion_tokens == 0);
        counted && self.raw().trim().is_empty() && self.choice.message.tool_calls.is_empty()
    }
}

/// What a choice became, and what is worth knowing of its text if that is a value.
#[derive(Debug, Clone)]
pub(super) struct Judged<T, D> {
    pub(super) outcome: Outcome<T, D>,
    pub(super) notes: Notes,
}

impl<T, D> From<Outcome<T, D>> for Judged<T, D> {
    fn from(outcome: Outcome<T, D>) -> Self {
        let notes = Notes::default();
        Self { outcome, notes }
    }
}

/// Judges a choice.
///
/// What the server says decides first: a refusal, a cut or filtered text is never read, even if it
/// happens to be whole. Tool calls are told by the calls, not by the finish reason, which some
/// servers leave at `stop`; they may be run, so those of a stream that broke off are none.
pub(super) fn judge<T, D>(said: &Said<'_>, text: impl Text<T, D>) -> Judged<T, D> {
    judge_with(said, text, <[ToolCall]>::to_vec)
}

/// The same, but that of the calls as much is kept as `keep` says: whoever has the choice at hand
/// needs no copy.
pub(super) fn judge_with<T, D>(
    said: &Said<'_>,
    text: impl Text<T, D>,
    keep: impl FnOnce(&[ToolCall]) -> Vec<ToolCall>,
) -> Judged<T, D> {
    let message = &said.choice.message;
    let reason = said.choice.finish_reason.as_ref();
    if let Some(refusal) = message.refusal.as_deref().filter(|text| !text.is_empty()) {
        return Outcome::Refused(refusal.to_owned()).into();
    }
    match reason {
        Some(FinishReason::Length) if said.is_nothing() => return Outcome::Empty.into(),
        Some(FinishReason::Length) => return truncated(said, text).into(),
        Some(reason @ FinishReason::ContentFilter) => {
            return Outcome::Filtered {
                raw: said.raw().to_owned(),
                reason: reason.clone(),
                draft: text.salvage(),
            }
            .into();
        }
        _ => {}
    }
    let broken_off = said.ending == Ending::CutOff;
    if !message.tool_calls.is_empty() {
        return if broken_off {
            truncated(said, text)
        } else {
            Outcome::ToolCalls(keep(&message.tool_calls))
        }
        .into();
    }
    if said.raw().trim().is_empty() {
        if broken_off {
            return truncated(said, text).into();
        }
        return match text.thought(message) {
            Some((value, notes)) => Judged {
                outcome: Outcome::Parsed(value),
                notes,
            },
            None => Outcome::Empty.into(),
        };
    }
    // Half a document, and the server does not claim that it is whole.
    if reason != Some(&FinishReason::Stop) && text.is_cut() {
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
        raw: said.raw().to_owned(),
        reason: said.choice.finish_reason.clone(),
        draft: text.salvage(),
    }
}
