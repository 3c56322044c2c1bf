//! Batches whose answers are types: what is written, what comes back, and what becomes of each request.

mod answers;
mod lines;
mod live;
mod service;
mod submit;
mod written;

use openai_structured::prelude::*;
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Deserialize, ResponseFormat)]
struct City {
    name: String,
    inhabitants: Option<u32>,
}

const OSLO: &str = r#"{"name":"Oslo","inhabitants":717710}"#;

fn ask(text: &str) -> ChatRequest {
    ChatRequest::new("gpt-5-mini").user(text)
}

/// A chat completion with this message.
fn completion(message: &Value, finish_reason: &str) -> Value {
    json!({
        "id": "chatcmpl-1",
        "choices": [{ "index": 0, "message": message, "finish_reason": finish_reason }],
        "usage": { "prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12 },
    })
}

fn said(text: &str) -> Value {
    completion(&json!({ "role": "assistant", "content": text }), "stop")
}

/// A line of the file of answers or of errors.
fn line(id: &str, status: u16, body: &Value) -> String {
    let response =
        json!({ "status_code": status, "request_id": format!("req_{id}"), "body": body });
    let id = json!({ "id": "batch_req_1", "custom_id": id, "response": response, "error": null });
    id.to_string()
}

/// A line about a request that was not carried out.
fn not_done(id: &str, code: &str) -> String {
    let error = json!({ "code": code, "message": "This request could not be executed." });
    json!({ "id": "batch_req_1", "custom_id": id, "response": null, "error": error }).to_string()
}
