//! Many inputs: what is asked when, what comes of it, and what is there after a kill.

mod blocking;
mod desk;
mod endings;
mod journal;
mod killed;
mod order;
mod panics;
mod progress;
mod pulled;
mod random;
mod stopped;

use openai_structured::prelude::*;
use serde::Serialize;
use std::fmt::Display;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ResponseFormat)]
pub(crate) struct Count {
    pub(crate) pieces: u8,
}

/// A request that is known by its question.
fn ask(question: impl Display) -> ChatRequest {
    ChatRequest::new("m").user(question.to_string())
}

/// The text of a value.
fn count(pieces: u8) -> String {
    format!(r#"{{"pieces":{pieces}}}"#)
}
