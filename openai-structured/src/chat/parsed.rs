//! A chat completion together with what its choices became.

use super::attempt::{Attempt, total_usage};
use super::outcome::{Judged, Outcome, Said, judge};
use super::text::{Filled, NoDraft, Reading, Salvage, Whole};
use crate::AnswerFormat;
use crate::error::{Error, ErrorKind};
use crate::read::{Notes, ReadOptions, read_unchecked};
use crate::schema::check::{Choices, Unfilled};
use crate::schema::{ResponseFormat, Schema};
use openai_client::chat::{ChatCompletion, ChatMessage, Choice, FinishReason, Message, Usage};
use serde::de::DeserializeOwned;

/// A chat completion whose choices were read as `T`.
///
/// The completion itself is untouched beside the values, so it goes back into the next request without
/// them:
///
/// ```no_run
/// use openai_structured::prelude::*;
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct Title {
///     words: String,
/// }
///
/// # async fn run(client: Client) -> Result<(), openai_structured::Error> {
/// let request = ChatRequest::new("gpt-5-mini").user("A title for a story about rain.");
/// let answer = client.chat().parse::<Title>(request.clone()).await?;
/// let request = request.message(&answer).user("Shorter, please.");
/// let shorter = client.chat().parse::<Title>(request).await?;
/// # Ok(())
/// # }
/// ```
///
/// What goes back of a message says [`ECHOED_FIELDS`](openai_client::chat::ECHOED_FIELDS).
#[derive(Debug, Clone)]
pub struct ParsedChatCompletion<T, D = Salvage<<T as Schema>::Draft>> {
    completion: ChatCompletion,
    /// What the first choice became: every answer has one.
    first: Judged<T, D>,
    /// The other choices, in order.
    rest: Vec<Judged<T, D>>,
    /// The answers before this one, in order.
    attempts: Vec<Attempt>,
}

/// One choice and what it became.
#[derive(Debug)]
pub struct ParsedChoice<'a, T, D = Salvage<<T as Schema>::Draft>> {
    choice: &'a Choice,
    judged: &'a Judged<T, D>,
}

impl<T: ResponseFormat> ParsedChatCompletion<T> {
    /// Reads every choice of a completion. One that cannot be read never hides the others.
    pub fn new(completion: ChatCompletion) -> Self {
        Self::filled(completion, ReadOptions::new(), &Unfilled)
    }

    /// Reads every choice of a completion that was asked for with a format of one request.
    pub fn with_format(completion: ChatCompletion, format: &AnswerFormat<T>) -> Self {
        Self::filled(completion, format.read_options(), format.filled())
    }

    fn filled(completion: ChatCompletion, options: ReadOptions, choices: &dyn Choices) -> Self {
        Self::judged(completion, |said| {
            judge(said, Filled(Reading::of(said.choice, options), choices))
        })
    }
}

impl<T: DeserializeOwned> ParsedChatCompletion<T, NoDraft> {
    /// Reads every choice as serde does: the type has no schema of its own.
    pub(crate) fn unchecked(completion: ChatCompletion) -> Self {
        Self::judged(completion, |said| {
            let text = said.choice.message.content.as_deref();
            judge(said, Whole(text.unwrap_or_default(), read_unchecked))
        })
    }
}

impl<T, D> ParsedChatCompletion<T, D> {
    fn judged(completion: ChatCompletion, judge: impl Fn(&Said<'_>) -> Judged<T, D>) -> Self {
        let usage = completion.usage.as_ref();
        let said = completion
            .choices
            .iter()
            .map(|choice| Said::whole(choice, usage));
        let outcomes: Vec<_> = said.map(|said| judge(&said)).collect();
        Self::with_outcomes(completion, outcomes, Outcome::Empty)
    }

    /// What became of each choice, and of an answer without choices.
    pub(super) fn with_outcomes(
        completion: ChatCompletion,
        outcomes: Vec<Judged<T, D>>,
        of_none: Outcome<T, D>,
    ) -> Self {
        let mut outcomes = outcomes.into_iter();
        Self {
            completion,
            first: outcomes.next().unwrap_or_else(|| of_none.into()),
            rest: outcomes.collect(),
            attempts: Vec::new(),
        }
    }

    /// The same, after answers that did not fit.
    pub(super) fn after(self, attempts: Vec<Attempt>) -> Self {
        Self { attempts, ..self }
    }

    /// The first choice's value, if it has one.
    pub fn parsed(&self) -> Option<&T> {
        self.first.outcome.parsed()
    }

    /// The first choice's value.
    ///
    /// # Errors
    ///
    /// Says what the choice became instead; the error has the completion.
    pub fn into_parsed(self) -> Result<T, Error> {
        let (kind, refusal, mismatch) = match self.first.outcome {
            Outcome::Parsed(value) => return Ok(value),
            Outcome::Refused(text) => (ErrorKind::Refused, Some(text), None),
            Outcome::Truncated { .. } => (ErrorKind::Truncated, None, None),
            Outcome::Filtered { .. } => (ErrorKind::Filtered, None, None),
            Outcome::ToolCalls(_) => (ErrorKind::ToolCalls, None, None),
            Outcome::Empty => (ErrorKind::Empty, None, None),
            Outcome::Mismatch(mismatch) => (ErrorKind::Mismatch, None, Some(mismatch)),
        };
        let error = Error::answer(kind, self.completion, refusal, mismatch);
        Err(error.attempted(self.attempts))
    }

    /// What the first choice became.
    pub fn outcome(&self) -> &Outcome<T, D> {
        &self.first.outcome
    }

    /// What is worth knowing of the first choice's text: keys that are missing or unknown. Empty
    /// unless it [is a value](Self::parsed).
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

    /// What the first choice became, by move.
    pub fn into_outcome(self) -> Outcome<T, D> {
        self.first.outcome
    }

    /// What each choice became, by move and in order.
    pub fn into_outcomes(self) -> Vec<Outcome<T, D>> {
        let judged = std::iter::once(self.first).chain(self.rest);
        judged.map(|judged| judged.outcome).collect()
    }

    /// Each choice with what it became, in order. A request for `n` answers has `n` of them.
    pub fn choices(&self) -> impl Iterator<Item = ParsedChoice<'_, T, D>> {
        let judged = std::iter::once(&self.first).chain(&self.rest);
        (self.completion.choices.iter().zip(judged))
            .map(|(choice, judged)| ParsedChoice { choice, judged })
    }

    /// The completion as the server sent it.
    pub fn completion(&self) -> &ChatCompletion {
        &self.completion
    }

    /// The completion by move.
    pub fn into_completion(self) -> ChatCompletion {
        self.completion
    }

    /// The completion's id; empty if the server gave none.
    pub fn id(&self) -> &str {
        &self.completion.id
    }

    /// The id of the HTTP exchange, for reports to the provider.
    pub fn request_id(&self) -> Option<&str> {
        self.completion.request_id()
    }

    /// The tokens used, by this answer alone.
    pub fn usage(&self) -> Option<&Usage> {
        self.completion.usage.as_ref()
    }

    /// The tokens used by this answer and by the [attempts](Self::attempts) before it.
    pub fn total_usage(&self) -> Usage {
        total_usage(&self.attempts, Some(&self.completion))
    }

    /// The answers that did not fit and after which the model was asked again, in order; empty
    /// unless the format says [`reask`](AnswerFormat::reask).
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The first choice's text as the model wrote it.
    pub fn text(&self) -> Option<&str> {
        self.completion.text()
    }
}

/// The first choice, as part of the next request.
impl<T, D> From<&ParsedChatCompletion<T, D>> for Message {
    fn from(answer: &ParsedChatCompletion<T, D>) -> Self {
        Self::from(&answer.completion)
    }
}

impl<'a, T, D> ParsedChoice<'a, T, D> {
    /// The choice's value, if it has one.
    pub fn parsed(&self) -> Option<&'a T> {
        self.judged.outcome.parsed()
    }

    /// What the choice became.
    pub fn outcome(&self) -> &'a Outcome<T, D> {
        &self.judged.outcome
    }

    /// What is worth knowing of the choice's text. Empty unless it is a value.
    pub fn notes(&self) -> &'a Notes {
        &self.judged.notes
    }

    /// The choice's number, as the server gave it.
    pub fn index(&self) -> u64 {
        self.choice.index
    }

    /// The message, with the text as the model wrote it.
    pub fn message(&self) -> &'a ChatMessage {
        &self.choice.message
    }

    /// Why the model stopped.
    pub fn finish_reason(&self) -> Option<&'a FinishReason> {
        self.choice.finish_reason.as_ref()
    }

    /// The choice as the server sent it.
    pub fn choice(&self) -> &'a Choice {
        self.choice
    }
}
