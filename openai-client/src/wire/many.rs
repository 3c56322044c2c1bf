//! What is made of other types of the wire: something optional, lists, maps.

use std::collections::BTreeMap;

use serde::{
    Deserializer, Serialize,
    de::{MapAccess, SeqAccess},
};
use serde_json::{Map, Value};

use super::{Fit, Fitting, Wire};

impl<T: Wire> Wire for Option<T> {
    const SECRET: bool = T::SECRET;

    fn fit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fit<Self>, D::Error> {
        Ok(match T::fit(deserializer)? {
            Fit::Not(Value::Null) => Fit::Is(None),
            fit => fit.map(Some),
        })
    }

    fn null() -> Option<Self> {
        Some(None)
    }

    fn text(text: &str) -> Option<Self> {
        T::text(text).map(Some)
    }
}

impl<T: Wire> Wire for Box<T> {
    const SECRET: bool = T::SECRET;

    fn fit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fit<Self>, D::Error> {
        T::fit(deserializer).map(|fit| fit.map(Self::new))
    }
}

/// A list is kept whole if one of its items does not fit, so that places mean the same.
impl<T: Wire + Serialize> Wire for Vec<T> {
    const SECRET: bool = T::SECRET;

    fn list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Fit<Self>, A::Error> {
        let mut list = Self::new();
        while let Some(item) = items.next_element_seed(Fitting::<T>::new())? {
            match item {
                Fit::Is(item) => list.push(item),
                Fit::Not(odd) => {
                    let mut kept: Vec<_> = list.iter().map(written).collect();
                    kept.push(odd);
                    while let Some(item) = items.next_element()? {
                        kept.push(item);
                    }
                    return Ok(Fit::Not(kept.into()));
                }
            }
        }
        Ok(Fit::Is(list))
    }
}

/// A map is kept whole if one of its values does not fit.
impl<T: Wire + Serialize> Wire for BTreeMap<String, T> {
    const SECRET: bool = T::SECRET;

    fn object<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Fit<Self>, A::Error> {
        let mut map = Self::new();
        while let Some(name) = entries.next_key::<String>()? {
            match entries.next_value_seed(Fitting::<T>::new())? {
                Fit::Is(value) => {
                    map.insert(name, value);
                }
                Fit::Not(odd) => {
                    let entry = |(name, value)| (name, written(&value));
                    let mut kept: Map<_, _> = map.into_iter().map(entry).collect();
                    kept.insert(name, odd);
                    while let Some((name, value)) = entries.next_entry()? {
                        kept.insert(name, value);
                    }
                    return Ok(Fit::Not(kept.into()));
                }
            }
        }
        Ok(Fit::Is(map))
    }
}

/// What was read, as it came.
fn written<T: Serialize>(value: &T) -> Value {
    // What was read from JSON has a JSON text.
    serde_json::to_value(value).unwrap_or_default()
}
