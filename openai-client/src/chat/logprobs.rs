//! How likely the tokens of an answer were.

use serde::Deserialize;

use crate::lenient;

/// How likely the tokens were.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Logprobs {
    /// Of the text.
    #[serde(deserialize_with = "lenient::list")]
    pub content: Vec<TokenLogprob>,
    /// Of the refusal.
    #[serde(deserialize_with = "lenient::list")]
    pub refusal: Vec<TokenLogprob>,
}

/// A token and its alternatives.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TokenLogprob {
    /// The token.
    #[serde(deserialize_with = "lenient::text")]
    pub token: String,
    /// The natural logarithm of its probability.
    #[serde(deserialize_with = "lenient::or_default")]
    pub logprob: f64,
    /// Its bytes, which need not be UTF-8 on their own.
    #[serde(deserialize_with = "lenient::if_it_fits")]
    pub bytes: Option<Vec<u8>>,
    /// The likeliest tokens at this place.
    #[serde(deserialize_with = "lenient::list")]
    pub top_logprobs: Vec<TopLogprob>,
}

/// A token that could have stood here.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TopLogprob {
    /// The token.
    #[serde(deserialize_with = "lenient::text")]
    pub token: String,
    /// The natural logarithm of its probability.
    #[serde(deserialize_with = "lenient::or_default")]
    pub logprob: f64,
    /// Its bytes, which need not be UTF-8 on their own.
    #[serde(deserialize_with = "lenient::if_it_fits")]
    pub bytes: Option<Vec<u8>>,
}
