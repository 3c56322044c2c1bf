//! The tokens of a call.

use serde::Deserialize;

use crate::lenient;

/// The tokens that a call used. Counts that the service did not send are 0 or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Usage {
    /// Of the request.
    #[serde(deserialize_with = "lenient::number")]
    pub prompt_tokens: u64,
    /// Of the answer, thinking included.
    #[serde(deserialize_with = "lenient::number")]
    pub completion_tokens: u64,
    /// Both together.
    #[serde(deserialize_with = "lenient::number")]
    pub total_tokens: u64,
    /// Kinds of tokens of the request.
    #[serde(deserialize_with = "lenient::if_it_fits")]
    pub prompt_tokens_details: Option<PromptTokensDetails>,
    /// Kinds of tokens of the answer.
    #[serde(deserialize_with = "lenient::if_it_fits")]
    pub completion_tokens_details: Option<CompletionTokensDetails>,
}

/// Kinds of tokens of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PromptTokensDetails {
    /// Sound.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub audio_tokens: Option<u64>,
    /// Read from the cache.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub cached_tokens: Option<u64>,
    /// Written to the cache.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub cache_write_tokens: Option<u64>,
    /// Images.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub image_tokens: Option<u64>,
    /// Text.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub text_tokens: Option<u64>,
}

/// Kinds of tokens of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CompletionTokensDetails {
    /// Of the prediction, and used.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub accepted_prediction_tokens: Option<u64>,
    /// Sound.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub audio_tokens: Option<u64>,
    /// Thinking, which is charged and not shown.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub reasoning_tokens: Option<u64>,
    /// Of the prediction, and not used, but charged.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub rejected_prediction_tokens: Option<u64>,
    /// Text.
    #[serde(deserialize_with = "lenient::maybe_number")]
    pub text_tokens: Option<u64>,
}
