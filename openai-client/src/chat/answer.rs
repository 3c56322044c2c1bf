//! The message of an answer. What this version does not know of it is kept, to be sent back.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use super::{
    text::JoinedText,
    tool_call::{FunctionCall, ToolCall},
};
use crate::{lenient, open_enum::open_enum};

open_enum! {
    /// Who speaks.
    #[derive(Default)]
    pub enum Role {
        /// The model.
        #[default]
        Assistant = "assistant",
        /// The application.
        Developer = "developer",
        /// The application, for older models.
        System = "system",
        /// The user.
        User = "user",
        /// A tool.
        Tool = "tool",
    }
}

/// What the model said.
///
/// It becomes part of the next request with `Message::from(&message)`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ChatMessage {
    /// Who speaks: the assistant.
    pub role: Role,
    /// The text. A list of parts, as some services send it, is joined to one text.
    pub content: Option<String>,
    /// Why the model will not answer, in its own words.
    pub refusal: Option<String>,
    /// The tools that the model calls.
    pub tool_calls: Vec<ToolCall>,
    /// A call in the old way.
    pub function_call: Option<FunctionCall>,
    /// The sources of the text.
    pub annotations: Vec<Annotation>,
    /// The spoken answer.
    pub audio: Option<AnswerAudio>,
    /// Fields that this version does not know. They are sent back with the message, because
    /// services need that (reasoning of some models).
    pub extra: BTreeMap<String, Value>,
}

impl<'de> Deserialize<'de> for ChatMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MessageVisitor)
    }
}

struct MessageVisitor;

impl<'de> Visitor<'de> for MessageVisitor {
    type Value = ChatMessage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<ChatMessage, A::Error> {
        let mut message = ChatMessage::default();
        while let Some(name) = fields.next_key::<String>()? {
            match name.as_str() {
                "role" => {
                    message.role = fields
                        .next_value::<MaybeText>()?
                        .0
                        .map(Role::from)
                        .unwrap_or_default();
                }
                "content" => {
                    let JoinedText(text) = fields.next_value()?;
                    message.content = text.map(Cow::into_owned);
                }
                "refusal" => message.refusal = fields.next_value::<MaybeText>()?.0,
                "tool_calls" => message.tool_calls = fields.next_value::<List<ToolCall>>()?.0,
                "function_call" => {
                    message.function_call = fields.next_value::<IfItFits<FunctionCall>>()?.0;
                }
                "annotations" => message.annotations = fields.next_value::<List<Annotation>>()?.0,
                "audio" => message.audio = fields.next_value::<IfItFits<AnswerAudio>>()?.0,
                _ => {
                    message.extra.insert(name, fields.next_value()?);
                }
            }
        }
        Ok(message)
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct MaybeText(#[serde(deserialize_with = "lenient::maybe_text")] Option<String>);

#[derive(Deserialize)]
#[serde(transparent, bound = "T: serde::de::DeserializeOwned")]
struct IfItFits<T>(#[serde(deserialize_with = "lenient::if_it_fits")] Option<T>);

#[derive(Deserialize)]
#[serde(transparent, bound = "T: serde::de::DeserializeOwned")]
struct List<T>(#[serde(deserialize_with = "lenient::list")] Vec<T>);

/// A source of the text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Annotation {
    /// What kind of source: `url_citation`.
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub kind: String,
    /// A web page.
    #[serde(deserialize_with = "lenient::if_it_fits")]
    pub url_citation: Option<UrlCitation>,
}

/// A web page that the text cites.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct UrlCitation {
    /// Where the citing text starts, in characters.
    #[serde(deserialize_with = "lenient::number")]
    pub start_index: u64,
    /// Where it ends.
    #[serde(deserialize_with = "lenient::number")]
    pub end_index: u64,
    /// The address of the page.
    #[serde(deserialize_with = "lenient::text")]
    pub url: String,
    /// The title of the page.
    #[serde(deserialize_with = "lenient::text")]
    pub title: String,
}

/// A spoken answer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AnswerAudio {
    /// Names the audio in later requests.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The sound, base64-encoded in the format that was asked for.
    #[serde(deserialize_with = "lenient::text")]
    pub data: String,
    /// The words.
    #[serde(deserialize_with = "lenient::text")]
    pub transcript: String,
    /// Until when the service knows the id, in seconds since 1970.
    #[serde(deserialize_with = "lenient::number")]
    pub expires_at: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(json: &str) -> ChatMessage {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn content_is_text_parts_or_nothing() {
        for (content, expected) in [
            (r#""a""#, Some("a")),
            (r#""""#, Some("")),
            ("null", None),
            ("[]", None),
            (
                r#"[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#,
                Some("ab"),
            ),
            (
                r#"[{"type":"thinking","thinking":[{"type":"text","text":"x"}]},{"type":"text","text":"b"}]"#,
                Some("b"),
            ),
            (r#"[{"text":"a"},"b",7]"#, Some("ab")),
            (r#"{"a":[1, null]}"#, Some(r#"{"a":[1,null]}"#)),
            ("1.0", Some("1.0")),
            ("-7", Some("-7")),
            ("true", Some("true")),
        ] {
            assert_eq!(
                message(&format!(r#"{{"content":{content}}}"#))
                    .content
                    .as_deref(),
                expected,
                "{content}"
            );
        }
    }

    #[test]
    fn unknown_fields_of_a_message_are_kept() {
        let message = message(r#"{"content":"a","reasoning_content":"b","provider":{"x":[1]}}"#);
        assert_eq!(message.extra["reasoning_content"], "b");
        assert_eq!(message.extra["provider"]["x"][0], 1);
    }
}
