//! An answer together with what it became.

use super::attempt::{Attempt, total_usage};
use super::outcome::{Judged, Outcome, judge};
use super::several::Several;
use super::text::{Filled, NoDraft, Reading, Reads, Salvage, Whole};
use crate::AnswerFormat;
use crate::dialect::{Dialect, Said};
use crate::error::{Error, ErrorKind};
use crate::read::{Notes, ReadOptions, read_unchecked};
use crate::schema::check::{Choices, Unfilled};
use crate::schema::{ResponseFormat, Schema};
use serde::de::DeserializeOwned;

/// An answer that was read as `T`, whichever surface gave it:
/// [`ParsedChatCompletion`](crate::ParsedChatCompletion).
///
/// The answer itself is untouched beside the value, so it goes back into the next request without
/// it.
#[derive(Debug, Clone)]
pub struct Parsed<D: Dialect, T, S = Salvage<<T as Schema>::Draft>> {
    answer: D::Answer,
    /// What the first choice became: every answer has one.
    first: Judged<T, S>,
    /// The other choices, in order.
    rest: Vec<Judged<T, S>>,
    /// The answers before this one, in order.
    attempts: Vec<Attempt>,
}

impl<D: Dialect, T: ResponseFormat> Parsed<D, T> {
    /// Reads an answer. Of several choices, one that cannot be read never hides the others.
    pub fn new(answer: D::Answer) -> Self {
        Self::filled(answer, ReadOptions::new(), &Unfilled)
    }

    /// Reads an answer that was asked for with a format of one request.
    pub fn with_format(answer: D::Answer, format: &AnswerFormat<T>) -> Self {
        Self::filled(answer, format.read_options(), format.filled())
    }

    fn filled(answer: D::Answer, options: ReadOptions, choices: &dyn Choices) -> Self {
        Self::judged(answer, |said| {
            let read = |_, text: &str| Filled(Reading::of(text, options), choices);
            judge(said, Several::of(said, read))
        })
    }
}

impl<D: Dialect, T: DeserializeOwned> Parsed<D, T, NoDraft> {
    /// Reads the answer as serde does: the type has no schema of its own.
    pub(crate) fn unchecked(answer: D::Answer) -> Self {
        Self::judged(answer, |said| {
            judge(
                said,
                Several::of(said, |_, text| Whole(text, read_unchecked)),
            )
        })
    }
}

impl<D: Dialect, T, S> Parsed<D, T, S> {
    fn judged(answer: D::Answer, judge: impl Fn(&Said<'_>) -> Judged<T, S>) -> Self {
        let outcomes: Vec<_> = D::said(&answer).map(|said| judge(&said)).collect();
        Self::with_outcomes(answer, outcomes, Outcome::Empty)
    }

    /// What became of each choice, and of an answer without choices.
    pub(super) fn with_outcomes(
        answer: D::Answer,
        outcomes: Vec<Judged<T, S>>,
        of_none: Outcome<T, S>,
    ) -> Self {
        let mut outcomes = outcomes.into_iter();
        Self {
            answer,
            first: outcomes.next().unwrap_or_else(|| of_none.into()),
            rest: outcomes.collect(),
            attempts: Vec::new(),
        }
    }

    /// The same, after answers that did not fit.
    pub(super) fn after(self, attempts: Vec<Attempt>) -> Self {
        Self { attempts, ..self }
    }

    /// The value, if there is one: of several choices, that of the first.
    pub fn parsed(&self) -> Option<&T> {
        self.first.outcome.parsed()
    }

    /// The value: of several choices, that of the first.
    ///
    /// # Errors
    ///
    /// Says what the answer became instead; the error has the answer.
    pub fn into_parsed(self) -> Result<T, Error> {
        let (kind, refusal, mismatch) = match self.first.outcome {
            Outcome::Parsed(value) => return Ok(value),
            Outcome::Refused(text) => (ErrorKind::Refused, Some(text), None),
            Outcome::Truncated { .. } => (ErrorKind::Truncated, None, None),
            Outcome::Filtered { .. } => (ErrorKind::Filtered, None, None),
            Outcome::ToolCalls(_) => (ErrorKind::ToolCalls, None, None),
            Outcome::Empty => (ErrorKind::Empty, None, None),
            Outcome::Mismatch(mismatch) => (ErrorKind::Mismatch, None, Some(mismatch)),
            Outcome::Unfinished { status, .. } => (ErrorKind::of(&status), None, None),
        };
        let error = Error::answer(kind, D::any(self.answer), refusal, mismatch);
        Err(error.attempted(self.attempts))
    }

    /// What the answer became: of several choices, the first.
    pub fn outcome(&self) -> &Outcome<T, S> {
        &self.first.outcome
    }

    /// What is worth knowing of the text: keys that are missing or unknown. Empty unless it [is a
    /// value](Self::parsed).
    ///
    /// ```
    /// use openai_structured::{ChatStreamState, prelude::*};
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct City {
    ///     name: String,
    ///     inhabitants: Option<u32>,
    /// }
    ///
    /// let mut answer = ChatStreamState::<City>::new();
    /// answer.push_data(r#"{"choices":[{"delta":{"content":"{\"name\":\"Oslo\"}"}}]}"#)?;
    /// answer.push_data(r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#)?;
    ///
    /// let answer = answer.finish();
    /// assert_eq!(answer.notes().missing_keys(), ["inhabitants"]);
    /// assert_eq!(answer.into_parsed()?.name, "Oslo");
    /// # Ok::<(), openai_structured::Error>(())
    /// ```
    pub fn notes(&self) -> &Notes {
        &self.first.notes
    }

    /// What the answer became, by move: of several choices, the first.
    pub fn into_outcome(self) -> Outcome<T, S> {
        self.first.outcome
    }

    /// What each choice became, in order.
    pub(crate) fn each(&self) -> impl Iterator<Item = &Judged<T, S>> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// The same, by move.
    pub(crate) fn into_each(self) -> impl Iterator<Item = Judged<T, S>> {
        std::iter::once(self.first).chain(self.rest)
    }

    /// The answer as the server sent it.
    pub fn answer(&self) -> &D::Answer {
        &self.answer
    }

    /// The answer by move.
    pub fn into_answer(self) -> D::Answer {
        self.answer
    }

    /// The answer's id; empty if the server gave none.
    pub fn id(&self) -> &str {
        D::id(&self.answer)
    }

    /// The id of the HTTP exchange, for reports to the provider.
    pub fn request_id(&self) -> Option<&str> {
        D::request_id(&self.answer)
    }

    /// The tokens used, by this answer alone.
    pub fn usage(&self) -> Option<&D::Usage> {
        D::usage(&self.answer)
    }

    /// The tokens used by this answer and by the [attempts](Self::attempts) before it.
    pub fn total_usage(&self) -> D::Usage {
        total_usage::<D>(&self.attempts, Some(&self.answer))
    }

    /// The answers that did not fit and after which the model was asked again, in order; empty
    /// unless the format says [`reask`](AnswerFormat::reask).
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }
}
