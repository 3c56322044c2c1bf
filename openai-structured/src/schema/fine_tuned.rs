//! Schemas for models that take no words which bound a value.
//!
//! Source: <https://platform.openai.com/docs/guides/structured-outputs>, "Some type-specific
//! keywords are not yet supported" for fine-tuned models.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::fmt;

/// The keywords that are taken away. `enum` and `const` stay.
const BOUNDS: [&str; 11] = [
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
];

/// Moves the bounds of a schema and of all schemas inside into their descriptions.
pub(super) fn adapt(schema: &str) -> serde_json::Result<String> {
    let mut text = String::with_capacity(schema.len());
    write_schema(schema, &mut text)?;
    Ok(text)
}

fn write_schema(schema: &str, text: &mut String) -> serde_json::Result<()> {
    let keywords: Object<'_> = serde_json::from_str(schema)?;
    let mut description = String::new();
    let mut bounds = Vec::new();
    for (keyword, value) in &keywords.0 {
        if keyword == "description" {
            description = serde_json::from_str(value.get())?;
        } else if BOUNDS.contains(&keyword.as_str()) {
            let value = value.get();
            let value = serde_json::from_str::<String>(value).unwrap_or_else(|_| value.to_owned());
            bounds.push(format!("{keyword}: {value}"));
        }
    }
    if !bounds.is_empty() {
        if !description.is_empty() {
            description.push('\n');
        }
        description.push_str(&bounds.join(", "));
    }
    text.push('{');
    let mut described = description.is_empty();
    for (keyword, value) in &keywords.0 {
        if BOUNDS.contains(&keyword.as_str()) {
            continue;
        }
        // Behind the type, as everywhere; a union has none and begins with it.
        if !described && keyword != "type" {
            described = true;
            write_key("description", text)?;
            text.push_str(&serde_json::to_string(&description)?);
        }
        if keyword == "description" {
            continue;
        }
        write_key(keyword, text)?;
        match keyword.as_str() {
            "items" => write_schema(value.get(), text)?,
            "properties" | "$defs" => write_map(value.get(), text)?,
            "anyOf" => write_list(value.get(), text)?,
            _ => text.push_str(value.get()),
        }
    }
    if !described {
        write_key("description", text)?;
        text.push_str(&serde_json::to_string(&description)?);
    }
    text.push('}');
    Ok(())
}

fn write_map(schemas: &str, text: &mut String) -> serde_json::Result<()> {
    let schemas: Object<'_> = serde_json::from_str(schemas)?;
    text.push('{');
    for (key, schema) in &schemas.0 {
        write_key(key, text)?;
        write_schema(schema.get(), text)?;
    }
    text.push('}');
    Ok(())
}

fn write_list(schemas: &str, text: &mut String) -> serde_json::Result<()> {
    let schemas: Vec<&RawValue> = serde_json::from_str(schemas)?;
    text.push('[');
    for (number, schema) in schemas.iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        write_schema(schema.get(), text)?;
    }
    text.push(']');
    Ok(())
}

fn write_key(key: &str, text: &mut String) -> serde_json::Result<()> {
    if !text.ends_with('{') {
        text.push(',');
    }
    text.push_str(&serde_json::to_string(key)?);
    text.push(':');
    Ok(())
}

/// The entries of an object in their order.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::adapt;

    #[test]
    fn bounds_become_descriptions_and_names_stay() {
        for (schema, expected) in [
            (
                r#"{"type":"string","description":"A day.","format":"date"}"#,
                r#"{"type":"string","description":"A day.\nformat: date"}"#,
            ),
            (
                r#"{"type":"string","pattern":"^\\.$","maxLength":3}"#,
                r#"{"type":"string","description":"pattern: ^\\.$, maxLength: 3"}"#,
            ),
            (
                r##"{"anyOf":[{"type":"array","items":{"type":"number","minimum":-0.5},"maxItems":2},{"$ref":"#"}]}"##,
                r##"{"anyOf":[{"type":"array","description":"maxItems: 2","items":{"type":"number","description":"minimum: -0.5"}},{"$ref":"#"}]}"##,
            ),
            (
                r#"{"type":"object","properties":{"format":{"type":"string","enum":["minimum"]},"z":{"type":"null"},"description":{"type":"boolean"}},"required":["format","z","description"],"additionalProperties":false,"$defs":{"pattern":{"type":"string","pattern":"^a$"}}}"#,
                r#"{"type":"object","properties":{"format":{"type":"string","enum":["minimum"]},"z":{"type":"null"},"description":{"type":"boolean"}},"required":["format","z","description"],"additionalProperties":false,"$defs":{"pattern":{"type":"string","description":"pattern: ^a$"}}}"#,
            ),
        ] {
            assert_eq!(adapt(schema).unwrap(), expected);
        }
    }
}
