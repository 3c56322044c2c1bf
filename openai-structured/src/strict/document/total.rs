//! The sizes of a whole schema: nesting, properties, enum values and characters.

use serde_json::Value;

use super::path::{self, Path};
use super::violation::{Kind, Violation};
use crate::strict::limit;
use crate::strict::totals::Totals;

/// Judges the totals, in the API's order.
pub(super) fn check(schema: &Value, found: &mut Vec<Violation>) {
    let root = Path::default();
    let mut report = |kind, path: &Path, text: String| {
        found.push(Violation::bare(kind, path, text));
    };
    let Counted {
        properties,
        values,
        characters,
        large,
    } = count(schema);
    if properties > limit::PROPERTIES {
        let text = format!(
            "{properties} parameters exceeds limit of {}.",
            limit::PROPERTIES
        );
        report(Kind::Properties, &root, text);
    }
    let levels = deepest(schema, &["object"]);
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

/// What is counted over all nodes.
#[derive(Default)]
struct Counted {
    properties: usize,
    values: usize,
    characters: usize,
    /// The first large enum with too many characters, and how many.
    large: Option<(Path, usize)>,
}

fn count(schema: &Value) -> Counted {
    let mut counted = Counted::default();
    path::each(schema, &mut |node, path| {
        let named = ["properties", "$defs", "definitions"];
        for (at, keyword) in named.into_iter().enumerate() {
            let Some(Value::Object(map)) = node.get(keyword) else {
                continue;
            };
            counted.properties += if at == 0 { map.len() } else { 0 };
            counted.characters += map.keys().map(|key| key.chars().count()).sum::<usize>();
        }
        counted.characters += node.get("const").map_or(0, length);
        if let Some(Value::Array(list)) = node.get("enum") {
            counted.values += list.len();
            let own = list.iter().map(length).sum::<usize>();
            counted.characters += own;
            if list.len() > limit::LARGE_ENUM && own > limit::LARGE_ENUM_CHARACTERS {
                counted.large.get_or_insert_with(|| (path.clone(), own));
            }
        }
    });
    counted
}

/// The sizes as they are counted of a Rust type: there, lists are levels too.
pub(super) fn totals(schema: &Value) -> Totals {
    let counted = count(schema);
    Totals {
        properties: counted.properties,
        values: counted.values,
        characters: counted.characters,
        depth: deepest(schema, &["object", "array"]),
    }
}

/// Levels of these types inside each other, the root being one. A definition counts from one
/// again.
fn deepest(schema: &Value, counts: &[&str]) -> usize {
    fn down(node: &Value, path: &Path, above: usize, counts: &[&str], deepest: &mut usize) {
        let is_level = match node.get("type") {
            Some(Value::String(name)) => counts.contains(&name.as_str()),
            Some(Value::Array(names)) => {
                let mut names = names.iter().filter_map(Value::as_str);
                names.any(|name| counts.contains(&name))
            }
            _ => false,
        };
        let level = above + usize::from(is_level);
        *deepest = level.max(*deepest);
        for (below, child) in path::children(node, path) {
            let above = if path::defines(&below) { 0 } else { level };
            down(child, &below, above, counts, deepest);
        }
    }
    let mut most = 0;
    down(schema, &Path::default(), 0, counts, &mut most);
    most
}
