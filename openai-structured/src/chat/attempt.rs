//! An answer that was no value, and after which the model was asked again.

use crate::read::Mismatch;
use openai_client::chat::{ChatCompletion, Usage};

/// An answer that did not fit its type, and after which the model was asked again.
///
/// See [`AnswerFormat::reask`](crate::AnswerFormat::reask).
#[derive(Debug, Clone)]
pub struct Attempt {
    completion: ChatCompletion,
    mismatch: Mismatch,
}

impl Attempt {
    pub(super) fn new(completion: ChatCompletion, mismatch: Mismatch) -> Self {
        Self {
            completion,
            mismatch,
        }
    }

    /// The answer as the server sent it.
    pub fn completion(&self) -> &ChatCompletion {
        &self.completion
    }

    /// Where its text and the type disagree.
    pub fn mismatch(&self) -> &Mismatch {
        &self.mismatch
    }

    /// The tokens used.
    pub fn usage(&self) -> Option<&Usage> {
        self.completion.usage.as_ref()
    }

    /// The id of the HTTP exchange, for reports to the provider.
    pub fn request_id(&self) -> Option<&str> {
        self.completion.request_id()
    }
}

/// The tokens of all attempts and of the last answer.
pub(crate) fn total_usage(attempts: &[Attempt], last: Option<&ChatCompletion>) -> Usage {
    let earlier = attempts.iter().map(Attempt::completion);
    let usages = earlier.chain(last).filter_map(|it| it.usage.as_ref());
    usages.sum()
}
