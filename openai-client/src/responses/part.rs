//! The parts of what is said, in requests and in answers.

use serde_json::Value;

use super::annotation::Annotation;
use crate::wire::{wire_object, wire_union};

wire_union! {
    /// A part of what is said.
    pub enum Part {
        /// A text for the model.
        InputText(InputText) = "input_text",
        /// A text of the model.
        OutputText(OutputText) = "output_text",
        /// Why the model will not answer.
        Refusal(Refusal) = "refusal",
        /// What the model thought.
        ReasoningText(ReasoningText) = "reasoning_text",
        /// What the model thought, in short.
        SummaryText(SummaryText) = "summary_text",
    }
}

impl Part {
    /// The text, if it is one that was said: refusals and thinking are none.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::InputText(part) => Some(&part.text),
            Self::OutputText(part) => Some(&part.text),
            _ => None,
        }
    }
}

wire_object! {
    /// A text for the model.
    pub built struct InputText as "input_text" {
        /// The text.
        text: String,
    } with {
        /// Ends what is worth to be cached of the prompt.
        prompt_cache_breakpoint: Value,
    }
}

wire_object! {
    /// A text of the model.
    pub built struct OutputText as "output_text" {
        /// The text.
        text: String,
    } with {
        /// The sources of the text.
        annotations: Vec<Annotation>,
        /// How likely its tokens were.
        logprobs: Vec<TokenLogprob>,
    }
}

wire_object! {
    /// Why the model will not answer.
    pub built struct Refusal as "refusal" {
        /// Its words.
        refusal: String,
    }
}

wire_object! {
    /// What the model thought.
    pub built struct ReasoningText as "reasoning_text" {
        /// The text.
        text: String,
    }
}

wire_object! {
    /// What the model thought, in short.
    pub built struct SummaryText as "summary_text" {
        /// The text.
        text: String,
    }
}

wire_object! {
    /// How likely a token was.
    pub struct TokenLogprob {
        /// The token.
        token: String,
        /// The logarithm of its probability.
        logprob: f64,
    } with {
        /// Its bytes.
        bytes: Vec<u32>,
        /// The likeliest tokens at its place.
        top_logprobs: Vec<TopLogprob>,
    }
}

wire_object! {
    /// A token that might have come, and how likely that was.
    pub struct TopLogprob {} with {
        /// The token.
        token: String,
        /// The logarithm of its probability.
        logprob: f64,
        /// Its bytes.
        bytes: Vec<u32>,
    }
}
