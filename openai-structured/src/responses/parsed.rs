//! A response together with what it became.

use crate::answer::{Parsed, Salvage};
use crate::schema::Schema;
#[cfg(doc)]
use openai_client::responses::ResponseRequest;
use openai_client::responses::{Input, Item, Response, Responses};
use std::borrow::Cow;

/// A response that was read as `T`.
///
/// Its state decides first: what failed, is not finished, was cut off or filtered is never read, even
/// if it happens to be whole. Of several messages the first that is a value is the answer; those that
/// say what the model is about (`commentary`) are none.
///
/// The response itself is untouched beside the value, so it goes back into the next request without
/// it:
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
/// let request = ResponseRequest::new("gpt-5-mini").input("A title for a story about rain.");
/// let answer = client.responses().parse::<Title>(request.clone()).await?;
/// let request = request.input(&answer).user("Shorter, please.");
/// let shorter = client.responses().parse::<Title>(request).await?;
/// # Ok(())
/// # }
/// ```
///
/// Where the service stores responses, `previous_response_id(&answer.response().id)` does the same.
/// Where it does not, as the request says `store(false)`, a model that thinks is to be asked for its
/// [encrypted thinking](openai_client::responses::Include::EncryptedReasoning), or the service knows
/// nothing of the thinking that goes back.
///
/// A response that is made in the [background](ResponseRequest::background) is not waited for: its
/// outcome is [`Outcome::Unfinished`](crate::Outcome::Unfinished), and read once it has come:
///
/// ```no_run
/// # use openai_structured::{ParsedResponse, client::responses::Wait, prelude::*};
/// # #[derive(Debug, Deserialize, ResponseFormat)]
/// # struct Title { words: String }
/// # async fn run(client: Client, request: ResponseRequest) -> Result<(), openai_structured::Error> {
/// let begun = client.responses().parse::<Title>(request.background(true)).await?;
/// let response = client.responses().wait(&begun.response().id, Wait::new()).await?;
/// let title = ParsedResponse::<Title>::new(response).into_parsed()?;
/// # Ok(())
/// # }
/// ```
pub type ParsedResponse<T, S = Salvage<<T as Schema>::Draft>> = Parsed<Responses, T, S>;

impl<T, S> ParsedResponse<T, S> {
    /// The response as the server sent it.
    pub fn response(&self) -> &Response {
        self.answer()
    }

    /// The response by move.
    pub fn into_response(self) -> Response {
        self.into_answer()
    }

    /// What the model made, in its order: messages, thinking, calls, and what the service's own tools
    /// did.
    pub fn items(&self) -> &[Item] {
        &self.response().output
    }

    /// The items as part of the next request's input, as the model made them. Of a response that was
    /// cut off, and of one whose calls have no results, the service takes no such input.
    pub fn into_input(self) -> Vec<Item> {
        self.into_answer().output
    }

    /// The text of all messages that are the answer, as the model wrote it: what was read as the value
    /// is one of them.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        self.response().text()
    }

    /// The words in which the model would not answer.
    pub fn refusal(&self) -> Option<&str> {
        self.response().refusal()
    }

    /// What the model thought, in short, if the request asked for it.
    pub fn reasoning_summaries(&self) -> impl Iterator<Item = &str> {
        self.response().reasoning_summaries()
    }
}

/// The items, as part of the next request.
impl<T, S> From<&ParsedResponse<T, S>> for Input {
    fn from(answer: &ParsedResponse<T, S>) -> Self {
        answer.items().to_vec().into()
    }
}

impl<T, S> From<ParsedResponse<T, S>> for Input {
    fn from(answer: ParsedResponse<T, S>) -> Self {
        answer.into_input().into()
    }
}
