//! A chat completion together with what its choices became.

use crate::answer::outcome::Judged;
use crate::answer::{Outcome, Parsed, Salvage};
use crate::read::Notes;
use crate::schema::Schema;
use openai_client::chat::{Chat, ChatCompletion, ChatMessage, Choice, FinishReason, Message};

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
pub type ParsedChatCompletion<T, S = Salvage<<T as Schema>::Draft>> = Parsed<Chat, T, S>;

/// One choice and what it became.
#[derive(Debug)]
pub struct ParsedChoice<'a, T, S = Salvage<<T as Schema>::Draft>> {
    choice: &'a Choice,
    judged: &'a Judged<T, S>,
}

impl<T, S> ParsedChatCompletion<T, S> {
    /// What each choice became, by move and in order.
    pub fn into_outcomes(self) -> Vec<Outcome<T, S>> {
        self.into_each().map(|judged| judged.outcome).collect()
    }

    /// Each choice with what it became, in order. A request for `n` answers has `n` of them.
    pub fn choices(&self) -> impl Iterator<Item = ParsedChoice<'_, T, S>> {
        let choices = self.completion().choices.iter();
        let choices = choices.zip(self.each());
        choices.map(|(choice, judged)| ParsedChoice { choice, judged })
    }

    /// The completion as the server sent it.
    pub fn completion(&self) -> &ChatCompletion {
        self.answer()
    }

    /// The completion by move.
    pub fn into_completion(self) -> ChatCompletion {
        self.into_answer()
    }

    /// The first choice's text as the model wrote it.
    pub fn text(&self) -> Option<&str> {
        self.completion().text()
    }
}

/// The first choice, as part of the next request.
impl<T, S> From<&ParsedChatCompletion<T, S>> for Message {
    fn from(answer: &ParsedChatCompletion<T, S>) -> Self {
        Self::from(answer.completion())
    }
}

impl<'a, T, S> ParsedChoice<'a, T, S> {
    /// The choice's value, if it has one.
    pub fn parsed(&self) -> Option<&'a T> {
        self.judged.outcome.parsed()
    }

    /// What the choice became.
    pub fn outcome(&self) -> &'a Outcome<T, S> {
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
