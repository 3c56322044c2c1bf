//! The tokens of a response.

use std::ops::AddAssign;

use crate::{
    chat::{CompletionTokensDetails, PromptTokensDetails, Usage},
    wire::wire_object,
};

wire_object! {
    /// The tokens of a response.
    pub struct ResponseUsage {
        /// Those of the input.
        input_tokens: u64,
        /// Those of the answer, thinking included.
        output_tokens: u64,
        /// All.
        total_tokens: u64,
    } with {
        /// More about those of the input.
        input_tokens_details: InputTokensDetails,
        /// More about those of the answer.
        output_tokens_details: OutputTokensDetails,
    }
}

wire_object! {
    /// More about the tokens of the input.
    pub struct InputTokensDetails {} with {
        /// Those that were in the cache.
        cached_tokens: u64,
        /// Those that were put there.
        cache_write_tokens: u64,
    }
}

wire_object! {
    /// More about the tokens of the answer.
    pub struct OutputTokensDetails {} with {
        /// Those of the thinking.
        reasoning_tokens: u64,
    }
}

/// Adds what is counted. What this version does not know stays as it is.
impl AddAssign<&Self> for ResponseUsage {
    fn add_assign(&mut self, other: &Self) {
        self.input_tokens = self.input_tokens.saturating_add(other.input_tokens);
        self.output_tokens = self.output_tokens.saturating_add(other.output_tokens);
        self.total_tokens = self.total_tokens.saturating_add(other.total_tokens);
        if let Some(details) = &other.input_tokens_details {
            let own = self.input_tokens_details.get_or_insert_default();
            add(&mut own.cached_tokens, details.cached_tokens);
            add(&mut own.cache_write_tokens, details.cache_write_tokens);
        }
        if let Some(details) = &other.output_tokens_details {
            let own = self.output_tokens_details.get_or_insert_default();
            add(&mut own.reasoning_tokens, details.reasoning_tokens);
        }
    }
}

/// A count that one of both has is that one's.
fn add(own: &mut Option<u64>, other: Option<u64>) {
    *own = match (*own, other) {
        (Some(own), Some(other)) => Some(own.saturating_add(other)),
        (own, other) => own.or(other),
    };
}

/// The same counts by the names that chat has for them.
impl From<&ResponseUsage> for Usage {
    fn from(usage: &ResponseUsage) -> Self {
        Self {
            prompt_tokens: usage.input_tokens,
            completion_tokens: usage.output_tokens,
            total_tokens: usage.total_tokens,
            prompt_tokens_details: (usage.input_tokens_details.as_ref()).map(|it| {
                PromptTokensDetails {
                    cached_tokens: it.cached_tokens,
                    cache_write_tokens: it.cache_write_tokens,
                    ..PromptTokensDetails::default()
                }
            }),
            completion_tokens_details: (usage.output_tokens_details.as_ref()).map(|it| {
                CompletionTokensDetails {
                    reasoning_tokens: it.reasoning_tokens,
                    ..CompletionTokensDetails::default()
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_added_and_have_the_names_of_chat() {
        let read = |json: &str| serde_json::from_str::<ResponseUsage>(json).unwrap();
        let mut total = read(r#"{"input_tokens":1,"output_tokens":2,"total_tokens":3}"#);
        total += &read(
            r#"{"input_tokens":10,"output_tokens":20,"total_tokens":30,
                "input_tokens_details":{"cached_tokens":5},
                "output_tokens_details":{"reasoning_tokens":7}}"#,
        );
        total += &read(
            r#"{"output_tokens_details":{"reasoning_tokens":1},"total_tokens":18446744073709551615}"#,
        );
        let usage = Usage::from(&total);
        assert_eq!(
            (
                usage.prompt_tokens,
                usage.completion_tokens,
                usage.total_tokens
            ),
            (11, 22, u64::MAX)
        );
        let cached = usage.prompt_tokens_details.unwrap();
        assert_eq!(
            (cached.cached_tokens, cached.cache_write_tokens),
            (Some(5), None)
        );
        let thought = usage.completion_tokens_details.unwrap();
        assert_eq!(thought.reasoning_tokens, Some(8));
    }
}
