//! What the stand-in model reads of a conversation: what users and tools said. The instructions of
//! others are no data.

use serde_json::Value;

use super::transcript;

/// All of it, in its order: what an answer is filled from.
pub(super) fn all(messages: &[Value]) -> String {
    said(messages.iter())
}

/// What was said since the user spoke last, then all before: what the arguments of a call are filled
/// from, as the first text that fits is taken.
pub(super) fn latest_first(messages: &[Value]) -> String {
    let asks = |message: &Value| role(message) == Some("user");
    let turn = messages.iter().rposition(asks).unwrap_or_default();
    let (before, since) = messages.split_at(turn);
    said(since.iter().chain(before))
}

fn said<'a>(messages: impl Iterator<Item = &'a Value>) -> String {
    let texts = messages.filter_map(|message| match role(message) {
        Some("user") => Some(transcript::text(message)),
        Some("tool" | "function") => Some(labelled(transcript::text(message))),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

fn role(message: &Value) -> Option<&str> {
    message.get("role").and_then(Value::as_str)
}

/// An object or a list as the lines that a person would write for it; any other text as it is.
fn labelled(text: String) -> String {
    match serde_json::from_str::<Value>(&text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => {
            let mut lines = Vec::new();
            write(&value, &mut lines);
            lines.join("\n")
        }
        _ => text,
    }
}

/// Adds a line for each value: `key: value` in an object, `- value` in a list. What has parts stands
/// below its key.
fn write(value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                lines.push(format!("{key}: {}", plain(value).unwrap_or_default()));
                write(value, lines);
            }
        }
        Value::Array(items) => {
            for item in items {
                lines.extend(plain(item).map(|text| format!("- {text}")));
                write(item, lines);
            }
        }
        _ => {}
    }
}

/// A value without parts.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Object(_) | Value::Array(_) => None,
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{all, latest_first};
    use serde_json::json;

    #[test]
    fn users_and_tools_are_heard_and_the_last_turn_first_where_calls_are_made() {
        let messages = json!([
            { "role": "developer", "content": "Article: X-000" },
            { "role": "user", "content": "Article: A-101" },
            { "role": "assistant", "content": null },
            { "role": "tool", "content": "{\"price\":4.25,\"due\":null,\"lines\":[{\"item\":\"paper\"},3]}" },
            { "role": "tool", "content": "no [such] thing" },
            { "role": "user", "content": "Article: B-202" },
            { "role": "tool", "content": "{}" },
        ]);
        let messages = messages.as_array().unwrap();
        let first =
            "Article: A-101\n\nprice: 4.25\ndue: \nlines: \nitem: paper\n- 3\n\nno [such] thing";
        let last = "Article: B-202\n\n";
        assert_eq!(all(messages), format!("{first}\n\n{last}"));
        assert_eq!(latest_first(messages), format!("{last}\n\n{first}"));
        assert_eq!(all(&[]), "");
        assert_eq!(latest_first(&messages[..1]), "");
    }
}
