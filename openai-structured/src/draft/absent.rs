//! What a missing key stands for: nothing, or what the type makes of it, as `Option` does.

use serde::de::value::Error;
use serde::de::{Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

/// Whether a missing key stands for a value.
#[derive(Debug, Clone, Copy)]
pub enum Absent {
    /// It does not.
    No,
    /// It does.
    Yes,
    /// Only the type itself knows.
    Ask(fn() -> bool),
}

impl Absent {
    /// Whether it does.
    pub fn stands(self) -> bool {
        match self {
            Self::No => false,
            Self::Yes => true,
            Self::Ask(ask) => ask(),
        }
    }
}

/// What serde's derive reads a field from whose key is missing.
pub(super) struct Nothing;

impl<'de> Deserializer<'de> for Nothing {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("missing"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
