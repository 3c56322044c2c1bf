//! What of a value its type does not know in full: an `Other`, a field in `extra`, or plain JSON where
//! the description says more. All of these come back as they were, so reading and writing alone would
//! not tell. Seen in the value's `Debug`, which says the name of each variant and field.

use std::fmt::Debug;

use serde_json::Value;

use super::scalars::{ANYTHING, is_any_text};

/// Each place that is not typed, by the last lines around it. Of what is in an `Other` its kind is told,
/// and of what is in `extra` the keys.
pub(super) fn unknown(value: &impl Debug) -> Vec<String> {
    let text = format!("{value:#?}");
    let lines: Vec<(usize, &str)> = text.lines().map(depth).collect();
    let mut outer: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    let mut inside = None;
    for (at, &(depth, line)) in lines.iter().enumerate() {
        outer.truncate(depth);
        inside = inside.filter(|start| depth > *start);
        if let Some(start) = inside {
            let is_key = line.starts_with('"') && depth == start + 1;
            let is_kind = line.starts_with("\"type\": ") && depth == start + 2;
            if is_key || is_kind {
                found.push(format!("{}{line}", path(&outer)));
            }
        } else if line.ends_with("Other(") && !is_free(&lines[at + 1..], depth)
            || line.starts_with("extra: {") && line != "extra: {},"
        {
            inside = Some(depth);
            found.push(format!("{}{line}", path(&outer)));
        } else if is_value(line) || is_raw(line) {
            found.push(format!("{}{line}", path(&outer)));
        }
        outer.push(line);
    }
    found
}

fn depth(line: &str) -> (usize, &str) {
    let text = line.trim_start();
    ((line.len() - text.len()) / 4, text.trim_end())
}

/// Whether the description leaves open what is within: any word, or anything.
fn is_free(lines: &[(usize, &str)], depth: usize) -> bool {
    let within = lines.iter().take_while(|(at, _)| *at > depth);
    let mut words = within.flat_map(|(_, line)| line.split('"').skip(1).step_by(2));
    words.all(|word| word == ANYTHING || is_any_text(word))
}

/// Whether it shows a scalar of a `Value` that the description knows.
fn is_value(line: &str) -> bool {
    let is_number = ["Number(", "Bool("].iter().any(|it| line.contains(it));
    is_number || line.contains("String(") && !line.contains(&format!("{ANYTHING:?}"))
}

/// Whether it shows a JSON text in which there is something that the description knows.
fn is_raw(line: &str) -> bool {
    let starts = ["{\"", "[\"", "[{"]
        .iter()
        .filter_map(|start| line.find(start));
    let Some(start) = starts.min() else {
        return false;
    };
    let text = line[start..].trim_end_matches(',');
    serde_json::from_str(text).is_ok_and(|value| !is_anything(&value))
}

fn is_anything(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields
            .iter()
            .all(|(key, value)| key == ANYTHING && is_anything(value)),
        Value::Array(items) => items.iter().all(is_anything),
        other => other == ANYTHING,
    }
}

fn path(outer: &[&str]) -> String {
    let is_name = |end: char| matches!(end, '{' | '[' | '(' | ' ' | ':');
    let names = outer.iter().map(|line| line.trim_end_matches(is_name));
    let names = names.map(|name| name.trim_end_matches(": Some"));
    let names: Vec<_> = names
        .filter(|name| !name.is_empty() && *name != "Some")
        .map(|name| format!("{name} > "))
        .collect();
    names[names.len().saturating_sub(4)..].concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use openai_structured::client::RawJson;
    use serde_json::{Value, json};

    use super::unknown;

    #[derive(Debug)]
    #[expect(dead_code, reason = "it is shown")]
    struct Thing {
        kind: Kind,
        raw: Option<RawJson>,
        value: Value,
        extra: BTreeMap<String, Value>,
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "it is shown")]
    enum Kind {
        Known { other: bool },
        Other(String),
    }

    #[test]
    fn what_is_not_typed_is_seen() {
        let thing = |kind, raw: &str, value: Value| Thing {
            kind,
            raw: Some(RawJson::new(raw.to_owned()).unwrap()),
            value,
            extra: BTreeMap::new(),
        };
        let known = Kind::Known { other: true };
        let anything = json!({ "anything": ["anything"] });
        let mut typed = thing(known, &anything.to_string(), anything);
        assert_eq!(unknown(&[&typed]), [""; 0]);
        typed.extra.insert("key".to_owned(), Value::Null);
        let expected = ["Thing > extra: {", r#"Thing > extra > "key": Null,"#];
        assert_eq!(unknown(&[&typed]), expected);

        let untyped = thing(
            Kind::Other("kind".to_owned()),
            r#"{"id":1}"#,
            json!({ "id": "id-1", "count": 1 }),
        );
        let expected = [
            "Thing > kind: Other(",
            r#"Thing > kind: Other > "kind","#,
            r#"Thing > raw > {"id":1},"#,
            r#"Thing > value: Object > "id": String("id-1"),"#,
            r#"Thing > value: Object > "count": Number(1),"#,
        ];
        assert_eq!(unknown(&untyped), expected);
    }
}
