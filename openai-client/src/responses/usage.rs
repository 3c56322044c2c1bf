//! The tokens of a response.

use crate::wire::wire_object;

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
