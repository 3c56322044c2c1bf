//! A response as one object: what its request asked for, what became of it, and what it costs.

use serde_json::{Map, Value, json};

use super::item::{incomplete_reason, tokens};
use super::request::{ResponseRequest, format_of, function};
use crate::local::field::given;
use crate::local::said::Said;
use crate::strict::document::{self, Surface};

/// What is said about a response beside its output.
pub(super) struct About<'a> {
    pub(super) id: &'a str,
    pub(super) created: u64,
    pub(super) model: &'a str,
    pub(super) input_tokens: usize,
}

/// The response as it is in the end.
pub(super) fn finished(
    request: &ResponseRequest<'_>,
    about: &About<'_>,
    said: &[Said],
    output: &[Value],
) -> Value {
    let mut response = head(request, about);
    let mut set = |key: &str, value: Value| response.insert(key.into(), value);
    let failure = said.iter().find_map(|said| match said {
        Said::Failed { code, message } => Some(json!({ "code": code, "message": message })),
        _ => None,
    });
    let reason = said.iter().find_map(|said| match said {
        Said::Choice(choice) => incomplete_reason(choice),
        _ => None,
    });
    let status = match (&failure, reason) {
        (Some(_), _) => "failed",
        (None, Some(_)) => "incomplete",
        (None, None) => "completed",
    };
    set("status", status.into());
    if status == "completed" {
        set("completed_at", about.created.into());
    }
    set(
        "incomplete_details",
        match reason.filter(|_| failure.is_none()) {
            Some(reason) => json!({ "reason": reason }),
            None => Value::Null,
        },
    );
    set("error", failure.unwrap_or_default());
    set("output", output.into());
    set("usage", usage(about.input_tokens, output));
    Value::Object(response)
}

/// The same response before it is finished.
pub(super) fn unfinished(response: &Value, status: &str) -> Value {
    let mut response = response.clone();
    for (key, value) in response.as_object_mut().into_iter().flatten() {
        match key.as_str() {
            "status" => *value = status.into(),
            "output" => *value = json!([]),
            "completed_at" | "incomplete_details" | "error" | "usage" => *value = Value::Null,
            _ => {}
        }
    }
    response
}

/// What an answer of these items costs.
pub(super) fn usage(input_tokens: usize, output: &[Value]) -> Value {
    let (reasoning_tokens, output_tokens) = tokens(output);
    json!({
        "input_tokens": input_tokens,
        "input_tokens_details": { "cached_tokens": 0, "cache_write_tokens": 0 },
        "output_tokens": output_tokens,
        "output_tokens_details": { "reasoning_tokens": reasoning_tokens },
        "total_tokens": input_tokens + output_tokens,
    })
}

/// What a response says of its request. Its other keys are set to null, in the service's order.
fn head(request: &ResponseRequest<'_>, about: &About<'_>) -> Map<String, Value> {
    let body = request.body;
    let given_or = |key: &str, otherwise: Value| given(body, key).cloned().unwrap_or(otherwise);
    let given_or_null = |key: &str| given_or(key, Value::Null);
    let conversation = request.conversation.map(|id| json!({ "id": id }));
    let mut head = Map::new();
    for (key, value) in [
        ("id", about.id.into()),
        ("object", "response".into()),
        ("created_at", about.created.into()),
        ("status", Value::Null),
        ("background", request.background.into()),
        ("completed_at", Value::Null),
        ("conversation", conversation.unwrap_or_default()),
        ("error", Value::Null),
        ("incomplete_details", Value::Null),
        ("instructions", given_or_null("instructions")),
        ("max_output_tokens", given_or_null("max_output_tokens")),
        ("max_tool_calls", given_or_null("max_tool_calls")),
        ("model", about.model.into()),
        ("output", json!([])),
        (
            "parallel_tool_calls",
            given_or("parallel_tool_calls", true.into()),
        ),
        (
            "previous_response_id",
            given_or_null("previous_response_id"),
        ),
        ("prompt_cache_key", given_or_null("prompt_cache_key")),
        ("reasoning", reasoning(body)),
        ("safety_identifier", given_or_null("safety_identifier")),
        ("service_tier", "default".into()),
        ("store", request.store.into()),
        ("temperature", given_or("temperature", json!(1.0))),
        ("text", text(body)),
        ("tool_choice", given_or("tool_choice", "auto".into())),
        ("tools", request.tools.iter().map(tool).collect()),
        ("top_logprobs", given_or("top_logprobs", 0.into())),
        ("top_p", given_or("top_p", json!(1.0))),
        ("truncation", given_or("truncation", "disabled".into())),
        ("usage", Value::Null),
        ("metadata", given_or("metadata", json!({}))),
    ] {
        head.insert(key.into(), value);
    }
    if let Some(user) = given(body, "user") {
        head.insert("user".into(), user.clone());
    }
    head
}

fn reasoning(body: &Map<String, Value>) -> Value {
    let mut reasoning = match given(body, "reasoning") {
        Some(Value::Object(given)) => given.clone(),
        _ => Map::new(),
    };
    for key in ["effort", "summary"] {
        reasoning.entry(key).or_insert(Value::Null);
    }
    Value::Object(reasoning)
}

fn text(body: &Map<String, Value>) -> Value {
    let mut format = json!({ "type": "text" });
    if let Some(Value::Object(given)) = format_of(body) {
        let mut given = given.clone();
        if given.contains_key("schema") && !given.get("strict").is_some_and(Value::is_boolean) {
            given.insert("strict".into(), false.into());
        }
        format = Value::Object(given);
    }
    let verbosity = given(body, "text").and_then(|text| text.get("verbosity"));
    let verbosity = verbosity.filter(|verbosity| !verbosity.is_null());
    json!({ "format": format, "verbosity": verbosity.cloned().unwrap_or("medium".into()) })
}

/// A tool as a response names it. A function that does not say whether it is strict is, if its
/// parameters are.
fn tool(tool: &Value) -> Value {
    let Some(given) = function(tool) else {
        return tool.clone();
    };
    let parameters = given.get("parameters").filter(|it| !it.is_null());
    let strict = match given.get("strict") {
        Some(Value::Bool(strict)) => *strict,
        _ => parameters.is_some_and(|it| document::check(it, Surface::Function).is_empty()),
    };
    let mut tool = given.clone();
    for key in ["description", "parameters"] {
        tool.entry(key).or_insert(Value::Null);
    }
    tool.insert("strict".into(), strict.into());
    Value::Object(tool)
}
