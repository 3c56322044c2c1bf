//! What a message of a request says: a text, or parts of several kinds.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value, json};

use crate::open_enum::open_enum;

/// What a message says. Made from a text or from a list of parts.
///
/// ```
/// use openai_client::chat::{ChatRequest, ContentPart};
///
/// let request = ChatRequest::new("gpt-5-mini").user(vec![
///     ContentPart::text("What is on this picture?"),
///     ContentPart::image_url("https://example.org/cat.png"),
/// ]);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Content {
    /// A text.
    Text(String),
    /// Parts, in order. Only users may send other kinds than text.
    Parts(Vec<ContentPart>),
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Vec<ContentPart>> for Content {
    fn from(parts: Vec<ContentPart>) -> Self {
        Self::Parts(parts)
    }
}

impl<const N: usize> From<[ContentPart; N]> for Content {
    fn from(parts: [ContentPart; N]) -> Self {
        Self::Parts(parts.into())
    }
}

impl From<ContentPart> for Content {
    fn from(part: ContentPart) -> Self {
        Self::Parts(vec![part])
    }
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ContentPart {
    /// What it holds.
    pub kind: PartKind,
    /// Whether what comes up to here should be cached (`prompt_cache_breakpoint`).
    pub cache_breakpoint: bool,
}

/// What a part holds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PartKind {
    /// Text.
    Text(String),
    /// An image: an address, or `data:image/png;base64,…`.
    ImageUrl {
        /// The address.
        url: String,
        /// How closely the model looks.
        detail: Option<ImageDetail>,
    },
    /// Sound.
    InputAudio {
        /// Base64.
        data: String,
        /// The encoding of the sound.
        format: InputAudioFormat,
    },
    /// A file: an uploaded one by its id, or one that comes along as name and data.
    File {
        /// The id of an uploaded file.
        file_id: Option<String>,
        /// The name of a file that comes along.
        filename: Option<String>,
        /// Its data, as `data:application/pdf;base64,…`.
        file_data: Option<String>,
    },
    /// A refusal of the model, in a conversation that is sent again.
    Refusal(String),
    /// A part that this version does not know, written as it is.
    Other(Value),
}

open_enum! {
    /// How closely the model looks at an image.
    pub enum ImageDetail {
        /// The model decides.
        Auto = "auto",
        /// Coarsely, for few tokens.
        Low = "low",
        /// Closely.
        High = "high",
    }
}

open_enum! {
    /// The encoding of a sound that is sent.
    pub enum InputAudioFormat {
        /// WAV.
        Wav = "wav",
        /// MP3.
        Mp3 = "mp3",
    }
}

impl ContentPart {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        PartKind::Text(text.into()).into()
    }

    /// An image by its address, or as `data:image/png;base64,…`.
    pub fn image_url(url: impl Into<String>) -> Self {
        PartKind::ImageUrl {
            url: url.into(),
            detail: None,
        }
        .into()
    }

    /// Sound, base64-encoded.
    pub fn input_audio(data: impl Into<String>, format: impl Into<InputAudioFormat>) -> Self {
        PartKind::InputAudio {
            data: data.into(),
            format: format.into(),
        }
        .into()
    }

    /// A file that was uploaded before.
    pub fn file_id(id: impl Into<String>) -> Self {
        PartKind::File {
            file_id: Some(id.into()),
            filename: None,
            file_data: None,
        }
        .into()
    }

    /// A file that comes along: its name, and its data as `data:application/pdf;base64,…`.
    pub fn file_data(name: impl Into<String>, data: impl Into<String>) -> Self {
        PartKind::File {
            file_id: None,
            filename: Some(name.into()),
            file_data: Some(data.into()),
        }
        .into()
    }

    /// How closely the model looks; only an image is changed.
    #[must_use]
    pub fn detail(mut self, level: impl Into<ImageDetail>) -> Self {
        if let PartKind::ImageUrl { detail, .. } = &mut self.kind {
            *detail = Some(level.into());
        }
        self
    }

    /// Marks the end of what should be cached.
    #[must_use]
    pub fn cache_breakpoint(mut self) -> Self {
        self.cache_breakpoint = true;
        self
    }
}

impl From<PartKind> for ContentPart {
    fn from(kind: PartKind) -> Self {
        Self {
            kind,
            cache_breakpoint: false,
        }
    }
}

impl Serialize for ContentPart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Image<'a> {
            url: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            detail: &'a Option<ImageDetail>,
        }
        #[derive(Serialize)]
        struct Audio<'a> {
            data: &'a str,
            format: &'a InputAudioFormat,
        }
        #[derive(Serialize)]
        struct Attached<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            file_id: &'a Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            filename: &'a Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            file_data: &'a Option<String>,
        }
        fn payload<M: SerializeMap>(
            map: &mut M,
            kind: &str,
            value: &(impl Serialize + ?Sized),
        ) -> Result<(), M::Error> {
            map.serialize_entry("type", kind)?;
            map.serialize_entry(kind, value)
        }

        if let PartKind::Other(part) = &self.kind {
            return part.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        match &self.kind {
            PartKind::Text(text) => payload(&mut map, "text", text)?,
            PartKind::ImageUrl { url, detail } => {
                payload(&mut map, "image_url", &Image { url, detail })?;
            }
            PartKind::InputAudio { data, format } => {
                payload(&mut map, "input_audio", &Audio { data, format })?;
            }
            PartKind::File {
                file_id,
                filename,
                file_data,
            } => {
                payload(
                    &mut map,
                    "file",
                    &Attached {
                        file_id,
                        filename,
                        file_data,
                    },
                )?;
            }
            PartKind::Refusal(text) => payload(&mut map, "refusal", text)?,
            PartKind::Other(_) => {}
        }
        if self.cache_breakpoint {
            map.serialize_entry("prompt_cache_breakpoint", &json!({"mode": "explicit"}))?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(part: impl Into<ContentPart>, expected: &str) {
        assert_eq!(serde_json::to_string(&part.into()).unwrap(), expected);
    }

    #[test]
    fn every_kind_of_part_has_its_shape() {
        check(ContentPart::text("t"), r#"{"type":"text","text":"t"}"#);
        check(
            ContentPart::image_url("u"),
            r#"{"type":"image_url","image_url":{"url":"u"}}"#,
        );
        check(
            ContentPart::image_url("u").detail("high"),
            r#"{"type":"image_url","image_url":{"url":"u","detail":"high"}}"#,
        );
        check(
            ContentPart::input_audio("ZGF0YQ==", InputAudioFormat::Wav),
            r#"{"type":"input_audio","input_audio":{"data":"ZGF0YQ==","format":"wav"}}"#,
        );
        check(
            ContentPart::file_id("file-1"),
            r#"{"type":"file","file":{"file_id":"file-1"}}"#,
        );
        check(
            ContentPart::file_data("a.pdf", "data:application/pdf;base64,JVBE"),
            r#"{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}}"#,
        );
        check(
            PartKind::Refusal("no".to_owned()),
            r#"{"type":"refusal","refusal":"no"}"#,
        );
        check(
            PartKind::Other(json!({"type": "video"})),
            r#"{"type":"video"}"#,
        );
        check(
            ContentPart::text("t").detail("high").cache_breakpoint(),
            r#"{"type":"text","text":"t","prompt_cache_breakpoint":{"mode":"explicit"}}"#,
        );
    }

    #[test]
    fn content_is_made_from_texts_and_parts() {
        for (content, expected) in [
            (Content::from("t"), r#""t""#),
            (Content::from("t".to_owned()), r#""t""#),
            (Content::from(&"t".to_owned()), r#""t""#),
            (
                Content::from(ContentPart::text("t")),
                r#"[{"type":"text","text":"t"}]"#,
            ),
            (
                Content::from([ContentPart::text("t")]),
                r#"[{"type":"text","text":"t"}]"#,
            ),
            (
                Content::from(vec![ContentPart::text("t")]),
                r#"[{"type":"text","text":"t"}]"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&content).unwrap(), expected);
        }
    }
}
