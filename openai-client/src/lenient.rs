//! Readers for fields that must never spoil an answer: null, missing, or of another kind than
//! documented.
//!
//! Compatible servers send numbers as floats, ids as numbers, null for lists. What cannot be used
//! here becomes the field's default; the bytes stay reachable through the raw body.

use std::{fmt, marker::PhantomData};

use bytes::Bytes;
use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::MapAccessDeserializer,
    },
};
use serde_json::value::RawValue;

/// A body without the mark of the order of bytes, which a reader of JSON may pass over (RFC 8259,
/// section 8.1).
pub(crate) fn without_mark(body: &Bytes) -> Bytes {
    match body.strip_prefix(b"\xef\xbb\xbf") {
        Some(json) => body.slice_ref(json),
        None => body.clone(),
    }
}

/// A text; numbers and booleans are written out, anything else is empty.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(maybe_text(deserializer)?.unwrap_or_default())
}

/// A text if one came: null, lists and objects are none.
pub(crate) fn maybe_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(Scalar(|scalar: Token<'_>| {
        Some(match scalar {
            Token::Text(text) => text.to_owned(),
            Token::Unsigned(number) => number.to_string(),
            Token::Signed(number) => number.to_string(),
            Token::Float(number) => number.to_string(),
            Token::Bool(value) => value.to_string(),
        })
    }))
}

/// A count; anything that is none is 0.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(maybe_number(deserializer)?.unwrap_or_default())
}

/// A count if one came, also as a float (`1.7e9`) or in quotes.
pub(crate) fn maybe_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u64>, D::Error> {
    deserializer.deserialize_any(Scalar(|scalar: Token<'_>| match scalar {
        Token::Unsigned(number) => Some(number),
        Token::Float(number) => whole(number),
        Token::Text(text) => text.trim().parse().ok(),
        Token::Signed(_) | Token::Bool(_) => None,
    }))
}

/// A place in a list if one came. A number that is none, as -1, is a mistake: taken for another
/// place, it would mix what belongs to two.
pub(crate) fn maybe_place<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u64>, D::Error> {
    let place = deserializer.deserialize_any(Scalar(|scalar: Token<'_>| match scalar {
        Token::Unsigned(number) => Some(Ok(number)),
        Token::Float(number) => Some(whole(number).filter(|_| is_place(number)).ok_or(NO_PLACE)),
        Token::Signed(_) => Some(Err(NO_PLACE)),
        Token::Text(text) => text.trim().parse().ok().map(Ok),
        Token::Bool(_) => None,
    }))?;
    place.transpose().map_err(D::Error::custom)
}

const NO_PLACE: &str = "a number that is no place in a list";

/// Whether it is whole, and small enough to be exact.
fn is_place(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() <= f64::from(u32::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the sign is checked, and a cast from float to integer saturates"
)]
fn whole(number: f64) -> Option<u64> {
    (number.is_finite() && number >= 0.0).then_some(number as u64)
}

/// Anything that has a default; null is the default, any other mistake is one.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Something optional; what does not fit is none.
pub(crate) fn if_it_fits<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).ok().flatten())
}

/// A list; null is empty, and items that do not fit are left out.
pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_any(Items(PhantomData))
}

/// The methods of a visitor for what has no items and no fields.
macro_rules! scalars_are {
    ($nothing:expr) => {
        scalars_are!($nothing;
            visit_str: &str, visit_u64: u64, visit_i64: i64, visit_f64: f64, visit_bool: bool);

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($nothing)
        }
    };
    ($nothing:expr; $($visit:ident: $scalar:ty),*) => {
        $(fn $visit<E>(self, _: $scalar) -> Result<Self::Value, E> {
            Ok($nothing)
        })*
    };
}

/// Gives the items that fit; what is no list has none.
struct Items<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for Items<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<Box<RawValue>>()? {
            list.extend(serde_json::from_str::<T>(item.get()).ok());
        }
        Ok(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Vec<T>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Vec::new())
    }

    scalars_are!(Vec::new());
}

/// An object; anything else is none. For types that take whatever is in one.
pub(crate) fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(Object(PhantomData))
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(entries)).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<T>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    scalars_are!(None);
}

enum Token<'a> {
    Text(&'a str),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Bool(bool),
}

/// Gives a scalar to a closure; null, lists and objects are none.
struct Scalar<F>(F);

impl<'de, T, F: Fn(Token<'_>) -> Option<T>> Visitor<'de> for Scalar<F> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.0(Token::Text(text)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(self.0(Token::Unsigned(number)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(self.0(Token::Signed(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(self.0(Token::Float(number)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.0(Token::Bool(value)))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Probe {
        #[serde(default, deserialize_with = "text")]
        text: String,
        #[serde(default, deserialize_with = "maybe_number")]
        number: Option<u64>,
        #[serde(default, deserialize_with = "maybe_place")]
        place: Option<u64>,
        #[serde(default, deserialize_with = "list")]
        list: Vec<bool>,
        #[serde(default, deserialize_with = "if_it_fits")]
        fits: Option<Vec<u8>>,
    }

    fn probe(json: &str) -> Probe {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn texts_take_any_scalar() {
        for (json, expected) in [
            (r#"{"text":"a\nb"}"#, "a\nb"),
            (r#"{"text":7}"#, "7"),
            (r#"{"text":-7}"#, "-7"),
            (r#"{"text":1.5}"#, "1.5"),
            (r#"{"text":true}"#, "true"),
            (r#"{"text":null}"#, ""),
            (r#"{"text":{"a":[1]}}"#, ""),
            (r#"{"text":[{}]}"#, ""),
            ("{}", ""),
        ] {
            assert_eq!(probe(json).text, expected, "{json}");
        }
    }

    #[test]
    fn numbers_come_as_integers_floats_and_texts() {
        for (json, expected) in [
            (r#"{"number":7}"#, Some(7)),
            (r#"{"number":1.7e9}"#, Some(1_700_000_000)),
            (r#"{"number":"12"}"#, Some(12)),
            (r#"{"number":-1}"#, None),
            (r#"{"number":-0.5}"#, None),
            (r#"{"number":1e300}"#, Some(u64::MAX)),
            (r#"{"number":"many"}"#, None),
            (r#"{"number":null}"#, None),
            (r#"{"number":[1]}"#, None),
        ] {
            assert_eq!(probe(json).number, expected, "{json}");
        }
    }

    #[test]
    fn a_number_that_is_no_place_is_a_mistake() {
        for (json, expected) in [
            ("7", Some(7)),
            ("7.0", Some(7)),
            ("-0", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
            ("\" 7\"", Some(7)),
            ("\"-1\"", None),
            ("null", None),
            ("true", None),
            ("[-1]", None),
            ("{\"a\":-1}", None),
        ] {
            let json = format!("{{\"place\":{json}}}");
            assert_eq!(probe(&json).place, expected, "{json}");
        }
        for number in ["-1", "-0.5", "1.5", "1e30", "-1e30", "18446744073709551616"] {
            let json = format!("{{\"place\":{number}}}");
            let error = serde_json::from_str::<Probe>(&json).err().unwrap();
            assert!(error.to_string().starts_with(NO_PLACE), "{json}: {error}");
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        assert_eq!(probe(r#"{"list":[true,7,null,false]}"#).list, [true, false]);
        assert_eq!(probe(r#"{"list":{"a":1}}"#).list, [] as [bool; 0]);
        assert_eq!(probe(r#"{"fits":[1,2]}"#).fits, Some(vec![1, 2]));
        assert_eq!(probe(r#"{"fits":"x"}"#).fits, None);
        assert_eq!(probe(r#"{"fits":null}"#).fits, None);
    }
}
