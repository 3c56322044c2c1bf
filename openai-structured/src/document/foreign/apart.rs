//! Do two branches of a `oneOf` exclude each other?
//!
//! The question is whether a value of the first one's strict form can be valid under the second as
//! it is written. The strict form has exactly the keys that `properties` names.

use super::Node;
use super::merge::{Source, common, fits, merged, names, same};
use serde_json::{Value, json};
use std::cell::Cell;

/// Schemas that are compared for one question; with more, nothing is known.
const WORK: usize = 10_000;

/// Steps down that are looked at.
const DEPTH: usize = 16;

/// Whether no value of `strict`, brought to strict form, is valid under `other`.
pub(super) fn apart(source: &Source<'_>, strict: &Value, other: &Value) -> bool {
    let question = Question {
        source,
        left: Cell::new(WORK),
    };
    question.nodes(strict, other, 0)
}

struct Question<'a> {
    source: &'a Source<'a>,
    left: Cell<usize>,
}

impl Question<'_> {
    fn nodes(&self, strict: &Value, other: &Value, depth: usize) -> bool {
        let (Value::Object(strict), Value::Object(other)) = (strict, other) else {
            return *strict == Value::Bool(false) || *other == Value::Bool(false);
        };
        let left = self.left.get();
        if left == 0 || depth > DEPTH {
            return false;
        }
        self.left.set(left - 1);
        let (Ok(strict), Ok(other)) = (
            merged(self.source, strict, true),
            merged(self.source, other, true),
        ) else {
            return false;
        };
        if values_apart(&strict, &other) || types_apart(&strict, &other) {
            return true;
        }
        if let Some(branches) = branches(&strict) {
            let other = Value::Object(other);
            return branches
                .iter()
                .all(|branch| self.nodes(branch, &other, depth + 1));
        }
        if let Some(branches) = branches(&other) {
            let strict = Value::Object(strict);
            return branches
                .iter()
                .all(|branch| self.nodes(&strict, branch, depth + 1));
        }
        self.objects_apart(&strict, &other, depth)
    }

    fn objects_apart(&self, strict: &Node, other: &Node, depth: usize) -> bool {
        let only_object = |map: &Node| map.get("type").and_then(Value::as_str) == Some("object");
        // Where one of the two is nothing but an object, no other type is in both.
        if !(only_object(strict) || only_object(other)) {
            return false;
        }
        let none = Node::new();
        let keys = |map: &Node| map.get("properties").and_then(Value::as_object).cloned();
        let (own, others) = (
            keys(strict).unwrap_or_else(|| none.clone()),
            keys(other).unwrap_or(none),
        );
        let required = other.get("required").and_then(Value::as_array);
        let mut required = required.into_iter().flatten().filter_map(Value::as_str);
        let closed = other.get("additionalProperties") == Some(&Value::Bool(false));
        required.any(|key| !own.contains_key(key))
            || (closed && own.keys().any(|key| !others.contains_key(key)))
            || own.iter().any(|(key, value)| {
                let other = others.get(key);
                other.is_some_and(|other| self.nodes(value, other, depth + 1))
            })
    }
}

/// The branches of a union, each together with what stands beside it.
fn branches(map: &Node) -> Option<Vec<Value>> {
    let mut beside = map.clone();
    let union = beside.remove("anyOf").or_else(|| beside.remove("oneOf"))?;
    let whole = |branch: &Value| {
        let mut whole = beside.clone();
        whole.insert("allOf".to_owned(), json!([branch]));
        Value::Object(whole)
    };
    Some(union.as_array()?.iter().map(whole).collect())
}

/// The values that are listed, if they are.
fn values(map: &Node) -> Option<Vec<&Value>> {
    match (map.get("const"), map.get("enum")) {
        (Some(only), _) => Some(vec![only]),
        (None, Some(list)) => Some(list.as_array()?.iter().collect()),
        (None, None) => None,
    }
}

fn values_apart(strict: &Node, other: &Node) -> bool {
    let fits = |map: &Node, value: &Value| map.get("type").is_none_or(|ty| fits(ty, value));
    match (values(strict), values(other)) {
        (Some(a), Some(b)) => !a.iter().any(|a| b.iter().any(|b| same(a, b))),
        (Some(a), None) => !a.iter().any(|value| fits(other, value)),
        (None, Some(b)) => !b.iter().any(|value| fits(strict, value)),
        (None, None) => false,
    }
}

fn types_apart(strict: &Node, other: &Node) -> bool {
    let (Some(a), Some(b)) = (strict.get("type"), other.get("type")) else {
        return false;
    };
    !names(a).any(|a| names(b).any(|b| common(a, b).is_some()))
}
