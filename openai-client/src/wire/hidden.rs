//! Secrets in JSON of an odd form: nobody is shown them, and who guards errors is told of them.

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

/// What stands for a secret.
const HIDDEN: &str = "[secret]";

/// The fields, anywhere in an object, whose values are secrets.
const SECRET: [&str; 3] = ["authorization", "headers", "domain_secrets"];

/// The fields with schemas, whose properties may have any name and are no secrets.
const SCHEMAS: [&str; 4] = ["parameters", "schema", "input_schema", "output_schema"];

/// Shows a value without its secrets.
pub(crate) struct Shown<'a>(pub(crate) &'a Value);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&without_secrets(self.0), f)
    }
}

/// Shows what was kept of an object without its secrets, of which the object knows some by name.
pub(crate) struct Kept<'a> {
    pub(crate) extra: &'a BTreeMap<String, Value>,
    pub(crate) secret: &'a [&'a str],
}

impl fmt::Debug for Kept<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.extra.iter().map(|(name, value)| {
            let is_secret = self.secret.contains(&name.as_str());
            let shown = if is_secret {
                HIDDEN.into()
            } else {
                field(name, value)
            };
            (name, shown)
        });
        f.debug_map().entries(entries).finish()
    }
}

fn without_secrets(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter();
            fields
                .map(|(name, value)| (name.clone(), field(name, value)))
                .collect()
        }
        Value::Array(values) => values.iter().map(without_secrets).collect(),
        plain => plain.clone(),
    }
}

fn field(name: &str, value: &Value) -> Value {
    if SCHEMAS.contains(&name) {
        value.clone()
    } else if SECRET.contains(&name) && !value.is_null() {
        HIDDEN.into()
    } else {
        without_secrets(value)
    }
}

/// Tells the secrets in a value, each with the name of the header that it may be the value of.
#[cfg(feature = "transport")]
pub(crate) fn secrets_in(value: &Value, tell: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                secrets_in_field(name, value, tell);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| secrets_in(value, tell)),
        _ => {}
    }
}

/// The same for a field of this name.
#[cfg(feature = "transport")]
pub(crate) fn secrets_in_field(name: &str, value: &Value, tell: &mut impl FnMut(&str, &str)) {
    match (name, value) {
        _ if SCHEMAS.contains(&name) => {}
        ("headers", Value::Object(headers)) => {
            for (name, value) in headers {
                texts_in(value, &mut |text| tell(name, text));
            }
        }
        ("domain_secrets", Value::Array(secrets)) => {
            for secret in secrets {
                // Where it is one, the domain and the name are none.
                let secret = secret.get("value").unwrap_or(secret);
                texts_in(secret, &mut |text| tell("authorization", text));
            }
        }
        _ if SECRET.contains(&name) => texts_in(value, &mut |text| tell("authorization", text)),
        _ => secrets_in(value, tell),
    }
}

#[cfg(feature = "transport")]
fn texts_in(value: &Value, tell: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => tell(text),
        Value::Number(number) => tell(&number.to_string()),
        Value::Array(values) => values.iter().for_each(|value| texts_in(value, tell)),
        Value::Object(fields) => fields.values().for_each(|value| texts_in(value, tell)),
        Value::Null | Value::Bool(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_of_any_form_are_hidden_and_told() {
        for (value, told) in [
            (
                json!({"authorization": "s3cret-1"}),
                vec!["authorization: s3cret-1"],
            ),
            (
                json!({"authorization": {"token": ["s3cret-1"]}}),
                vec!["authorization: s3cret-1"],
            ),
            (
                json!([{"headers": {"x-a": "s3cret-1", "x-b": 7}}]),
                vec!["x-a: s3cret-1", "x-b: 7"],
            ),
            (
                json!({"headers": ["x-a: s3cret-1"]}),
                vec!["authorization: x-a: s3cret-1"],
            ),
            (
                json!({"environment": {"domain_secrets": [
                    {"domain": "d", "name": "n", "value": {"v": "s3cret-1"}}, "s3cret-2",
                ]}}),
                vec!["authorization: s3cret-1", "authorization: s3cret-2"],
            ),
            (
                json!({"parameters": {"properties": {"headers": {"type": "object"}}}}),
                vec![],
            ),
        ] {
            let shown = format!("{:?}", Shown(&value));
            assert!(!shown.contains("s3cret"), "{shown}");
            assert_eq!(shown.contains(HIDDEN), !told.is_empty(), "{shown}");
            #[cfg(feature = "transport")]
            {
                let mut found = Vec::new();
                secrets_in(&value, &mut |name, text| {
                    found.push(format!("{name}: {text}"));
                });
                assert_eq!(found, told, "{value}");
            }
        }
    }
}
