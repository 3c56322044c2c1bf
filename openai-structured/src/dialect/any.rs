//! Answers and events of any dialect, for what is not generic over them.

use openai_client::chat::{ChatCompletion, ChatEvent, Usage};

/// An answer, whichever surface gave it.
#[derive(Debug, Clone)]
pub enum AnyAnswer {
    Chat(ChatCompletion),
}

/// An event, whichever surface gave it.
#[derive(Debug)]
pub enum AnyEvent {
    Chat(ChatEvent),
}

impl AnyAnswer {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "an answer of another surface is none"
    )]
    pub(crate) fn completion(&self) -> Option<&ChatCompletion> {
        match self {
            Self::Chat(completion) => Some(completion),
        }
    }

    pub(crate) fn usage(&self) -> Option<&Usage> {
        match self {
            Self::Chat(completion) => completion.usage.as_ref(),
        }
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        match self {
            Self::Chat(completion) => completion.request_id(),
        }
    }
}
