//! Responses whose answers are types: what they become, streamed and whole, and runs of tools over them.

mod live;
mod outcome;
mod run;
mod run_items;
mod run_told;
mod state;

use openai_structured::client::responses::Response;
use openai_structured::prelude::*;
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Deserialize, ResponseFormat)]
struct City {
    name: String,
    inhabitants: Option<u32>,
}

const OSLO: &str = r#"{"name":"Oslo","inhabitants":717710}"#;

fn oslo() -> City {
    City {
        name: "Oslo".to_owned(),
        inhabitants: Some(717_710),
    }
}

fn response(body: &Value) -> Response {
    Response::from_json(body.to_string()).unwrap()
}

/// A whole response with this output.
fn completed(output: &[Value]) -> Value {
    json!({
        "id": "resp_1", "object": "response", "status": "completed", "output": output,
        "usage": { "input_tokens": 5, "output_tokens": 7, "total_tokens": 12 },
    })
}

/// A message of these texts.
fn message(phase: Option<&str>, texts: &[&str]) -> Value {
    let parts = texts
        .iter()
        .map(|text| json!({ "type": "output_text", "text": text, "annotations": [] }));
    let mut message = json!({
        "type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
        "content": parts.collect::<Vec<_>>(),
    });
    if let Some(phase) = phase {
        message["phase"] = phase.into();
    }
    message
}

fn function_call(id: &str, name: &str, arguments: &str) -> Value {
    json!({
        "type": "function_call", "id": format!("fc_{id}"), "call_id": id, "name": name,
        "arguments": arguments, "status": "completed",
    })
}

fn thought() -> Value {
    json!({ "type": "reasoning", "id": "rs_1", "summary": [{ "type": "summary_text", "text": "Norway." }] })
}
