//! Maps as lists of keys and values, for `#[serde(with = "openai_structured::entries")]`.
//!
//! Strict mode has no open objects, so a map has no schema. As a list of `{"key": …, "value": …}`
//! it has one, and serde itself reads and writes it so, in every format. The derive knows the path;
//! where the module is re-exported under another, `#[openai(entries)]` beside it says the same.
//!
//! A key that stands twice is refused, as one of the two values would be lost.
//!
//! ```
//! use openai_structured::prelude::*;
//! use std::collections::HashMap;
//!
//! #[derive(Debug, Deserialize, serde::Serialize, ResponseFormat)]
//! struct Stock {
//!     #[serde(with = "openai_structured::entries")]
//!     pieces: HashMap<String, u32>,
//! }
//!
//! let text = r#"{"pieces":[{"key":"bolt","value":40}]}"#;
//! let stock: Stock = openai_structured::read(text)?;
//! assert_eq!(stock.pieces["bolt"], 40);
//! assert_eq!(serde_json::to_string(&stock)?, text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::node::{Bounds, Member, Node};
use crate::schema::Schema;
use crate::schema::check::Check;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

/// Writes a map as a list of keys and values.
///
/// # Errors
///
/// Those of the keys, the values and the serializer.
pub fn serialize<S, M>(map: &M, serializer: S) -> Result<S::Ok, S::Error>
where
    S: Serializer,
    M: Map<Key: Serialize, Value: Serialize>,
{
    serializer.collect_seq(map.entries().map(|(key, value)| Entry { key, value }))
}

/// Reads a map from a list of keys and values.
///
/// # Errors
///
/// Those of the keys, the values and the deserializer, and a key that stands twice.
pub fn deserialize<'de, D, M>(deserializer: D) -> Result<M, D::Error>
where
    D: Deserializer<'de>,
    M: Map<Key: Deserialize<'de>, Value: Deserialize<'de>>,
{
    struct List<M>(PhantomData<M>);

    impl<'de, M> Visitor<'de> for List<M>
    where
        M: Map<Key: Deserialize<'de>, Value: Deserialize<'de>>,
    {
        type Value = M;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a list of keys and values")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<M, A::Error> {
            let mut map = M::default();
            while let Some(Entry { key, value }) = list.next_element()? {
                if !map.put(key, value) {
                    return Err(A::Error::custom(DUPLICATE_KEY));
                }
            }
            Ok(map)
        }
    }

    deserializer.deserialize_seq(List(PhantomData))
}

/// What is said of a key that stands twice.
pub(crate) const DUPLICATE_KEY: &str = "duplicate key among the entries";

#[derive(Deserialize, Serialize)]
struct Entry<K, V> {
    key: K,
    value: V,
}

/// A map that can be a list of keys and values.
///
/// Implemented for the maps of the standard library, and for `IndexMap` with feature `indexmap`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no map that can be a list of keys and values",
    label = "not such a map",
    note = "the maps of the standard library are, and `IndexMap` with feature `indexmap`"
)]
pub trait Map: Default {
    /// What a value is found by.
    type Key;
    /// What is found.
    type Value;

    /// Puts in an entry, unless the key is there already: then it says `false`.
    fn put(&mut self, key: Self::Key, value: Self::Value) -> bool;

    /// All entries, in the order of the map.
    fn entries(&self) -> impl Iterator<Item = (&Self::Key, &Self::Value)>;
}

impl<K: Eq + Hash, V, S: BuildHasher + Default> Map for HashMap<K, V, S> {
    type Key = K;
    type Value = V;

    fn put(&mut self, key: K, value: V) -> bool {
        match self.entry(key) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(value);
                true
            }
        }
    }

    fn entries(&self) -> impl Iterator<Item = (&K, &V)> {
        self.iter()
    }
}

impl<K: Ord, V> Map for BTreeMap<K, V> {
    type Key = K;
    type Value = V;

    fn put(&mut self, key: K, value: V) -> bool {
        match self.entry(key) {
            std::collections::btree_map::Entry::Occupied(_) => false,
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(value);
                true
            }
        }
    }

    fn entries(&self) -> impl Iterator<Item = (&K, &V)> {
        self.iter()
    }
}

/// What the derive asks of a field that is read as entries.
pub trait Entries {
    /// A list of closed objects.
    const NODE: Node;

    /// Checks what the entries hold.
    fn __check(&self, check: &Check<'_>);

    /// Judges the number of entries.
    fn __within(&self, bounds: &Bounds, check: &Check<'_>);
}

impl<M: Map<Key: Schema, Value: Schema>> Entries for M {
    const NODE: Node = Node::Array {
        items: &Node::Object(&[
            Member::required("key", &M::Key::NODE),
            Member::required("value", &M::Value::NODE),
        ]),
        length: None,
    };

    fn __check(&self, check: &Check<'_>) {
        for (key, value) in self.entries() {
            let entry = check.item();
            key.__check(&entry.key("key"));
            value.__check(&entry.key("value"));
        }
    }

    fn __within(&self, bounds: &Bounds, check: &Check<'_>) {
        check.count(bounds, self.entries().count());
    }
}
