//! Answers and events of any dialect, for what is not generic over them.

use openai_client::chat::{ChatCompletion, ChatEvent, Usage};
use openai_client::responses::{Response, ResponseEvent};

/// An answer, whichever surface gave it.
#[derive(Debug, Clone)]
pub enum AnyAnswer {
    Chat(Box<ChatCompletion>),
    Response(Box<Response>),
}

/// An event, whichever surface gave it.
#[derive(Debug)]
pub enum AnyEvent {
    Chat(ChatEvent),
    Response(Box<ResponseEvent>),
}

impl AnyAnswer {
    pub(crate) fn completion(&self) -> Option<&ChatCompletion> {
        match self {
            Self::Chat(completion) => Some(completion),
            Self::Response(_) => None,
        }
    }

    pub(crate) fn response(&self) -> Option<&Response> {
        match self {
            Self::Chat(_) => None,
            Self::Response(response) => Some(response),
        }
    }

    /// The tokens, by the names that chat has for them.
    pub(crate) fn usage(&self) -> Option<Usage> {
        match self {
            Self::Chat(completion) => completion.usage.clone(),
            Self::Response(response) => response.usage.as_ref().map(Usage::from),
        }
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        match self {
            Self::Chat(completion) => completion.request_id(),
            Self::Response(response) => response.request_id(),
        }
    }
}
