//! Types of a user whose dependency has another name.

use oas::prelude::*;

/// The reasoning must be written before the answer.
#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(crate = "oas")]
pub struct Verdict {
    /// Step by step.
    pub reasoning: String,
    /// Yes or no.
    pub answer: bool,
}
