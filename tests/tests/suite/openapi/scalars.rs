//! Texts and numbers for a schema. Each is made of the key that it stands under, so that two keys which
//! are mixed up differ.

use serde_json::{Number, Value};

use super::Size;

/// What stands where the description lets anything stand: of texts alone, so that a number or another
/// text in a type's place for anything is one that the description does know.
pub(super) const ANYTHING: &str = "anything";

/// Whether a text is one that stands for any other. No word of the description is.
pub(super) fn is_any_text(text: &str) -> bool {
    text.is_empty() || text.ends_with("-1")
}

/// A text of the shape that the schema wants: the shortest, or one that says its key.
pub(super) fn text(schema: &Value, key: &str, size: Size) -> String {
    if schema.get("format").is_some_and(|format| format == "uri") {
        return format!("https://example.com/{key}");
    }
    if schema.get("pattern").is_some() {
        return matching(schema, key);
    }
    let length = |bound| schema.get(bound).and_then(Value::as_u64);
    let count = |length| usize::try_from(length).unwrap();
    let shortest = length("minLength").map_or(0, count);
    let longest = length("maxLength").map_or(usize::MAX, count);
    match size {
        Size::Minimal => "a".repeat(shortest),
        Size::Full => {
            let mut text = format!("{key}-1");
            text.truncate(longest);
            while text.len() < shortest {
                text.push('a');
            }
            text
        }
    }
}

/// A text that a pattern matches, of those that the description has.
fn matching(schema: &Value, key: &str) -> String {
    let known = [format!("{key}-1"), format!("tunnel_{}", "a1".repeat(16))];
    let mut known = known.into_iter();
    let found = known.find(|text| jsonschema::is_valid(schema, &text.as_str().into()));
    found.unwrap_or_else(|| panic!("no text is known for {schema}"))
}

/// A number within the bounds: the least, or one that goes with its key.
pub(super) fn number(schema: &Value, key: &str, size: Size) -> Value {
    let bound = |name| schema.get(name).and_then(Value::as_f64);
    let least = bound("minimum").unwrap_or(0.0);
    let most = bound("maximum").unwrap_or(f64::from(u32::MAX));
    let is_whole = schema["type"] == "integer" || schema["format"] == "unixtime";
    let step = key
        .bytes()
        .fold(1, |sum, byte| (sum * 31 + u32::from(byte)) % 997);
    let number = match size {
        Size::Minimal => least,
        Size::Full if is_whole => (least + f64::from(step)).min(most),
        // A half is exact, and is not taken for a whole number.
        Size::Full => (least + f64::from(step) + 0.5).min(most / 2.0),
    };
    if number.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "it is small and whole")]
        return (number as i64).into();
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}
