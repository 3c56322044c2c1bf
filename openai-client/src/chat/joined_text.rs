//! The text of a message, in whatever form it comes.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

/// A text, or the texts of a list of parts one after the other. Parts of other kinds (thinking) are
/// left out. What a gateway has parsed already is written out again.
pub(super) struct JoinedText<'a>(pub(super) Option<Cow<'a, str>>);

impl JoinedText<'_> {
    pub(super) fn into_owned(self) -> Option<String> {
        self.0.map(Cow::into_owned)
    }
}

impl<'de> Deserialize<'de> for JoinedText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JoinedTextVisitor).map(Self)
    }
}

struct JoinedTextVisitor;

impl<'de> Visitor<'de> for JoinedTextVisitor {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list of parts or null")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned().into()))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text.into()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value.to_string().into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string().into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string().into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(Value::from(number).to_string().into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        let object = Value::deserialize(MapAccessDeserializer::new(fields))?;
        Ok(Some(object.to_string().into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let mut joined = None;
        while let Some(part) = parts.next_element::<Value>()? {
            let is_text = part
                .get("type")
                .is_none_or(|kind| kind == "text" || kind == "output_text");
            let text = if is_text {
                part.get("text").unwrap_or(&part).as_str()
            } else {
                None
            };
            if let Some(text) = text {
                joined.get_or_insert_with(String::new).push_str(text);
            }
        }
        Ok(joined.map(Cow::Owned))
    }
}
