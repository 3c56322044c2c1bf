//! How much of a prompt speaks of one branch of a union.

use serde_json::Value;

use super::leaf::{Words, is_null, plain, properties};
use super::rows::{self, Item};
use super::scope::{Label, Scope};
use super::text;

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
