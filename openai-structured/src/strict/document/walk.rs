//! The rules of strict mode that are judged node by node, in the order in which the API does.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::meta::is;
use super::path::{self, Path};
use super::reference::{definition, reference};
use super::violation::{Kind, Violation};
use super::{DEFINITIONS, Surface, help, python};
use crate::strict::format;

/// The keywords that strict mode takes anywhere. Those of one type are taken beside any type.
const PERMITTED: [&str; 29] = [
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "enum",
    "const",
    "anyOf",
    "$ref",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "title",
    "description",
    "examples",
    "$comment",
    "readOnly",
    "writeOnly",
    "nullable",
    "discriminator",
    "$defs",
];

/// The keywords that the root may have besides.
const PERMITTED_AT_ROOT: [&str; 3] = ["$schema", "$id", "definitions"];

type Node = Map<String, Value>;

/// The root must be an object and no union. A response format may also be a reference to one.
pub(super) fn root(schema: &Value, surface: Surface, found: &mut Vec<Violation>) {
    let target = match (surface, reference(schema)) {
        (Surface::ResponseFormat, Some(Ok(name))) => definition(schema, &name).unwrap_or(schema),
        _ => schema,
    };
    let combinator = ["oneOf", "anyOf", "allOf", "enum", "not"]
        .iter()
        .any(|keyword| target.get(keyword).is_some());
    let typed = target.get("type").is_some();
    if combinator && (typed || surface == Surface::Function) {
        let text = "schema must have type 'object' and not have \
                    'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.";
        found.push(Violation::bare(
            Kind::RootCombinator,
            &Path::default(),
            text,
        ));
    } else {
        root_type(target, found);
    }
}

/// The root must say `type: "object"`.
pub(super) fn root_type(schema: &Value, found: &mut Vec<Violation>) {
    let got = match schema.get("type") {
        Some(Value::String(name)) if name == "object" => return,
        Some(Value::String(name)) => name.clone(),
        Some(other) => python::value(other),
        None => "None".to_owned(),
    };
    let text =
        format!("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{got}\"'.");
    found.push(Violation::bare(Kind::RootType, &Path::default(), text));
}

/// Judges every node that strict mode knows.
pub(super) fn strict(schema: &Value, found: &mut Vec<Violation>) {
    down(schema, schema, &Path::default(), found);
}

fn down(root: &Value, node: &Value, path: &Path, found: &mut Vec<Violation>) {
    judge(root, node, path, found);
    let Value::Object(map) = node else {
        return;
    };
    for (keyword, value) in map {
        let walked = matches!(keyword.as_str(), "properties" | "items" | "anyOf")
            || (path.is_root() && DEFINITIONS.contains(&keyword.as_str()));
        if walked {
            for (path, child) in path::children_of(keyword, value, path) {
                down(root, child, &path, found);
            }
        }
    }
}

fn judge(root: &Value, node: &Value, path: &Path, found: &mut Vec<Violation>) {
    let Value::Object(map) = node else {
        found.push(Violation::at(
            Kind::NoType,
            path,
            "schema must have a 'type' key.",
        ));
        return;
    };
    if map.contains_key("$ref") {
        judge_reference(root, node, map, path, found);
        return;
    }
    well_formed(node, path, found);
    for keyword in map.keys() {
        if !permitted(keyword, path) {
            let text = format!("'{keyword}' is not permitted.");
            let help = help::keyword(keyword);
            found.push(Violation::at(Kind::NotPermitted, path, text).with_help(help));
        }
    }
    let known_elsewhere = map.keys().any(|keyword| !permitted(keyword, path));
    match map.get("type") {
        None if map.contains_key("anyOf") || known_elsewhere => {}
        None => found.push(Violation::at(
            Kind::NoType,
            path,
            "schema must have a 'type' key.",
        )),
        Some(Value::Array(types)) => {
            let path = path.with("type");
            for (at, name) in types.iter().enumerate() {
                judge_type(map, name.as_str().unwrap_or_default(), &path.at(at), found);
            }
        }
        Some(name) => judge_type(map, name.as_str().unwrap_or_default(), path, found),
    }
    judge_values(map, path, found);
    judge_bounds(map, path, found);
}

fn permitted(keyword: &str, path: &Path) -> bool {
    PERMITTED.contains(&keyword) || (path.is_root() && PERMITTED_AT_ROOT.contains(&keyword))
}

/// Judges what one type of a node asks for. A list of types is judged type by type.
fn judge_type(map: &Node, name: &str, path: &Path, found: &mut Vec<Violation>) {
    match name {
        "object" => judge_object(map, path, found),
        "string" => {
            if let Some(Value::String(name)) = map.get("format")
                && !format::NAMES.contains(&name.as_str())
            {
                let text = format!("{} is not a valid format.", python::text(name));
                found.push(Violation::at(Kind::Format, path, text));
            }
        }
        _ => {}
    }
}

fn judge_object(map: &Node, path: &Path, found: &mut Vec<Violation>) {
    if map.get("additionalProperties") != Some(&Value::Bool(false)) {
        let text = "'additionalProperties' is required to be supplied and to be false.";
        found.push(Violation::at(Kind::Open, path, text));
    }
    let Some(Value::Object(properties)) = map.get("properties") else {
        return;
    };
    let required = map.get("required").and_then(Value::as_array);
    let names = || required.into_iter().flatten().filter_map(Value::as_str);
    let is_required: HashSet<&str> = names().collect();
    let rule = "'required' is required to be supplied and to be an array including every key in \
                properties.";
    for key in properties
        .keys()
        .filter(|key| !is_required.contains(key.as_str()))
    {
        let text = format!("{rule} Missing {}.", python::text(key));
        found.push(Violation::at(Kind::NotRequired, path, text));
    }
    for name in names().filter(|name| !properties.contains_key(*name)) {
        let text = format!("{rule} Extra required key {} supplied.", python::text(name));
        found.push(Violation::at(Kind::ExtraRequired, path, text));
    }
}

/// Objects say their properties and arrays their items; asked of loose schemas too.
pub(super) fn well_formed(node: &Value, path: &Path, found: &mut Vec<Violation>) {
    let is_a = |name: &str| match node.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(types)) => types.iter().any(|one| one.as_str() == Some(name)),
        _ => false,
    };
    // An object that is open on purpose is reported as open.
    let open = node
        .get("additionalProperties")
        .is_some_and(|more| *more != Value::Bool(false));
    if is_a("object") && node.get("properties").is_none() && !open {
        found.push(Violation::at(
            Kind::NoProperties,
            path,
            "object schema missing properties.",
        ));
    }
    if is_a("array") && node.get("items").is_none() {
        found.push(Violation::at(
            Kind::NoItems,
            path,
            "array schema missing items.",
        ));
    }
}

fn judge_values(map: &Node, path: &Path, found: &mut Vec<Violation>) {
    let types: Vec<&str> = match map.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    let fits = |value: &Value| types.iter().any(|name| is(value, name));
    let wanted = || map.get("type").map_or_else(String::new, python::value);
    let mut wrong = |what: &str, value: &Value| {
        let (value, wanted) = (python::value(value), wanted());
        let text = format!("{what} value {value} does not validate against {{'type': {wanted}}}.");
        found.push(Violation::at(Kind::EnumValue, path, text));
    };
    let values = map.get("enum").and_then(Value::as_array);
    for value in values.into_iter().flatten().filter(|value| !fits(value)) {
        wrong("enum", value);
    }
    if let Some(value) = map.get("const").filter(|value| !fits(value)) {
        wrong("const", value);
    }
    if values.is_some_and(Vec::is_empty) {
        found.push(Violation::at(
            Kind::EnumEmpty,
            path,
            "enum must have at least one value.",
        ));
    }
}

fn judge_bounds(map: &Node, path: &Path, found: &mut Vec<Violation>) {
    let number = |keyword: &str| map.get(keyword).and_then(Value::as_f64);
    // Each lower bound against each upper bound, and whether the two may be equal.
    let pairs = [
        ("minimum", "maximum", true),
        ("minimum", "exclusiveMaximum", false),
        ("exclusiveMinimum", "maximum", false),
        ("exclusiveMinimum", "exclusiveMaximum", false),
        ("minLength", "maxLength", true),
        ("minItems", "maxItems", true),
    ];
    for (low, high, equal) in pairs {
        if let (Some(least), Some(most)) = (number(low), number(high))
            && (least > most || (!equal && least >= most))
        {
            let text = format!("no value satisfies both '{low}' and '{high}'.");
            found.push(Violation::at(Kind::Unsatisfiable, path, text));
        }
    }
}

fn judge_reference(
    root: &Value,
    node: &Value,
    map: &Node,
    path: &Path,
    found: &mut Vec<Violation>,
) {
    let siblings: Vec<&str> = map
        .keys()
        .map(String::as_str)
        .filter(|key| *key != "$ref")
        .filter(|key| !(path.is_root() && (DEFINITIONS.contains(key) || key.starts_with('$'))))
        .collect();
    if !siblings.is_empty() {
        let text = format!("$ref cannot have keywords {}.", python::set(&siblings));
        found.push(Violation::at(Kind::RefSiblings, path, text));
    }
    match reference(node) {
        Some(Ok(name)) if definition(root, &name).is_none() => {
            let text = format!(
                "reference to {}, which is not defined.",
                python::text(&name.text)
            );
            found.push(Violation::at(Kind::RefMissing, path, text));
        }
        Some(Err(())) => {
            let text = "reference can only point to definitions defined at the top level of the \
                        schema.";
            found.push(Violation::at(Kind::RefTarget, path, text));
        }
        _ => {}
    }
}
