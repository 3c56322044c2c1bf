//! The texts of an answer, in whatever form they come: borrowed where they have no escapes.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

/// A text; numbers and booleans are written out, anything else is none.
pub(super) struct Text<'a>(pub(super) Option<Cow<'a, str>>);

impl<'a> Text<'a> {
    /// The text, unless it is one of the words for nothing.
    pub(super) fn said(self) -> Option<Cow<'a, str>> {
        self.0.filter(|text| !matches!(&**text, "" | "null"))
    }
}

/// A text, or the texts of a list of parts one after the other. Parts of other kinds (thinking) are
/// left out. What a gateway has parsed already is written out again.
pub(super) struct JoinedText<'a>(pub(super) Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_any(TextVisitor { joins: false });
        text.map(Self)
    }
}

impl<'de> Deserialize<'de> for JoinedText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_any(TextVisitor { joins: true });
        text.map(Self)
    }
}

struct TextVisitor {
    /// Whether lists are joined and objects written out.
    joins: bool,
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned().into()))
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

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        if !self.joins {
            while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(None);
        }
        let object = Value::deserialize(MapAccessDeserializer::new(fields))?;
        Ok(Some(object.to_string().into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        if !self.joins {
            while parts.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(None);
        }
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
