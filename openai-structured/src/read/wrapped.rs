//! A value that stands under a key of its own, because the root of an answer is an object.

use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// Reads the value under the key. Other keys are passed over, as serde does in a struct.
pub(super) struct Wrapped<T> {
    key: &'static str,
    value: PhantomData<T>,
}

impl<T> Wrapped<T> {
    pub(super) fn new(key: &'static str) -> Self {
        Self {
            key,
            value: PhantomData,
        }
    }
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Wrapped<T> {
    type Value = T;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Wrapped<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object with the key `{}`", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut value = None;
        while let Some(key) = map.next_key::<String>()? {
            if key != self.key {
                map.next_value::<IgnoredAny>()?;
            } else if value.is_some() {
                return Err(A::Error::duplicate_field(self.key));
            } else {
                value = Some(map.next_value()?);
            }
        }
        value.ok_or_else(|| A::Error::missing_field(self.key))
    }
}
