//! What a schema says about one value: its words and its choices.

use serde_json::{Map, Value};

use super::text;

/// The words of a leaf: those of its key, and those of its description and of what it stands in.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) key: Vec<String>,
    pub(super) more: Vec<String>,
}

impl Words {
    /// The words of a property, inside what these words are of.
    pub(super) fn inside(&self, key: &str, schema: &Value) -> Self {
        let outer = Self {
            key: text::words(key),
            more: self.key.clone(),
        };
        outer.with(schema)
    }

    /// These words, with those of a schema's description.
    pub(super) fn with(&self, schema: &Value) -> Self {
        let mut all = self.clone();
        let said = schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        all.more.extend(text::words(said));
        all
    }
}

pub(super) fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

pub(super) fn choices(schema: &Value) -> Option<Vec<Value>> {
    let only = schema.get("const").map(|value| vec![value.clone()]);
    only.or_else(|| schema.get("enum")?.as_array().cloned())
}

pub(super) fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
}

/// A keyword that counts something.
pub(super) fn count(schema: &Value, keyword: &str) -> Option<usize> {
    usize::try_from(schema.get(keyword)?.as_u64()?).ok()
}

/// A choice as a prompt would say it.
pub(super) fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
