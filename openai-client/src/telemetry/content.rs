//! What is said in a call, in the form in which OpenTelemetry has messages: roles and parts.

use serde_json::{Map, Value, json};

use crate::chat::{ChatMessage, Choice, Message, ToolCall};

/// Fields whose texts are nothing to be read.
const DATA: [&str; 4] = ["data", "file_data", "encrypted_content", "result"];

/// Fields of tools that nobody may read.
const SECRET: [&str; 3] = ["authorization", "headers", "domain_secrets"];

/// The messages of a request, as text.
pub(super) fn inputs(messages: &[Message]) -> String {
    // A message that cannot be written ends the call before it is sent.
    let written = messages
        .iter()
        .filter_map(|message| serde_json::to_value(message).ok());
    let messages: Vec<Value> = written.map(|message| input(&message)).collect();
    Value::from(messages).to_string()
}

/// The answers, as text.
pub(super) fn outputs(choices: &[Choice]) -> String {
    let messages: Vec<Value> = choices.iter().map(output).collect();
    Value::from(messages).to_string()
}

fn input(message: &Value) -> Value {
    let field = |name| message.get(name).unwrap_or(&Value::Null);
    let role = field("role");
    let mut parts = Vec::new();
    if role == "tool" {
        parts.push(json!({
            "type": "tool_call_response",
            "id": field("tool_call_id"),
            "response": field("content"),
        }));
    } else {
        parts.extend(content(field("content")));
    }
    let calls = field("tool_calls").as_array();
    parts.extend(calls.into_iter().flatten().map(call_written));
    json!({"role": role, "parts": parts})
}

/// Text and the parts of other kinds, which the conventions leave open.
fn content(content: &Value) -> Vec<Value> {
    match content {
        Value::Null => Vec::new(),
        Value::Array(parts) => parts.iter().map(part).collect(),
        text => vec![json!({"type": "text", "content": text})],
    }
}

fn part(part: &Value) -> Value {
    match part.get("text") {
        Some(text) => json!({"type": "text", "content": text}),
        None => without_data(part),
    }
}

/// A part as it is, but for secrets, and for what may be megabytes and is no text: of an image, sound or
/// file within the request there is its size.
pub(super) fn without_data(part: &Value) -> Value {
    match part {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| {
                let is_data = DATA.contains(&name.as_str());
                let value = match value.as_str() {
                    _ if SECRET.contains(&name.as_str()) => "[secret]".into(),
                    Some(text) if is_data || text.starts_with("data:") => {
                        json!({"characters": text.len()})
                    }
                    _ => without_data(value),
                };
                (name.clone(), value)
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(without_data).collect(),
        other => other.clone(),
    }
}

fn call_written(call: &Value) -> Value {
    let kind = call.get("function").or_else(|| call.get("custom"));
    let field = |name| kind.and_then(|kind| kind.get(name)).unwrap_or(&Value::Null);
    let arguments = match field("arguments") {
        Value::Null => field("input"),
        arguments => arguments,
    };
    let id = call.get("id").unwrap_or(&Value::Null);
    json!({"type": "tool_call", "id": id, "name": field("name"), "arguments": arguments})
}

fn output(choice: &Choice) -> Value {
    let message = &choice.message;
    let mut parts = texts(message);
    parts.extend(message.tool_calls.iter().map(call));
    let mut output = Map::new();
    output.insert("role".to_owned(), message.role.as_str().into());
    output.insert("parts".to_owned(), parts.into());
    if let Some(reason) = &choice.finish_reason {
        output.insert("finish_reason".to_owned(), reason.as_str().into());
    }
    output.into()
}

fn texts(message: &ChatMessage) -> Vec<Value> {
    [
        ("reasoning", message.reasoning()),
        ("text", message.content.as_deref()),
        ("refusal", message.refusal.as_deref()),
    ]
    .into_iter()
    .filter_map(|(kind, text)| Some(json!({"type": kind, "content": text?})))
    .collect()
}

fn call(call: &ToolCall) -> Value {
    json!({
        "type": "tool_call",
        "id": call.id(),
        "name": call.name(),
        "arguments": call.input(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_within_a_request_is_its_size() {
        let written = json!([
            {"type": "text", "text": "look"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "low"}},
            {"type": "image_url", "image_url": {"url": "https://host/a.png"}},
            {"type": "input_audio", "input_audio": {"data": "AAAAAAAA", "format": "wav"}},
            {"type": "file", "file": {"file_data": "data:,AAAA", "filename": "a.pdf"}},
            {"type": "file", "file": {"file_id": "file-1"}},
        ]);
        let expected = json!([
            {"type": "text", "content": "look"},
            {"type": "image_url", "image_url": {"url": {"characters": 26}, "detail": "low"}},
            {"type": "image_url", "image_url": {"url": "https://host/a.png"}},
            {"type": "input_audio", "input_audio": {"data": {"characters": 8}, "format": "wav"}},
            {"type": "file", "file": {"file_data": {"characters": 10}, "filename": "a.pdf"}},
            {"type": "file", "file": {"file_id": "file-1"}},
        ]);
        assert_eq!(Value::from(content(&written)), expected);
    }
}
