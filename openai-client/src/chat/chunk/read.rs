//! What the fields of a chunk are read with: values that never spoil the chunk.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer,
    },
};
use serde_json::value::RawValue;

use super::few::Few;
use crate::{chat::text::Text, lenient};

/// A value of which objects alone are read; anything else is none.
pub(super) struct Object<T>(pub(super) Option<T>);

/// A list of which objects alone are read.
pub(super) struct Objects<T>(pub(super) Few<T>);

/// A count if one came.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct MaybeNumber(
    #[serde(deserialize_with = "lenient::maybe_number")] pub(super) Option<u64>,
);

/// A place in a list if one came.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Index(#[serde(deserialize_with = "lenient::maybe_place")] pub(super) Option<u64>);

/// Visits that give nothing, for a visitor that takes values of one kind only.
macro_rules! nothing {
    ($($visit:ident($kind:ty),)+) => {
        $(fn $visit<E>(self, _: $kind) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        })+

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
    };
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(ObjectVisitor(PhantomData))
            .map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    nothing! { visit_bool(bool), visit_u64(u64), visit_i64(i64), visit_f64(f64), visit_str(&str), }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        skip_list(items).map(|()| None)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Some)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Objects<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(ObjectsVisitor(PhantomData))
            .map(Self)
    }
}

struct ObjectsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectsVisitor<T> {
    type Value = Few<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    nothing! { visit_bool(bool), visit_u64(u64), visit_i64(i64), visit_f64(f64), visit_str(&str), }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut few = Few::default();
        while let Some(Object(item)) = items.next_element()? {
            if let Some(item) = item {
                few.push(item);
            }
        }
        Ok(few)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        skip_object(fields).map(|()| Few::default())
    }
}

fn skip_list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<(), A::Error> {
    while items.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

fn skip_object<'de, A: MapAccess<'de>>(mut fields: A) -> Result<(), A::Error> {
    while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

/// A JSON text as it came, if it is not null.
pub(super) fn present(json: &RawValue) -> Option<Cow<'_, RawValue>> {
    (json.get() != "null").then_some(Cow::Borrowed(json))
}

/// A value if one came and it fits.
pub(super) fn if_it_fits<T: DeserializeOwned>(json: &RawValue) -> Option<T> {
    serde_json::from_str(present(json)?.get()).ok()
}

/// A text, or the JSON text of another value; null is none.
pub(super) fn text_or_json(json: &RawValue) -> Option<Cow<'_, str>> {
    let text = present(json)?;
    if !text.get().starts_with('"') {
        return Some(Cow::Borrowed(json.get()));
    }
    serde_json::from_str::<Text<'_>>(json.get()).ok()?.0
}

/// Own what was borrowed.
pub(super) fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

pub(super) fn owned_json(json: Cow<'_, RawValue>) -> Cow<'static, RawValue> {
    Cow::Owned(json.into_owned())
}
