//! Whether all numbers of a body are finite: JSON has no others, and `serde_json` would silently write
//! null.

use std::fmt;

use serde::ser::{
    self, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};

/// The field with a number that JSON does not have, if there is one; empty if it stands in none.
pub(super) fn not_finite<T: Serialize + ?Sized>(body: &T) -> Option<String> {
    match body.serialize(Finite) {
        Err(Found::Number(field)) => Some(field.unwrap_or_default()),
        // What else is wrong, the writer says.
        Ok(()) | Err(Found::Other) => None,
    }
}

/// What a walk over a body ended at.
#[derive(Debug)]
enum Found {
    /// A number that is not finite, with the field that it stands in, from when it is known.
    Number(Option<String>),
    /// Another mistake.
    Other,
}

impl Found {
    fn within(self, field: impl FnOnce() -> Option<String>) -> Self {
        match self {
            Self::Number(None) => Self::Number(field()),
            found => found,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number is not finite")
    }
}

impl std::error::Error for Found {}

impl ser::Error for Found {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }
}

type Walked = Result<(), Found>;

/// Walks over a body and writes nothing.
struct Finite;

macro_rules! passed_over {
    ($($method:ident: $type:ty,)+) => {
        $(fn $method(self, _: $type) -> Walked {
            Ok(())
        })+
    };
}

impl ser::Serializer for Finite {
    type Ok = ();
    type Error = Found;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    passed_over! {
        serialize_bool: bool, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_unit_struct: &'static str,
    }

    fn serialize_f32(self, number: f32) -> Walked {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Walked {
        if number.is_finite() {
            Ok(())
        } else {
            Err(Found::Number(None))
        }
    }

    fn serialize_none(self) -> Walked {
        Ok(())
    }

    fn serialize_unit(self) -> Walked {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Walked {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Walked {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Walked {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Walked {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Found> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Found> {
        Ok(self)
    }
}

macro_rules! walks_over {
    ($($trait:ident::$method:ident,)+) => {
        $(impl $trait for Finite {
            type Ok = ();
            type Error = Found;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Walked {
                value.serialize(Finite)
            }

            fn end(self) -> Walked {
                Ok(())
            }
        })+
    };
    (fields: $($trait:ident,)+) => {
        $(impl $trait for Finite {
            type Ok = ();
            type Error = Found;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Walked {
                let walked = value.serialize(Finite);
                walked.map_err(|found| found.within(|| Some(name.to_owned())))
            }

            fn end(self) -> Walked {
                Ok(())
            }
        })+
    };
}

walks_over! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

walks_over! {
    fields: SerializeStruct, SerializeStructVariant,
}

impl SerializeMap for Finite {
    type Ok = ();
    type Error = Found;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Walked {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Walked {
        value.serialize(Self)
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Walked {
        let name = || match serde_json::to_value(key) {
            Ok(serde_json::Value::String(name)) => Some(name),
            _ => None,
        };
        value.serialize(Self).map_err(|found| found.within(name))
    }

    fn end(self) -> Walked {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::RawJson;

    #[derive(serde::Serialize)]
    enum Odd {
        Pair(u8, f64),
        Named { inner: Option<f32> },
    }

    #[test]
    fn numbers_that_json_does_not_have_are_found_where_they_are() {
        let (nan, inf) = (f64::NAN, f32::INFINITY);
        let map = |value: f64| std::collections::BTreeMap::from([("a", vec![(0, value)])]);
        assert_eq!(not_finite(&nan).as_deref(), Some(""));
        assert_eq!(not_finite(&map(nan)).as_deref(), Some("a"));
        assert_eq!(not_finite(&map(1.0)), None);
        assert_eq!(not_finite(&Odd::Pair(1, nan)).as_deref(), Some(""));
        let named = Odd::Named { inner: Some(inf) };
        assert_eq!(not_finite(&named).as_deref(), Some("inner"));
        assert_eq!(not_finite(&Odd::Named { inner: None }), None);
        assert_eq!(not_finite(&json!({"a": [1.5, null, "x"]})), None);
        let raw = RawJson::new("[1.5, null]").unwrap();
        assert_eq!(not_finite(&raw), None);
    }
}
