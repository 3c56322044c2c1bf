//! Unknown fields of a message, put together from their pieces.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::chat::chunk::Extra;

/// The fields whose pieces are one text.
const TEXTS: [&str; 3] = ["reasoning_content", "reasoning", "thinking"];

/// Adds the unknown fields of a delta to those so far: texts of thinking grow, lists get longer,
/// objects are put together field by field, and of anything else the last value stays.
pub(super) fn merge(sum: &mut BTreeMap<String, Value>, extra: &Extra<'_>) {
    for (name, json) in extra.iter() {
        let Ok(piece) = serde_json::from_str::<Value>(json) else {
            continue; // deeper than any value that serde_json reads
        };
        match (sum.get_mut(name), piece) {
            (_, Value::Null) => {}
            (Some(Value::String(text)), Value::String(piece)) if TEXTS.contains(&name) => {
                text.push_str(&piece);
            }
            (Some(so_far), piece) => add(so_far, piece),
            (None, piece) => {
                sum.insert(name.to_owned(), piece);
            }
        }
    }
}

fn add(so_far: &mut Value, piece: Value) {
    match (so_far, piece) {
        (_, Value::Null) => {}
        (Value::Array(items), Value::Array(more)) => items.extend(more),
        (Value::Object(fields), Value::Object(more)) => {
            for (name, value) in more {
                match fields.get_mut(&name) {
                    Some(so_far) => add(so_far, value),
                    None => {
                        fields.insert(name, value);
                    }
                }
            }
        }
        (so_far, piece) => *so_far = piece,
    }
}

/// Adds a JSON text that may come in several pieces of the stream.
pub(super) fn merge_json(so_far: &mut Option<Value>, json: &str) {
    if let Ok(piece) = serde_json::from_str(json) {
        match so_far {
            Some(so_far) => add(so_far, piece),
            None => *so_far = Some(piece),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::chat::ChunkRef;

    #[test]
    fn each_kind_of_value_has_its_way_to_grow() {
        let mut sum = BTreeMap::new();
        for delta in [
            r#"{"reasoning":"a","channel":"analysis","details":[{"text":"x"}],"extra_content":{"google":{"s":"1"}},"n":1}"#,
            r#"{"reasoning":"b","channel":"final","details":[{"text":"y"}],"extra_content":{"google":{"t":"2"}},"n":null}"#,
            r#"{"reasoning":null,"details":null,"extra_content":{"google":{"s":"3"}},"n":2}"#,
        ] {
            let json = format!(r#"{{"choices":[{{"delta":{delta}}}]}}"#);
            let chunk = ChunkRef::from_json(&json).unwrap();
            merge(&mut sum, &chunk.choices[0].delta.extra);
        }
        let expected = json!({
            "reasoning": "ab", "channel": "final", "details": [{"text": "x"}, {"text": "y"}],
            "extra_content": {"google": {"s": "3", "t": "2"}}, "n": 2,
        });
        assert_eq!(serde_json::to_value(&sum).unwrap(), expected);
    }
}
