//! Schemas of texts, numbers and listed values.

use super::merge::{fits, names, same};
use super::shape::head;
use super::union::union_of;
use super::{Bridge, Node};
use crate::strict::document::beyond::is_exact;
use crate::strict::document::path::Path;
use crate::strict::{format, limit};
use serde_json::{Value, json};

impl Bridge<'_> {
    /// The listed values, and their type.
    pub(super) fn values(&mut self, map: &Node, path: &Path) -> Value {
        let listed = match map.get("enum").and_then(Value::as_array) {
            Some(list) => list.clone(),
            None => map.get("const").cloned().into_iter().collect(),
        };
        let others = ["pattern", "minLength", "maxLength", "multipleOf", "not"];
        let texts = listed.iter().any(Value::is_string);
        if let Some(keyword) = others
            .into_iter()
            .chain(texts.then_some("format"))
            .find(|keyword| map.contains_key(*keyword))
        {
            let help = "take it out, and list what is allowed only";
            return self.keyword(path, keyword, help);
        }
        let allowed = |value: &&Value| {
            map.get("const").is_none_or(|only| same(only, value))
                && map.get("type").is_none_or(|ty| fits(ty, value))
                && within(map, value)
        };
        let values: Vec<Value> = listed.iter().filter(allowed).cloned().collect();
        if values.is_empty() {
            return self.refuse(path, "no value is allowed here", "take it out");
        }
        if values
            .iter()
            .any(|value| value.is_object() || value.is_array())
        {
            let text = "the listed values are objects or lists";
            return self.refuse(path, text, "list texts, numbers, `true`, `false` or `null`");
        }
        let ty = map.get("type").cloned().unwrap_or_else(|| {
            let mut types: Vec<&str> = values.iter().map(type_of).collect();
            types.sort_unstable();
            types.dedup();
            match types.as_slice() {
                [one] => json!(one),
                _ => json!(types),
            }
        });
        let mut strict = head(map, ty);
        match values.as_slice() {
            [only] if map.contains_key("const") => strict.insert("const".to_owned(), only.clone()),
            _ => strict.insert("enum".to_owned(), Value::Array(values)),
        };
        Value::Object(strict)
    }

    /// What strict mode can only say as a union: an address of either kind, a number that is not
    /// zero.
    pub(super) fn split(&mut self, map: &Node, ty: &Value, path: &Path) -> Option<Value> {
        let mut types: Vec<&str> = names(ty).collect();
        let nullable = types.contains(&"null");
        types.retain(|name| *name != "null");
        let is_ip = map.get("format").and_then(Value::as_str) == Some("ip");
        let parts: Vec<Node> = match (types.as_slice(), map.get("not")) {
            (["string"], None) if is_ip => ["ipv4", "ipv6"]
                .iter()
                .map(|format| with(map, &[("format", json!(format))]))
                .collect(),
            (["integer"], Some(not)) if *not == json!({ "const": 0 }) => {
                let mut map = map.clone();
                map.remove("not");
                let sides = [("maximum", json!(-1), false), ("minimum", json!(1), true)];
                let mut parts = Vec::new();
                for (keyword, bound, least) in sides {
                    let mut part = map.clone();
                    tighten(&mut part, keyword, bound, least);
                    parts.push(part);
                }
                parts
            }
            (_, Some(_)) => {
                return Some(self.keyword(path, "not", "use `anyOf` with what is allowed"));
            }
            _ => return None,
        };
        let mut branches: Vec<Value> = parts
            .iter()
            .map(|part| {
                let mut part = part.clone();
                part.remove("description");
                part.insert("type".to_owned(), json!(types));
                if let [only] = types.as_slice() {
                    part.insert("type".to_owned(), json!(only));
                }
                self.shape(&part, path)
            })
            .collect();
        if nullable {
            branches.push(json!({ "type": "null" }));
        }
        Some(union_of(map.get("description").cloned(), branches))
    }

    pub(super) fn string(&mut self, map: &Node, path: &Path, strict: &mut Node) {
        for keyword in ["pattern", "minLength", "maxLength"] {
            if let Some(value) = map.get(keyword) {
                strict.insert(keyword.to_owned(), value.clone());
            }
        }
        match map.get("format").and_then(Value::as_str) {
            Some(name) if format::NAMES.contains(&name) => {
                strict.insert("format".to_owned(), json!(name));
            }
            Some(name) => {
                let text =
                    format!("strict mode does not know the format `{name}`, and every text has it");
                let help = "describe the text as what it is on the wire, such as \
                            `#[schemars(with = \"String\")]`, and check it after reading";
                self.refuse(&path.with("format"), &text, help);
            }
            None => {}
        }
    }

    pub(super) fn number(&mut self, map: &Node, name: &str, path: &Path, strict: &mut Node) {
        let range = map.get("format").and_then(Value::as_str).and_then(range);
        let mut bounds = Node::new();
        for keyword in ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"] {
            let Some(bound) = map.get(keyword) else {
                continue;
            };
            let least = keyword.ends_with("inimum");
            if is_exact(bound) {
                tighten(&mut bounds, keyword, bound.clone(), least);
            } else if least == (bound.as_f64().unwrap_or_default() < 0.0) {
                // Narrower than it was.
                let (keyword, side) = if least {
                    ("minimum", -limit::BOUND)
                } else {
                    ("maximum", limit::BOUND)
                };
                tighten(&mut bounds, keyword, json!(side), least);
            } else {
                let text = "the constraint engine has no numbers beyond 9007199254740991";
                self.refuse(&path.with(keyword), text, "stay within ±9007199254740991");
            }
        }
        if let Some((least, most)) = range.filter(|_| name == "integer") {
            tighten(&mut bounds, "minimum", json!(least), true);
            tighten(&mut bounds, "maximum", json!(most), false);
        }
        if let Some(step) = map.get("multipleOf") {
            bounds.insert("multipleOf".to_owned(), step.clone());
        }
        strict.extend(bounds);
    }
}

/// Whether a number is within the bounds; other values are.
fn within(map: &Node, value: &Value) -> bool {
    let Some(value) = value.as_f64() else {
        return true;
    };
    let holds = |keyword: &str, holds: fn(&f64, &f64) -> bool| {
        let bound = map.get(keyword).and_then(Value::as_f64);
        bound.is_none_or(|bound| holds(&value, &bound))
    };
    holds("minimum", f64::ge)
        && holds("exclusiveMinimum", f64::gt)
        && holds("maximum", f64::le)
        && holds("exclusiveMaximum", f64::lt)
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        _ => "string",
    }
}

fn with(map: &Node, entries: &[(&str, Value)]) -> Node {
    let mut map = map.clone();
    for (key, value) in entries {
        map.insert((*key).to_owned(), value.clone());
    }
    map
}

/// Sets a bound unless there is a tighter one.
fn tighten(bounds: &mut Node, keyword: &str, bound: Value, least: bool) {
    let tighter = match (bounds.get(keyword).and_then(Value::as_f64), bound.as_f64()) {
        (Some(own), Some(new)) => (new > own) == least && new.to_bits() != own.to_bits(),
        _ => true,
    };
    if tighter {
        bounds.insert(keyword.to_owned(), bound);
    }
}

/// The integers of a format, as far as the constraint engine can say them.
fn range(format: &str) -> Option<(i64, i64)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" | "int128" | "int" => (-limit::BOUND, limit::BOUND),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" | "uint128" | "uint" => (0, limit::BOUND),
        _ => return None,
    })
}
