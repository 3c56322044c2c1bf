//! The request for a moderation.

use serde::Serialize;

use crate::{
    body::{request_body, text_input},
    wire::{wire_object, wire_union},
};

request_body! {
    /// A request to judge something.
    ///
    /// ```
    /// use openai_client::moderations::{ModerationPart, ModerationRequest};
    ///
    /// let request = ModerationRequest::new("Is this friendly?");
    /// let request = ModerationRequest::new(["one text", "and another"]);
    /// let request = ModerationRequest::new([
    ///     ModerationPart::text("A picture:"),
    ///     ModerationPart::image("https://example.com/picture.png"),
    /// ])
    /// .model("omni-moderation-latest");
    /// ```
    pub struct ModerationRequest {
        /// What is judged.
        input = "input": ModerationInput;
    } with {
        /// The model that judges; else one that the service chooses.
        model = "model": String, into;
    }
}

impl ModerationRequest {
    /// To judge this.
    pub fn new(input: impl Into<ModerationInput>) -> Self {
        Self {
            input: input.into(),
            ..Self::default()
        }
    }
}

/// What is judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ModerationInput {
    /// A text.
    Text(String),
    /// Texts, each for itself.
    Texts(Vec<String>),
    /// Texts and images that belong together.
    Parts(Vec<ModerationPart>),
}

text_input!(ModerationInput);

impl<const N: usize> From<[ModerationPart; N]> for ModerationInput {
    fn from(parts: [ModerationPart; N]) -> Self {
        Self::Parts(parts.into())
    }
}

impl From<Vec<ModerationPart>> for ModerationInput {
    fn from(parts: Vec<ModerationPart>) -> Self {
        Self::Parts(parts)
    }
}

wire_union! {
    /// A part of what is judged.
    pub enum ModerationPart {
        /// A text.
        Text(TextPart) = "text",
        /// An image.
        Image(ImagePart) = "image_url",
    }
}

impl ModerationPart {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        TextPart::new(text).into()
    }

    /// An image: an address, or `data:image/png;base64,…`.
    pub fn image(url: impl Into<String>) -> Self {
        ImagePart::new(ImageUrl::new(url)).into()
    }
}

wire_object! {
    /// A text that is judged with other parts.
    pub built struct TextPart as "text" {
        /// The text.
        text: String,
    }
}

wire_object! {
    /// An image that is judged.
    pub built struct ImagePart as "image_url" {
        /// Where it is.
        image_url: ImageUrl,
    }
}

wire_object! {
    /// Where an image is.
    pub built struct ImageUrl {
        /// An address, or `data:image/png;base64,…`.
        url: String,
    }
}
