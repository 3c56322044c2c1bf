//! What the stand-in model reads of a conversation: what users and tools said. The instructions of
//! others are no data.

use std::borrow::Cow;

use serde_json::Value;

use super::asked::{Line, Speaker};

/// All of it, in its order: what an answer is filled from.
pub(super) fn all(lines: &[Line<'_>]) -> String {
    said(lines.iter())
}

/// What was said since the user spoke last, then all before: what the arguments of a call are filled
/// from, as the first text that fits is taken.
pub(super) fn latest_first(lines: &[Line<'_>]) -> String {
    let turn = (lines.iter().rposition(|line| line.by == Speaker::User)).unwrap_or_default();
    let (before, since) = lines.split_at(turn);
    said(since.iter().chain(before))
}

fn said<'a>(lines: impl Iterator<Item = &'a Line<'a>>) -> String {
    let texts = lines.filter_map(|line| match line.by {
        Speaker::User => Some(Cow::Borrowed(&*line.text)),
        Speaker::Tool => Some(labelled(&line.text)),
        Speaker::Other => None,
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

/// An object or a list as the lines that a person would write for it; any other text as it is.
fn labelled(text: &str) -> Cow<'_, str> {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => {
            let mut lines = Vec::new();
            write(&value, &mut lines);
            lines.join("\n").into()
        }
        _ => text.into(),
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
    use super::{Line, Speaker, all, latest_first};

    #[test]
    fn users_and_tools_are_heard_and_the_last_turn_first_where_calls_are_made() {
        let said = [
            (Speaker::Other, "Article: X-000"),
            (Speaker::User, "Article: A-101"),
            (Speaker::Other, ""),
            (
                Speaker::Tool,
                "{\"price\":4.25,\"due\":null,\"lines\":[{\"item\":\"paper\"},3]}",
            ),
            (Speaker::Tool, "no [such] thing"),
            (Speaker::User, "Article: B-202"),
            (Speaker::Tool, "{}"),
        ];
        let lines = said.map(|(by, text)| Line {
            by,
            text: text.into(),
        });
        let first =
            "Article: A-101\n\nprice: 4.25\ndue: \nlines: \nitem: paper\n- 3\n\nno [such] thing";
        let last = "Article: B-202\n\n";
        assert_eq!(all(&lines), format!("{first}\n\n{last}"));
        assert_eq!(latest_first(&lines), format!("{last}\n\n{first}"));
        assert_eq!(all(&[]), "");
        assert_eq!(latest_first(&lines[..1]), "");
    }
}
