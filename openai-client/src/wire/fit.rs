//! Reading a value that may be of another kind than documented: then it is kept as it came.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::Value;

/// What became of a value.
pub(crate) enum Fit<T> {
    /// It is of the documented kind.
    Is(T),
    /// It is not, and is kept.
    Not(Value),
}

impl<T> Fit<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Fit<U> {
        match self {
            Self::Is(value) => Fit::Is(change(value)),
            Self::Not(value) => Fit::Not(value),
        }
    }
}

/// A type of the wire, by the kinds of JSON values that it takes. What it does not take is kept by
/// whoever asks.
pub(crate) trait Wire: Sized {
    /// Whether it is a secret, so that what is kept in its place is one too.
    const SECRET: bool = false;

    /// What null is.
    fn null() -> Option<Self> {
        None
    }

    fn bool(_: bool) -> Option<Self> {
        None
    }

    fn unsigned(_: u64) -> Option<Self> {
        None
    }

    fn signed(_: i64) -> Option<Self> {
        None
    }

    fn float(_: f64) -> Option<Self> {
        None
    }

    fn text(_: &str) -> Option<Self> {
        None
    }

    fn list<'de, A: SeqAccess<'de>>(items: A) -> Result<Fit<Self>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items)).map(Fit::Not)
    }

    fn object<'de, A: MapAccess<'de>>(fields: A) -> Result<Fit<Self>, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(fields)).map(Fit::Not)
    }

    /// Reads any value. An error is one of the JSON text, never of what it says.
    fn fit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fit<Self>, D::Error> {
        deserializer.deserialize_any(Fitting::new())
    }
}

/// Reads a value where it stands.
pub(crate) struct Fitting<T>(PhantomData<T>);

impl<T> Fitting<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Wire> DeserializeSeed<'de> for Fitting<T> {
    type Value = Fit<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit<T>, D::Error> {
        T::fit(deserializer)
    }
}

fn or_kept<T>(value: Option<T>, kept: impl Into<Value>) -> Fit<T> {
    value.map_or_else(|| Fit::Not(kept.into()), Fit::Is)
}

impl<'de, T: Wire> Visitor<'de> for Fitting<T> {
    type Value = Fit<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Fit<T>, E> {
        Ok(or_kept(T::null(), Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Fit<T>, E> {
        Ok(or_kept(T::bool(value), value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Fit<T>, E> {
        Ok(or_kept(T::unsigned(number), number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Fit<T>, E> {
        Ok(or_kept(T::signed(number), number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Fit<T>, E> {
        Ok(or_kept(T::float(number), number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Fit<T>, E> {
        Ok(or_kept(T::text(text), text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Fit<T>, A::Error> {
        T::list(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Fit<T>, A::Error> {
        T::object(fields)
    }
}
