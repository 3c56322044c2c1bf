//! A schema's text as a value, and the keys that stand in it twice: a value has only one of them.

use std::collections::HashSet;
use std::fmt;

use crate::strict::document::path::Path;
use crate::strict::document::{Kind, Violation};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Reads one JSON document.
pub(super) fn read(text: &str) -> serde_json::Result<(Value, Vec<Violation>)> {
    let value = serde_json::from_str(text)?;
    let mut doubles = Vec::new();
    let node = Node {
        path: Path::default(),
        doubles: &mut doubles,
    };
    node.deserialize(&mut serde_json::Deserializer::from_str(text))?;
    Ok((value, doubles))
}

/// Reads over one value and reports the keys that stand twice in it.
struct Node<'a> {
    path: Path,
    doubles: &'a mut Vec<Violation>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let mut at = 0;
        while let Some(()) = access.next_element_seed(Node {
            path: self.path.at(at),
            doubles: self.doubles,
        })? {
            at += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = access.next_key::<String>()? {
            let path = self.path.with(&key);
            if seen.contains(&key) {
                let text = format!("the key '{key}' stands here twice.");
                let double = Violation::bare(Kind::DuplicateKey, &path, text);
                self.doubles.push(double);
            }
            seen.insert(key);
            access.next_value_seed(Node {
                path,
                doubles: self.doubles,
            })?;
        }
        Ok(())
    }
}
