//! What the API takes and cannot keep: the engine that constrains the model rounds a bound or does
//! not find a definition, or an answer could never end.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::path::{self, Path};
use super::reference::{Target, reference};
use super::violation::{Kind, Violation};
use crate::strict::name::is_reference_name;
use crate::strict::{limit, pattern};

const BOUNDS: [&str; 5] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

const COUNTS: [&str; 4] = ["minLength", "maxLength", "minItems", "maxItems"];

/// Judges bounds, counts, patterns, listed values, the names of definitions, and whether each part
/// has a finite value.
pub(super) fn check(schema: &Value, found: &mut Vec<Violation>) {
    path::each(schema, &mut |node, path| {
        for keyword in BOUNDS {
            if let Some(bound @ Value::Number(_)) = node.get(keyword)
                && !is_exact(bound)
            {
                let text = format!(
                    "{bound} is beyond {}, the largest number that the constraint engine keeps.",
                    limit::BOUND
                );
                found.push(Violation::at(Kind::Bound, &path.with(keyword), text));
            }
        }
        for keyword in COUNTS {
            if let Some(count) = node.get(keyword)
                && count
                    .as_u64()
                    .is_none_or(|count| u32::try_from(count).is_err())
            {
                let text = format!("{count} is no count that the constraint engine keeps.");
                let violation = Violation::at(Kind::Bound, &path.with(keyword), text);
                found.push(violation.with_help("write a whole number below 2^32, as `5`"));
            }
        }
        if let Some(Value::String(text)) = node.get("pattern")
            && let Err(error) = pattern::check(text)
        {
            let path = path.with("pattern");
            let pointer = path.pointer();
            // The API's own words for a worse fault come first.
            if !found.iter().any(|one| one.pointer == pointer) {
                let text = format!(
                    "the pattern is not read alike by every engine: {}.",
                    error.message()
                );
                found.push(Violation::at(Kind::NotARegex, &path, text));
            }
        }
        let known =
            |one: &Violation| one.kind == Kind::Unsatisfiable && one.pointer == path.pointer();
        if has_no_integer(node) && !found.iter().any(known) {
            let text = "no integer is within the bounds.";
            found.push(Violation::at(Kind::Unsatisfiable, path, text));
        }
        if let Some(Value::Array(values)) = node.get("enum") {
            let mut seen = HashSet::new();
            if let Some(value) = values.iter().find(|value| !seen.insert(value.to_string())) {
                let text = format!("{value} is listed twice.");
                found.push(Violation::at(Kind::EnumDouble, &path.with("enum"), text));
            }
        }
    });
    for (path, _) in path::children(schema, &Path::default()) {
        if path::defines(&path)
            && let Some(name) = path.last_key()
            && !is_reference_name(name)
        {
            let text = format!("'{name}' cannot stand in a reference without being encoded.");
            let violation = Violation::at(Kind::Name, &path, text);
            found.push(violation.with_help("use one or more of `A-Z a-z 0-9 _ . -`"));
        }
    }
    finite(schema, found);
}

/// Whether the bounds of an integer leave none.
fn has_no_integer(node: &Value) -> bool {
    let bound = |keyword: &str| node.get(keyword).and_then(Value::as_f64);
    let lows = [
        bound("minimum").map(f64::ceil),
        bound("exclusiveMinimum").map(|low| low.floor() + 1.0),
    ];
    let highs = [
        bound("maximum").map(f64::floor),
        bound("exclusiveMaximum").map(|high| high.ceil() - 1.0),
    ];
    let low = lows.into_iter().flatten().fold(f64::NEG_INFINITY, f64::max);
    let high = highs.into_iter().flatten().fold(f64::INFINITY, f64::min);
    node.get("type").and_then(Value::as_str) == Some("integer") && low > high
}

/// Whether a bound is within 2^53 − 1.
#[expect(
    clippy::cast_precision_loss,
    reason = "2^53 - 1 is the largest that loses nothing"
)]
pub(crate) fn is_exact(bound: &Value) -> bool {
    bound
        .as_f64()
        .is_some_and(|bound| bound.abs() <= limit::BOUND as f64)
}

/// Reports what no finite value satisfies: definitions, or the root if it is the root alone.
fn finite(schema: &Value, found: &mut Vec<Violation>) {
    let root = Path::default();
    let mut targets: Vec<(Path, &Value)> = path::children(schema, &root)
        .into_iter()
        .filter(|(path, _)| path::defines(path))
        .collect();
    targets.push((root, schema));
    // What is not known to end shrinks until it stays. What is not defined at all is reported by
    // the walk, and ends here.
    let mut endless: HashSet<String> = targets.iter().map(|(path, _)| path.pointer()).collect();
    // Who refers to a definition is looked at again when that one is known to end.
    let mut users: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (target, node)) in targets.iter().enumerate() {
        // The definitions stand in the root, and are none of its parts.
        path::each_but(
            node,
            &|path| target.is_root() && path::defines(path),
            &mut |node, _| {
                if let Some(Ok(used)) = reference(node) {
                    users.entry(pointer(&used)).or_default().push(at);
                }
            },
        );
    }
    let mut again: Vec<usize> = (0..targets.len()).collect();
    while let Some(at) = again.pop() {
        let Some((path, node)) = targets.get(at) else {
            continue;
        };
        let name = path.pointer();
        if endless.contains(&name) && node_ends(node, &endless) {
            endless.remove(&name);
            again.extend(users.remove(&name).unwrap_or_default());
        }
    }
    let endless = targets
        .iter()
        .filter(|(path, _)| endless.contains(&path.pointer()));
    for (number, (path, _)) in endless.enumerate() {
        // The root is last; it may be endless because of a definition only.
        if path.is_root() && number > 0 {
            continue;
        }
        let text = "no finite value satisfies this: it always contains itself.";
        found.push(Violation::at(Kind::NoFiniteValue, path, text));
    }
}

/// Where a reference points, as a JSON pointer.
fn pointer(target: &Target) -> String {
    let path = match &target.definition {
        None => Path::default(),
        Some((keyword, name)) => Path::default().with(keyword).with(name),
    };
    path.pointer()
}

fn node_ends(node: &Value, endless: &HashSet<String>) -> bool {
    match reference(node) {
        Some(Ok(target)) => return !endless.contains(&pointer(&target)),
        // Reported by the walk.
        Some(Err(())) => return true,
        None => {}
    }
    let Value::Object(map) = node else {
        return true;
    };
    let branches = map.get("anyOf").and_then(Value::as_array);
    let branch_ends = branches.is_none_or(|list| {
        let mut list = list.iter();
        list.len() == 0 || list.any(|branch| node_ends(branch, endless))
    });
    branch_ends && types_end(map, endless)
}

/// Whether one of the types that a node may have has a finite value.
fn types_end(map: &Map<String, Value>, endless: &HashSet<String>) -> bool {
    let ends_as = |name: &str| match name {
        "object" => match map.get("properties") {
            Some(Value::Object(properties)) => properties
                .values()
                .all(|property| node_ends(property, endless)),
            _ => true,
        },
        "array" => {
            let least = map.get("minItems").and_then(Value::as_u64).unwrap_or(0);
            match map.get("items") {
                Some(items) if least > 0 => node_ends(items, endless),
                _ => true,
            }
        }
        _ => true,
    };
    match map.get("type") {
        Some(Value::String(name)) => ends_as(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(ends_as),
        _ => true,
    }
}
