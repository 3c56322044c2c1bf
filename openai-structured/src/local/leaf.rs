//! What a schema says about one value: its words, its choices, and whether a prompt speaks of it.

use serde_json::{Map, Value};

use super::rows::{self, Item};
use super::scope::{Label, Scope};
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

/// How much of a prompt speaks of a branch of a union; null stands between what it speaks of and
/// what it does not. `item` is what a list is made of.
pub(super) fn promise(schema: &Value, words: &Words, scope: &Scope, item: Option<&Item>) -> isize {
    let said = |label: Option<Label>| label.map_or(0, |label| 2 + label.score);
    if is_null(schema) {
        return 1;
    }
    if let Some(properties) = properties(schema) {
        let parts = properties.iter().map(|(key, schema)| match tag(schema) {
            Some(tag) => 20 * isize::from(!scope.phrase(&text::words(&plain(tag))).is_empty()),
            None => said(scope.label(&words.inside(key, schema))),
        });
        return parts.sum();
    }
    match item {
        Some(item) => 2 * isize::from(!rows::find(scope, words, item).is_empty()),
        None => said(scope.label(words)),
    }
}

pub(super) fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

pub(super) fn choices(schema: &Value) -> Option<Vec<Value>> {
    let only = schema.get("const").map(|value| vec![value.clone()]);
    only.or_else(|| schema.get("enum")?.as_array().cloned())
}

/// The one value that a property may have, which tells a branch from others.
fn tag(schema: &Value) -> Option<&Value> {
    if let Some(only) = schema.get("const") {
        return Some(only);
    }
    match schema.get("enum")?.as_array()?.as_slice() {
        [only] => Some(only),
        _ => None,
    }
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
