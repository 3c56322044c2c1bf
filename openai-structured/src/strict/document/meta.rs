//! Is the document a JSON schema at all? The values of known keywords have the right types, and
//! patterns compile. The words are those of Python's `jsonschema`, which the API uses.

use serde_json::Value;

use super::path::{self, Holds, Path};
use super::violation::{Kind, Violation};
use super::{python, regex};

/// What one keyword may hold.
enum Wants {
    /// A value of one of these types.
    Types(&'static [&'static str]),
    /// A list of strings, all different.
    Names,
    /// The name of a type, or a list of such names.
    TypeNames,
    /// A number from zero up.
    Count,
}

const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

fn wants(keyword: &str) -> Option<Wants> {
    Some(match keyword {
        "type" => Wants::TypeNames,
        "required" => Wants::Names,
        "enum" | "examples" => Wants::Types(&["array"]),
        "pattern" | "format" | "title" | "description" | "$ref" | "$comment" | "$schema"
        | "$id" => Wants::Types(&["string"]),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            Wants::Types(&["number"])
        }
        "minItems" | "maxItems" | "minLength" | "maxLength" | "minProperties" | "maxProperties" => {
            Wants::Count
        }
        "uniqueItems" | "readOnly" | "writeOnly" => Wants::Types(&["boolean"]),
        _ => match path::holds(keyword)? {
            Holds::Schema => return None,
            Holds::List => Wants::Types(&["array"]),
            Holds::Map => Wants::Types(&["object"]),
        },
    })
}

/// Lists what keeps the document from being a JSON schema.
pub(super) fn check(schema: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    path::each(schema, &mut |node, path| match node {
        Value::Bool(_) => {}
        Value::Object(node) => {
            for (keyword, value) in node {
                if let Err(message) = judge(keyword, value) {
                    found.push(Violation::bare(
                        Kind::NotASchema,
                        &path.with(keyword),
                        message,
                    ));
                }
            }
            if let Some(Value::String(pattern)) = node.get("pattern") {
                judge_pattern(pattern, &path.with("pattern"), &mut found);
            }
            if let Some(Value::Object(patterns)) = node.get("patternProperties") {
                for pattern in patterns.keys() {
                    judge_pattern(pattern, &path.with("patternProperties"), &mut found);
                }
            }
        }
        other => {
            let message = not_of_type(other, &["object", "boolean"]);
            found.push(Violation::bare(Kind::NotASchema, path, message));
        }
    });
    found
}

fn judge(keyword: &str, value: &Value) -> Result<(), String> {
    match wants(keyword) {
        Some(Wants::Types(types)) => {
            if !types.iter().any(|name| is(value, name)) {
                return Err(not_of_type(value, types));
            }
            let union = matches!(keyword, "anyOf" | "oneOf" | "allOf" | "prefixItems");
            if union && value.as_array().is_some_and(Vec::is_empty) {
                return Err("[] should be non-empty.".to_owned());
            }
            if keyword == "multipleOf" && value.as_f64().is_some_and(|step| step <= 0.0) {
                let step = python::value(value);
                return Err(format!("{step} is less than or equal to the minimum of 0."));
            }
            Ok(())
        }
        Some(Wants::Names) => names(value),
        Some(Wants::TypeNames) => match value {
            Value::Array(list) if !list.is_empty() && list.iter().all(is_type_name) => {
                unique(value, list)
            }
            value if is_type_name(value) => Ok(()),
            value => {
                let value = python::value(value);
                Err(format!(
                    "{value} is not valid under any of the given schemas."
                ))
            }
        },
        Some(Wants::Count) if !is(value, "integer") => Err(not_of_type(value, &["integer"])),
        Some(Wants::Count) if value.as_f64().is_some_and(|count| count < 0.0) => Err(format!(
            "{} is less than the minimum of 0.",
            python::value(value)
        )),
        Some(Wants::Count) | None => Ok(()),
    }
}

fn names(value: &Value) -> Result<(), String> {
    let Some(list) = value.as_array() else {
        return Err(not_of_type(value, &["array"]));
    };
    if let Some(odd) = list.iter().find(|item| !item.is_string()) {
        return Err(not_of_type(odd, &["string"]));
    }
    unique(value, list)
}

fn unique(value: &Value, list: &[Value]) -> Result<(), String> {
    let mut seen = std::collections::HashSet::new();
    if list
        .iter()
        .filter_map(Value::as_str)
        .all(|name| seen.insert(name))
    {
        return Ok(());
    }
    Err(format!("{} has non-unique elements.", python::value(value)))
}

fn judge_pattern(pattern: &str, path: &Path, found: &mut Vec<Violation>) {
    if !regex::compiles(pattern) {
        let message = format!("{} is not a 'regex'.", python::text(pattern));
        found.push(Violation::bare(Kind::NotARegex, path, message));
    }
}

fn not_of_type(value: &Value, types: &[&str]) -> String {
    let types: Vec<String> = types.iter().map(|name| python::text(name)).collect();
    format!(
        "{} is not of type {}.",
        python::value(value),
        types.join(", ")
    )
}

fn is_type_name(value: &Value) -> bool {
    value.as_str().is_some_and(|name| TYPES.contains(&name))
}

/// Whether a value is of a type, as JSON schema sees it: `1.0` is an integer.
pub(crate) fn is(value: &Value, name: &str) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => match value {
            Value::Number(number) if number.is_f64() => {
                number.as_f64().is_some_and(|number| number.fract() == 0.0)
            }
            value => value.is_number(),
        },
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        _ => false,
    }
}
