//! The input of a request: a text or items, each refused in the service's words, and the calls among
//! them, which must have their outputs.

use serde_json::{Map, Value, json};

use super::item::{KINDS, id_prefix};
use crate::local::error::ApiError;
use crate::local::field::{
    given, invalid_type, list, missing, object, required_in, text as text_of, unsupported,
};
use crate::local::shape::{any_of, empty_list, too_long};
use crate::local::text::content;

/// Characters of a call's id, where one is sent back.
const CALL_ID: usize = 64;

/// Characters of a tool's output.
const OUTPUT: usize = 10_485_760;

const ROLES: [&str; 4] = ["assistant", "system", "developer", "user"];

/// The parts that a message of a role may have.
const SAID: [&str; 2] = ["output_text", "refusal"];
const HEARD: [&str; 3] = ["input_text", "input_image", "input_file"];

/// The input as items. None are needed where a conversation goes on.
pub(super) fn read(input: &Value, goes_on: bool) -> Result<Vec<Value>, ApiError> {
    let items = match input {
        Value::String(text) => {
            return Ok(vec![json!({ "role": "user", "content": text })]);
        }
        Value::Array(items) => items,
        other => return Err(invalid_type("input", "a string or an array", other)),
    };
    if items.is_empty() && !goes_on {
        return Err(empty_list("input"));
    }
    check(items, "input")?;
    Ok(items.clone())
}

/// Refuses an item that the service does not take, in the list at `place`.
pub(super) fn check(items: &[Value], place: &str) -> Result<(), ApiError> {
    for (at, item) in items.iter().enumerate() {
        let place = format!("{place}[{at}]");
        let item = object(item, &place)?;
        match kind(item) {
            Some("message") => message(item, &place)?,
            Some(kind @ ("function_call" | "custom_tool_call")) => {
                let call = if kind == "function_call" {
                    "arguments"
                } else {
                    "input"
                };
                call_id(item, &place)?;
                for key in ["name", call] {
                    text_of(required_in(item, &place, key)?, &format!("{place}.{key}"))?;
                }
            }
            Some("function_call_output" | "custom_tool_call_output") => {
                call_id(item, &place)?;
                let output = required_in(item, &place, "output")?;
                let place = format!("{place}.output");
                match output.as_str().map(|text| text.chars().count()) {
                    Some(got) if got > OUTPUT => return Err(too_long(&place, OUTPUT, got)),
                    Some(_) => {}
                    None => {
                        list(output, &place)?;
                    }
                }
            }
            Some("item_reference") => {
                text_of(required_in(item, &place, "id")?, &format!("{place}.id"))?;
            }
            Some(kind) if KINDS.contains(&kind) => {}
            Some(other) => {
                let place = format!("{place}.type");
                return Err(unsupported(&place, other, &any_of(&KINDS)));
            }
            None => return Err(missing(&format!("{place}.type"))),
        }
    }
    Ok(())
}

/// What an item is. A message need not say so, nor need a reference.
pub(super) fn kind(item: &Map<String, Value>) -> Option<&str> {
    match given(item, "type") {
        Some(kind) => kind.as_str(),
        None if item.contains_key("role") => Some("message"),
        None if item.contains_key("id") => Some("item_reference"),
        None => None,
    }
}

fn message(item: &Map<String, Value>, place: &str) -> Result<(), ApiError> {
    let role_place = format!("{place}.role");
    let role = text_of(required_in(item, place, "role")?, &role_place)?;
    if !ROLES.contains(&role) {
        return Err(unsupported(&role_place, role, &any_of(&ROLES)));
    }
    let content = required_in(item, place, "content")?;
    if content.is_string() {
        return Ok(());
    }
    let place = format!("{place}.content");
    let allowed: &[&str] = if role == "assistant" { &SAID } else { &HEARD };
    for (at, part) in list(content, &place)?.iter().enumerate() {
        let place = format!("{place}[{at}]");
        let part = object(part, &place)?;
        let kind = text_of(required_in(part, &place, "type")?, &format!("{place}.type"))?;
        if !allowed.contains(&kind) {
            return Err(unsupported(&place, kind, &any_of(allowed)));
        }
    }
    Ok(())
}

fn call_id(item: &Map<String, Value>, place: &str) -> Result<(), ApiError> {
    let id_place = format!("{place}.call_id");
    let id = text_of(required_in(item, place, "call_id")?, &id_place)?;
    match id.chars().count() {
        got if got > CALL_ID => Err(too_long(&id_place, CALL_ID, got)),
        _ => Ok(()),
    }
}

/// Refuses an output without its call, and a call without its output.
pub(super) fn check_calls(items: &[Value]) -> Result<(), ApiError> {
    let mut open = Vec::new();
    for item in items {
        let id = item["call_id"].as_str().unwrap_or_default();
        match item["type"].as_str() {
            Some("function_call") => open.push(id),
            Some("function_call_output") => {
                let Some(at) = open.iter().position(|call| *call == id) else {
                    let message =
                        format!("No tool call found for function call output with call_id {id}.");
                    return Err(ApiError::invalid(message).param("input"));
                };
                open.remove(at);
            }
            _ => {}
        }
    }
    match open.first() {
        None => Ok(()),
        Some(id) => {
            let message = format!("No tool output found for function call {id}.");
            Err(ApiError::invalid(message).param("input"))
        }
    }
}

/// An item as the service keeps it: with an id, a status, and the text of a message as a part.
pub(super) fn kept(item: &Value, number: usize, at: usize) -> Value {
    let Value::Object(fields) = item else {
        return item.clone();
    };
    let mut fields = fields.clone();
    let kind = kind(&fields).unwrap_or_default().to_owned();
    if given(&fields, "id").is_none() {
        let id = format!("{}_local_{number}_in_{at}", id_prefix(&kind));
        fields.insert("id".into(), id.into());
    }
    fields.insert("type".into(), kind.clone().into());
    let has_status = ["message", "function_call", "function_call_output"];
    if has_status.contains(&&*kind) && given(&fields, "status").is_none() {
        fields.insert("status".into(), "completed".into());
    }
    if let Some(Value::String(text)) = fields.get("content") {
        let part = if fields.get("role") == Some(&json!("assistant")) {
            json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] })
        } else {
            json!({ "type": "input_text", "text": text })
        };
        fields.insert("content".into(), json!([part]));
    }
    Value::Object(fields)
}

/// The text of an item that is a message or the output of a tool.
pub(super) fn text(item: &Value) -> String {
    content(item.get("content").or_else(|| item.get("output")))
}

/// Items in one opaque text, as a compaction has them. It is no encryption: there is nothing to hide.
/// The stand-in model reads it.
pub(super) fn seal(items: &[Value]) -> String {
    let bytes = Value::from(items).to_string().into_bytes();
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.filter_map(|digit| char::from_digit(u32::from(digit), 16));
    digits.collect()
}
