//! The message of an answer. What this version does not know of it is kept.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use super::{
    text::{JoinedText, Text},
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
    /// Fields that this version does not know, such as the reasoning of some models. Those of
    /// [`ECHOED_FIELDS`](super::ECHOED_FIELDS) go back with the message.
    pub extra: BTreeMap<String, Value>,
}

impl ChatMessage {
    /// What the model thought, where a service shows it: `reasoning_content` or `reasoning`.
    ///
    /// ```
    /// use openai_client::ChatCompletion;
    ///
    /// let json = r#"{"choices":[{"message":{"content":"4","reasoning_content":"2 and 2"}}]}"#;
    /// let answer = ChatCompletion::from_json(json)?;
    /// assert_eq!(answer.choices[0].message.reasoning(), Some("2 and 2"));
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn reasoning(&self) -> Option<&str> {
        let texts = REASONING
            .iter()
            .filter_map(|name| self.extra.get(*name)?.as_str());
        texts.into_iter().find(|text| !text.is_empty())
    }

    /// The calls that say what a call before them says: the same tool with the same arguments, under
    /// an id of their own. Some models send them; a tool that acts would act twice.
    ///
    /// ```
    /// use openai_client::ChatCompletion;
    ///
    /// let json = r#"{"choices":[{"message":{"tool_calls":[
    ///     {"id":"c1","type":"function","function":{"name":"pay","arguments":"{\"sum\":5}"}},
    ///     {"id":"c2","type":"function","function":{"name":"pay","arguments":"{\"sum\":5}"}}]}}]}"#;
    /// let answer = ChatCompletion::from_json(json)?;
    /// let repeated: Vec<_> = answer.choices[0].message.repeated_calls().collect();
    /// assert_eq!(repeated.len(), 1);
    /// assert_eq!(repeated[0].id(), "c2");
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn repeated_calls(&self) -> impl Iterator<Item = &ToolCall> {
        ToolCall::repeated(&self.tool_calls)
    }
}

/// The names under which services send the model's thinking.
pub(super) const REASONING: [&str; 2] = ["reasoning_content", "reasoning"];

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
        // Names are borrowed, as nearly all of them are known.
        while let Some(Text(name)) = fields.next_key()? {
            let name = name.unwrap_or_default();
            match &*name {
                "role" => {
                    let Text(role) = fields.next_value()?;
                    message.role = role.as_deref().map(Role::from).unwrap_or_default();
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
                    message
                        .extra
                        .insert(name.into_owned(), fields.next_value()?);
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
    fn thinking_has_two_names() {
        for (json, expected) in [
            (r#"{"reasoning":"a"}"#, Some("a")),
            (r#"{"reasoning":"a","reasoning_content":"b"}"#, Some("b")),
            (r#"{"reasoning":"a","reasoning_content":""}"#, Some("a")),
            (r#"{"reasoning":"a","reasoning_content":null}"#, Some("a")),
            (r#"{"reasoning":["a"],"thinking":"b"}"#, None),
        ] {
            assert_eq!(message(json).reasoning(), expected, "{json}");
        }
    }

    #[test]
    fn calls_that_say_the_same_are_told() {
        let function = |id: &str, name: &str, arguments: &str| {
            ToolCall::Function(crate::chat::FunctionToolCall::new(id, name, arguments))
        };
        let custom = |id: &str, name: &str, input: &str| {
            ToolCall::Custom(super::super::CustomToolCall::new(id, name, input))
        };
        let other = ToolCall::Other(serde_json::json!({"type": "shell", "id": "x"}));
        let message = ChatMessage {
            tool_calls: vec![
                function("1", "f", "{}"),
                function("2", "f", "{\"a\":1}"),
                custom("3", "f", "{}"),
                function("4", "g", "{}"),
                function("5", "f", "{}"),
                other.clone(),
                custom("6", "f", "{}"),
                function("7", "f", "{}"),
                other,
            ],
            ..ChatMessage::default()
        };
        let repeated: Vec<_> = message.repeated_calls().map(ToolCall::id).collect();
        assert_eq!(repeated, ["5", "6", "7"]);
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
