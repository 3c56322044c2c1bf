//! How likely the tokens of a text were.

use crate::wire::wire_object;

wire_object! {
    /// A token of a text and its alternatives.
    pub struct TokenLogprob {
        /// The token.
        token: String,
        /// The natural logarithm of its probability.
        logprob: f64,
    } with {
        /// Its bytes, which need not be UTF-8 on their own.
        bytes: Vec<u32>,
        /// The likeliest tokens at this place.
        top_logprobs: Vec<TopLogprob>,
    }
}

wire_object! {
    /// A token that could have stood at a place.
    pub struct TopLogprob {} with {
        /// The token.
        token: String,
        /// The natural logarithm of its probability.
        logprob: f64,
        /// Its bytes, which need not be UTF-8 on their own.
        bytes: Vec<u32>,
    }
}
