//! Chat completions that the service has stored: those of requests with `store`.

#[cfg(feature = "transport")]
mod calls;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Value, value::RawValue};

use super::{ChatCompletion, ChatMessage, ImageDetail};
use crate::{
    responses::CacheBreakpoint,
    wire::{wire_object, wire_union},
};

/// As from [`from_json`](Self::from_json): within a list or in a file, where it came without a head.
impl<'de> Deserialize<'de> for ChatCompletion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_json(Bytes::from(String::from(Box::<str>::from(json)))).map_err(D::Error::custom)
    }
}

wire_object! {
    /// What became of a stored completion that was to be deleted.
    pub struct DeletedCompletion {
        /// Which it was.
        id: String,
        /// Whether it is deleted.
        deleted: bool,
    } with {
        /// What it is: `chat.completion.deleted`.
        object: String,
    }
}

/// A message of the request that a stored completion is the answer to.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct StoredMessage {
    /// The service's name for it.
    pub id: String,
    /// What was said.
    pub message: ChatMessage,
    /// The parts that it consists of, if it is more than a text.
    pub content_parts: Vec<StoredPart>,
}

/// A message with two fields more; what of them is odd stays in `extra`.
impl<'de> Deserialize<'de> for StoredMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut message = ChatMessage::deserialize(deserializer)?;
        let extra = &mut message.extra;
        let id = match extra.remove("id") {
            Some(Value::String(id)) => id,
            _ => String::new(),
        };
        let content_parts = match extra.get("content_parts") {
            Some(Value::Null) | None => Some(Vec::new()),
            Some(parts) => Vec::deserialize(parts).ok(),
        };
        if content_parts.is_some() {
            extra.remove("content_parts");
        }
        Ok(Self {
            id,
            message,
            content_parts: content_parts.unwrap_or_default(),
        })
    }
}

wire_union! {
    /// A part of a stored message.
    pub enum StoredPart {
        /// A text.
        Text(StoredText) = "text",
        /// An image.
        Image(StoredImage) = "image_url",
    }
}

wire_object! {
    /// A text of a stored message.
    pub struct StoredText as "text" {
        /// The text.
        text: String,
    } with {
        /// That what came up to here was to be cached.
        prompt_cache_breakpoint: CacheBreakpoint,
    }
}

wire_object! {
    /// An image of a stored message.
    pub struct StoredImage as "image_url" {
        /// Where it is.
        image_url: StoredImageUrl,
    } with {
        /// That what came up to here was to be cached.
        prompt_cache_breakpoint: CacheBreakpoint,
    }
}

wire_object! {
    /// Where an image of a stored message is.
    pub struct StoredImageUrl {
        /// An address, or `data:image/png;base64,…`.
        url: String,
    } with {
        /// How closely the model looked.
        detail: ImageDetail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_completion_in_a_list_is_as_one_alone() {
        let json = r#"[{"id":"c1","choices":[{"message":{"content":"hi"}}]}]"#;
        let [completion] = &serde_json::from_str::<Vec<ChatCompletion>>(json).unwrap()[..] else {
            panic!("one");
        };
        assert_eq!((&*completion.id, completion.text()), ("c1", Some("hi")));
        assert_eq!(completion.raw(), &json[1..json.len() - 1]);
        let value: Value = serde_json::from_str(json).unwrap();
        let [completion] = &Vec::<ChatCompletion>::deserialize(&value).unwrap()[..] else {
            panic!("one");
        };
        assert_eq!(completion.text(), Some("hi"));
        let error = serde_json::from_str::<ChatCompletion>(r#"{"id":"c1"}"#).unwrap_err();
        assert!(error.to_string().contains("has no choices"), "{error}");
    }

    #[test]
    fn a_stored_message_is_a_message_with_an_id() {
        let json = r#"{"id":"m1","role":"user","content":"hi","name":"ann","content_parts":[
            {"type":"text","text":"hi"},
            {"type":"image_url","image_url":{"url":"u","detail":"low"}},
            {"type":"smell","of":"rain"}]}"#;
        let stored: StoredMessage = serde_json::from_str(json).unwrap();
        assert_eq!(
            (&*stored.id, stored.message.content.as_deref()),
            ("m1", Some("hi"))
        );
        let kinds: Vec<_> = stored.content_parts.iter().map(StoredPart::kind).collect();
        assert_eq!(kinds, ["text", "image_url", "smell"]);
        let rest: Vec<_> = stored.message.extra.keys().collect();
        assert_eq!(rest, ["name"]);

        for (json, expected) in [
            (r#"{"content_parts":null}"#, 0),
            (r#"{"id":7,"content_parts":"x"}"#, 1),
        ] {
            let stored: StoredMessage = serde_json::from_str(json).unwrap();
            assert_eq!(stored.message.extra.len(), expected, "{json}");
            assert!(stored.id.is_empty() && stored.content_parts.is_empty());
        }
    }
}
