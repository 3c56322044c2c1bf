//! Several schemas at once as one: `allOf`, and what stands beside a reference.

use super::Node;
use crate::strict::document::meta::is;
use crate::strict::document::reference::{definition, target};
use serde_json::{Value, json};
use std::cell::Cell;

/// More references to references than anyone writes.
const HOPS: usize = 64;

/// Values that may be copied for one schema. Merging writes a definition out at each of its uses,
/// so what is merged may grow without end.
const WORK: usize = 1_000_000;

/// Said once the work is used up.
pub(super) const TOO_MUCH: &str = "too much would have to be written out to say this as one schema";

/// The schema that is brought to strict form, and the work that is left for it.
pub(super) struct Source<'a> {
    pub(super) schema: &'a Value,
    left: Cell<usize>,
}

impl<'a> Source<'a> {
    pub(super) fn new(schema: &'a Value) -> Self {
        let left = Cell::new(WORK);
        Self { schema, left }
    }

    /// Ends the work: nothing that is done now could help.
    pub(super) fn spend_all(&self) {
        self.left.set(0);
    }

    /// Whether the work is used up.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// A schema without its notes, at the cost of its size.
    fn meaning(&self, map: &Node) -> Result<Node, String> {
        let size = 1 + map.values().map(size).sum::<usize>();
        self.left.set(self.left.get().saturating_sub(size));
        if self.is_spent() {
            return Err(TOO_MUCH.to_owned());
        }
        Ok(meaning(map))
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(size).sum(),
        Value::Object(map) => map.values().map(size).sum(),
        _ => 0,
    }
}

/// Notes that say nothing about which texts are valid.
const NOTES: [&str; 17] = [
    "title",
    "default",
    "examples",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "discriminator",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$defs",
    "definitions",
];

/// A schema without notes and without `allOf`; its reference, if it has one, stands alone beside
/// the description, or is resolved too (`full`).
pub(super) fn merged(source: &Source<'_>, map: &Node, full: bool) -> Result<Node, String> {
    let mut map = source.meaning(map)?;
    for _ in 0..HOPS {
        if let Some(parts) = map.remove("allOf") {
            for part in parts.as_array().into_iter().flatten() {
                match part {
                    Value::Object(part) => merge(&mut map, source.meaning(part)?)?,
                    Value::Bool(true) => {}
                    _ => return Err("no value is allowed here".to_owned()),
                }
            }
            continue;
        }
        let siblings = |map: &Node| {
            map.keys()
                .any(|key| !matches!(key.as_str(), "$ref" | "description"))
        };
        let Some(text) = map.get("$ref").filter(|_| siblings(&map) || full) else {
            return Ok(map);
        };
        let Some(Ok(target)) = text.as_str().map(target) else {
            return Err("this refers to something that is no definition".to_owned());
        };
        match definition(source.schema, &target) {
            Some(Value::Object(target)) => {
                // The target says the same type itself.
                if map.get("type").is_some() && map.get("type") == target.get("type") {
                    map.remove("type");
                    if !(siblings(&map) || full) {
                        return Ok(map);
                    }
                }
                map.remove("$ref");
                merge(&mut map, source.meaning(target)?)?;
            }
            _ => {
                return Err(format!(
                    "this refers to `{}`, which is no schema",
                    target.text
                ));
            }
        }
    }
    Err("this refers to itself".to_owned())
}

/// A schema without its notes.
fn meaning(map: &Node) -> Node {
    let said = |(key, value): &(&String, &Value)| {
        let empty = key.as_str() == "nullable" && **value == Value::Bool(false);
        !NOTES.contains(&key.as_str()) && !key.starts_with("x-") && !empty
    };
    let said = map.iter().filter(said);
    said.map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Adds what another schema asks for.
fn merge(map: &mut Node, other: Node) -> Result<(), String> {
    closed_to(map, &other)?;
    closed_to(&other, map)?;
    for (key, value) in other {
        let Some(own) = map.get_mut(&key) else {
            map.insert(key, value);
            continue;
        };
        if *own == value {
            continue;
        }
        match key.as_str() {
            // The text nearest to the use wins.
            "description" => {}
            "properties" => properties(own, value),
            "required" => required(own, value),
            "type" => *own = types(own, &value)?,
            "minimum" | "exclusiveMinimum" | "minLength" | "minItems" => {
                tighter(own, value, f64::gt);
            }
            "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" => {
                tighter(own, value, f64::lt);
            }
            "items" => *own = json!({ "allOf": [own.take(), value] }),
            _ => return Err(format!("this asks for two different `{key}` at once")),
        }
    }
    Ok(())
}

/// A closed object and properties that it does not know exclude each other.
fn closed_to(closed: &Node, other: &Node) -> Result<(), String> {
    if closed.get("additionalProperties") != Some(&Value::Bool(false)) {
        return Ok(());
    }
    let known = |key: &String| {
        closed
            .get("properties")
            .is_some_and(|all| all.get(key).is_some())
    };
    let others = other.get("properties").and_then(Value::as_object);
    match others.and_then(|all| all.keys().find(|key| !known(key))) {
        Some(key) => Err(format!(
            "one part is closed and does not know `{key}`, which another part asks for"
        )),
        None => Ok(()),
    }
}

fn properties(own: &mut Value, other: Value) {
    let (Value::Object(own), Value::Object(other)) = (own, other) else {
        return;
    };
    for (key, value) in other {
        match own.get_mut(&key) {
            Some(own) if *own == value => {}
            Some(own) => *own = json!({ "allOf": [own.take(), value] }),
            None => {
                own.insert(key, value);
            }
        }
    }
}

fn required(own: &mut Value, other: Value) {
    if let (Value::Array(own), Value::Array(other)) = (own, other) {
        own.extend(other);
    }
}

fn types(own: &Value, other: &Value) -> Result<Value, String> {
    let both: Vec<&str> = names(own)
        .flat_map(|a| names(other).filter_map(move |b| common(a, b)))
        .collect();
    match both.as_slice() {
        [] => Err("this asks for two different types at once".to_owned()),
        [one] => Ok(json!(one)),
        _ => Ok(json!(both)),
    }
}

/// The type that is both, if there is one.
pub(super) fn common<'a>(a: &'a str, b: &'a str) -> Option<&'a str> {
    match (a, b) {
        ("integer", "number") | ("number", "integer") => Some("integer"),
        _ => (a == b).then_some(a),
    }
}

/// The names in a `type`.
pub(super) fn names(ty: &Value) -> impl Iterator<Item = &str> {
    let one = ty.as_str();
    let list = ty.as_array().into_iter().flatten();
    one.into_iter().chain(list.filter_map(Value::as_str))
}

/// Whether two values are one to JSON schema: `1` and `1.0` are.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() != b.is_f64() => {
            a.as_f64() == b.as_f64()
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let both = |(key, a)| b.get(key).is_some_and(|b| same(a, b));
            a.len() == b.len() && a.iter().all(both)
        }
        _ => a == b,
    }
}

/// Whether a value has one of the types.
pub(super) fn fits(ty: &Value, value: &Value) -> bool {
    names(ty).any(|name| is(value, name))
}

fn tighter(own: &mut Value, other: Value, wins: fn(&f64, &f64) -> bool) {
    if let (Some(a), Some(b)) = (own.as_f64(), other.as_f64())
        && wins(&b, &a)
    {
        *own = other;
    }
}
