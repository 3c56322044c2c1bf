//! Unknown fields of a message, put together from their pieces.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::chat::chunk::Extra;

/// The fields whose pieces are one text.
const TEXTS: [&str; 4] = [
    "reasoning_content",
    "reasoning",
    "reasoning_text",
    "thinking",
];

/// The fields whose pieces are blocks of thinking, which arrive in pieces themselves.
const BLOCKS: [&str; 2] = ["reasoning_details", "thinking_blocks"];

/// The fields of a block whose pieces are one text.
const BLOCK_TEXTS: [&str; 3] = ["text", "summary", "thinking"];

/// Adds the unknown fields of a delta to those so far: texts of thinking grow, blocks of thinking and
/// lists get longer, objects are put together field by field, and of anything else the last value
/// stays.
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
            (Some(Value::Array(blocks)), Value::Array(pieces)) if BLOCKS.contains(&name) => {
                add_blocks(blocks, pieces);
            }
            (None, Value::Array(pieces)) if BLOCKS.contains(&name) => {
                let mut blocks = Vec::new();
                add_blocks(&mut blocks, pieces);
                sum.insert(name.to_owned(), blocks.into());
            }
            (Some(so_far), piece) => add(so_far, piece),
            (None, piece) => {
                sum.insert(name.to_owned(), piece);
            }
        }
    }
}

/// Adds pieces of blocks of thinking, so that a block that was streamed is the block of a whole answer:
/// services check their signatures.
fn add_blocks(blocks: &mut Vec<Value>, pieces: Vec<Value>) {
    for piece in pieces {
        match (blocks.last_mut(), piece) {
            (Some(Value::Object(last)), Value::Object(piece)) if goes_on(last, &piece) => {
                for (name, value) in piece {
                    match (last.get_mut(&name), value) {
                        (Some(Value::String(text)), Value::String(more))
                            if BLOCK_TEXTS.contains(&name.as_str()) =>
                        {
                            text.push_str(&more);
                        }
                        // A signature comes once, with the last piece or before empty ones.
                        (Some(_), value) if says_nothing(&value) => {}
                        (_, value) => {
                            last.insert(name, value);
                        }
                    }
                }
            }
            (_, piece) => blocks.push(piece),
        }
    }
}

/// Whether a piece belongs to the last block. Encrypted blocks (`data`) come whole.
fn goes_on(last: &Map<String, Value>, piece: &Map<String, Value>) -> bool {
    let same = |name| said(last, name) == said(piece, name);
    let another_id = said(piece, "id").is_some() && said(last, "id").is_some() && !same("id");
    // Where blocks have no numbers, one ends with its signature.
    let ended = piece.get("index").is_none()
        && said(last, "signature").is_some()
        && BLOCK_TEXTS.iter().any(|name| said(piece, name).is_some());
    same("type") && same("index") && !another_id && !ended && !piece.contains_key("data")
}

/// What a block says in a field, if it says anything there.
fn said<'a>(block: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    block.get(name).filter(|value| !says_nothing(value))
}

fn says_nothing(value: &Value) -> bool {
    value.is_null() || value == ""
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

    fn merged(deltas: &[&str]) -> Value {
        let mut sum = BTreeMap::new();
        for delta in deltas {
            let json = format!(r#"{{"choices":[{{"delta":{delta}}}]}}"#);
            let chunk = ChunkRef::from_json(&json).unwrap();
            merge(&mut sum, &chunk.choices[0].delta.extra);
        }
        serde_json::to_value(&sum).unwrap()
    }

    #[test]
    fn blocks_of_thinking_are_put_together() {
        for (deltas, expected) in [
            // OpenRouter: numbered, the signature at the end.
            (
                &[
                    r#"{"reasoning_details":[{"type":"reasoning.text","text":"Let","format":"f","index":0,"signature":null}]}"#,
                    r#"{"reasoning_details":[{"type":"reasoning.text","text":" me","format":"f","index":0}]}"#,
                    r#"{"reasoning_details":[{"type":"reasoning.text","signature":"s","format":"f","index":0}]}"#,
                    r#"{"reasoning_details":[{"type":"reasoning.encrypted","data":"x","index":0}]}"#,
                    r#"{"reasoning_details":[{"type":"reasoning.encrypted","data":"y","index":0}]}"#,
                    r#"{"reasoning_details":[{"type":"reasoning.summary","summary":"a","index":1},{"type":"reasoning.summary","summary":"b","index":1}]}"#,
                ][..],
                json!({"reasoning_details": [
                    {"type": "reasoning.text", "text": "Let me", "format": "f", "index": 0, "signature": "s"},
                    {"type": "reasoning.encrypted", "data": "x", "index": 0},
                    {"type": "reasoning.encrypted", "data": "y", "index": 0},
                    {"type": "reasoning.summary", "summary": "ab", "index": 1},
                ]}),
            ),
            // MiniMax: with an id.
            (
                &[
                    r#"{"reasoning_details":[{"type":"reasoning.text","id":"1","index":0,"text":"a"}]}"#,
                    r#"{"reasoning_details":[{"type":"reasoning.text","id":"1","index":0,"text":"and"}]}"#,
                    r#"{"reasoning_details":[{"type":"reasoning.text","id":"2","index":0,"text":"b"}]}"#,
                ],
                json!({"reasoning_details": [
                    {"type": "reasoning.text", "id": "1", "index": 0, "text": "aand"},
                    {"type": "reasoning.text", "id": "2", "index": 0, "text": "b"},
                ]}),
            ),
            // LiteLLM: without numbers.
            (
                &[
                    r#"{"thinking_blocks":[{"type":"thinking","thinking":"a","signature":""}]}"#,
                    r#"{"thinking_blocks":[{"type":"thinking","thinking":"b","signature":""}]}"#,
                    r#"{"thinking_blocks":[{"type":"thinking","thinking":"","signature":"s"}]}"#,
                    r#"{"thinking_blocks":[{"type":"thinking","thinking":"c","signature":""}]}"#,
                    r#"{"thinking_blocks":[{"type":"redacted_thinking","data":"d"}]}"#,
                    r#"{"thinking_blocks":[7]}"#,
                ],
                json!({"thinking_blocks": [
                    {"type": "thinking", "thinking": "ab", "signature": "s"},
                    {"type": "thinking", "thinking": "c", "signature": ""},
                    {"type": "redacted_thinking", "data": "d"},
                    7,
                ]}),
            ),
        ] {
            assert_eq!(merged(deltas), expected);
        }
    }

    #[test]
    fn each_kind_of_value_has_its_way_to_grow() {
        let sum = merged(&[
            r#"{"reasoning":"a","channel":"analysis","details":[{"text":"x"}],"extra_content":{"google":{"s":"1"}},"n":1}"#,
            r#"{"reasoning":"b","channel":"final","details":[{"text":"y"}],"extra_content":{"google":{"t":"2"}},"n":null}"#,
            r#"{"reasoning":null,"details":null,"extra_content":{"google":{"s":"3"}},"n":2}"#,
        ]);
        let expected = json!({
            "reasoning": "ab", "channel": "final", "details": [{"text": "x"}, {"text": "y"}],
            "extra_content": {"google": {"s": "3", "t": "2"}}, "n": 2,
        });
        assert_eq!(sum, expected);
    }
}
