//! An answer that was no value, and after which the model was asked again.

use crate::dialect::{AnyAnswer, Dialect};
use crate::read::Mismatch;
use openai_client::chat::{ChatCompletion, Usage};
use openai_client::responses::Response;

/// An answer that did not fit its type, and after which the model was asked again.
///
/// See [`AnswerFormat::reask`](crate::AnswerFormat::reask).
#[derive(Debug, Clone)]
pub struct Attempt {
    answer: AnyAnswer,
    usage: Option<Usage>,
    mismatch: Mismatch,
}

impl Attempt {
    pub(super) fn new(answer: AnyAnswer, mismatch: Mismatch) -> Self {
        Self {
            usage: answer.usage(),
            answer,
            mismatch,
        }
    }

    /// The answer as the server sent it, if chat was asked.
    pub fn completion(&self) -> Option<&ChatCompletion> {
        self.answer.completion()
    }

    /// Where its text and the type disagree.
    pub fn mismatch(&self) -> &Mismatch {
        &self.mismatch
    }

    /// The answer as the server sent it, if a response was asked for.
    pub fn response(&self) -> Option<&Response> {
        self.answer.response()
    }

    /// The tokens used, by the names that chat has for them.
    pub fn usage(&self) -> Option<&Usage> {
        self.usage.as_ref()
    }

    /// The id of the HTTP exchange, for reports to the provider.
    pub fn request_id(&self) -> Option<&str> {
        self.answer.request_id()
    }
}

/// The tokens of all attempts and of the last answer, as their dialect counts them.
pub(crate) fn total_usage<D: Dialect>(attempts: &[Attempt], last: Option<&D::Answer>) -> D::Usage {
    let earlier = attempts.iter().filter_map(|it| D::of_any(&it.answer));
    let mut total = D::Usage::default();
    for usage in earlier.chain(last).filter_map(D::usage) {
        total += usage;
    }
    total
}
