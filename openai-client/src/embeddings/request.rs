//! The request for embeddings.

use serde::Serialize;

use crate::{
    body::{request_body, text_input},
    open_enum::open_enum,
};

request_body! {
    /// A request for embeddings.
    ///
    /// ```
    /// use openai_client::embeddings::EmbeddingRequest;
    ///
    /// let request = EmbeddingRequest::new("text-embedding-3-small")
    ///     .input(["a text", "another"])
    ///     .dimensions(256);
    /// ```
    pub struct EmbeddingRequest {
        /// The model.
        model = "model": String;
        /// What it makes vectors of.
        input = "input": EmbeddingInput;
    } with {
        /// How many numbers a vector has, if the model can have fewer.
        dimensions = "dimensions": u32, plain;
        /// In which form the numbers come. Either is read; Base64 is less than a third as long, and is
        /// what a call asks for if nothing is said.
        encoding_format = "encoding_format": EncodingFormat, into;
        /// Names the user of the application.
        end_user = "user": String, into;
    }
}

impl EmbeddingRequest {
    /// Of this model, without an input.
    pub fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            ..Self::default()
        }
    }

    /// What vectors are made of: a text, texts, the tokens of a text or of several.
    pub fn input(mut self, input: impl Into<EmbeddingInput>) -> Self {
        self.input = input.into();
        self
    }
}

open_enum! {
    /// In which form vectors come.
    pub enum EncodingFormat {
        /// A list of numbers.
        Float = "float",
        /// Base64 of floats of four bytes.
        Base64 = "base64",
    }
}

/// What vectors are made of.
///
/// ```
/// use openai_client::embeddings::EmbeddingInput;
///
/// assert_eq!(EmbeddingInput::from("a text").len(), 1);
/// assert_eq!(EmbeddingInput::from(["a text", "another"]).len(), 2);
/// assert_eq!(EmbeddingInput::from([9906, 1917]).len(), 1);
/// assert_eq!(EmbeddingInput::from(vec![vec![9906], vec![1917]]).len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum EmbeddingInput {
    /// A text.
    Text(String),
    /// Texts, with a vector for each.
    Texts(Vec<String>),
    /// The tokens of a text.
    Tokens(Vec<u32>),
    /// The tokens of several texts, with a vector for each.
    TokenLists(Vec<Vec<u32>>),
}

impl EmbeddingInput {
    /// How many vectors there will be.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(_) | Self::Tokens(_) => 1,
            Self::Texts(texts) => texts.len(),
            Self::TokenLists(lists) => lists.len(),
        }
    }

    /// Whether there will be no vector.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

text_input!(EmbeddingInput);

impl<const N: usize> From<[u32; N]> for EmbeddingInput {
    fn from(tokens: [u32; N]) -> Self {
        Self::Tokens(tokens.into())
    }
}

impl From<Vec<u32>> for EmbeddingInput {
    fn from(tokens: Vec<u32>) -> Self {
        Self::Tokens(tokens)
    }
}

impl From<Vec<Vec<u32>>> for EmbeddingInput {
    fn from(lists: Vec<Vec<u32>>) -> Self {
        Self::TokenLists(lists)
    }
}
