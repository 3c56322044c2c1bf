//! The sizes of a whole schema: nesting, properties, enum values and characters.

use serde_json::Value;

use super::path::{self, Path};
use super::violation::{Kind, Violation};
use crate::strict::limit;

/// Judges the totals, in the API's order.
pub(super) fn check(schema: &Value, found: &mut Vec<Violation>) {
    let root = Path::default();
    let mut report = |kind, path: &Path, text: String| {
        found.push(Violation::bare(kind, path, text));
    };
    let mut properties = 0;
    let mut values = 0;
    let mut characters = 0;
    let mut large = None;
    path::each(schema, &mut |node, path| {
        let named = ["properties", "$defs", "definitions"];
        for (at, keyword) in named.into_iter().enumerate() {
            let Some(Value::Object(map)) = node.get(keyword) else {
                continue;
            };
            properties += if at == 0 { map.len() } else { 0 };
            characters += map.keys().map(|key| key.chars().count()).sum::<usize>();
        }
        characters += node.get("const").map_or(0, length);
        if let Some(Value::Array(list)) = node.get("enum") {
            values += list.len();
            let own = list.iter().map(length).sum::<usize>();
            characters += own;
            if list.len() > limit::LARGE_ENUM && own > limit::LARGE_ENUM_CHARACTERS {
                large.get_or_insert_with(|| (path.clone(), own));
            }
        }
    });
    if properties > limit::PROPERTIES {
        let text = format!(
            "{properties} parameters exceeds limit of {}.",
            limit::PROPERTIES
        );
        report(Kind::Properties, &root, text);
    }
    let levels = deepest(schema);
    if levels > limit::NESTING {
        let text = format!(
            "{levels} levels of nesting exceeds limit of {}.",
            limit::NESTING
        );
        report(Kind::Nesting, &root, text);
    }
    let expected = |most: usize, what: &str, got: usize| {
        format!(
            "Expected at most {most} {what} when using structured outputs, but received {got}. \
             Consider reducing the number of enums, or use 'strict: false' to opt out of \
             structured outputs."
        )
    };
    if values > limit::ENUM_VALUES {
        let what = "enum values in total within a single schema";
        report(
            Kind::EnumValues,
            &root,
            expected(limit::ENUM_VALUES, what, values),
        );
    }
    if let Some((path, own)) = large {
        let most = limit::LARGE_ENUM_CHARACTERS;
        let what = format!(
            "characters in an enum of more than {} values",
            limit::LARGE_ENUM
        );
        report(Kind::EnumCharacters, &path, expected(most, &what, own));
    }
    if characters > limit::CHARACTERS {
        let what = "characters in names and enum values in total within a single schema";
        report(
            Kind::Characters,
            &root,
            expected(limit::CHARACTERS, what, characters),
        );
    }
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        other => other.to_string().chars().count(),
    }
}

/// Objects inside objects, the root being one. A definition counts from one again.
fn deepest(schema: &Value) -> usize {
    fn down(node: &Value, path: &Path, above: usize, deepest: &mut usize) {
        let is_object = match node.get("type") {
            Some(Value::String(name)) => name == "object",
            Some(Value::Array(names)) => names.iter().any(|name| name.as_str() == Some("object")),
            _ => false,
        };
        let level = above + usize::from(is_object);
        *deepest = level.max(*deepest);
        if path.too_deep() {
            return;
        }
        for (below, child) in path::children(node, path) {
            let above = if path::defines(&below) { 0 } else { level };
            down(child, &below, above, deepest);
        }
    }
    let mut most = 0;
    down(schema, &Path::default(), 0, &mut most);
    most
}
