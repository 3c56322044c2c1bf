//! What the span of a response is told.

use serde_json::{Value, json};

use super::{Answers, Asked, Asks, Told, content::without_data};
use crate::{
    chat::ServiceTier,
    responses::{
        IncompleteReason, Input, Item, Response, ResponseRequest, ResponseStatus, TextFormat,
    },
};

/// The form of the answer that is asked for, by its word of the conventions.
fn output_type(format: &TextFormat) -> Option<&'static str> {
    match format {
        TextFormat::Text(_) => Some("text"),
        TextFormat::JsonObject(_) | TextFormat::JsonSchema(_) => Some("json"),
        TextFormat::Other(_) => None,
    }
}

impl Asks for ResponseRequest {
    fn asked(&self) -> Asked<'_> {
        let format = self.text.as_ref().and_then(|text| text.format.as_ref());
        Asked {
            model: self.model.as_deref(),
            max_tokens: self.max_output_tokens,
            temperature: self.temperature,
            top_p: self.top_p,
            output_type: format.and_then(output_type),
            conversation: self.conversation.as_deref(),
            ..Asked::default()
        }
    }

    fn messages(&self) -> String {
        let messages: Vec<Value> = match &self.input {
            Some(Input::Text(text)) => vec![said("user", vec![text_part("text", text)])],
            Some(Input::Items(items)) => items.iter().map(item).collect(),
            None => Vec::new(),
        };
        Value::from(messages).to_string()
    }

    fn instructions(&self) -> Option<String> {
        let text = self.instructions.as_deref()?;
        Some(json!([text_part("text", text)]).to_string())
    }
}

impl Answers for Response {
    fn told(&self) -> Told<'_> {
        let usage = self.usage.as_ref();
        let details = usage.and_then(|usage| usage.input_tokens_details.as_ref());
        let incomplete = self.incomplete_details.as_ref();
        let reason = incomplete.and_then(|details| details.reason.as_ref());
        let reason = reason.map(IncompleteReason::as_str);
        // A response that goes on has none.
        let status = self.status.as_ref().filter(|status| status.is_final());
        let error = self.error.as_ref();
        Told {
            id: &self.id,
            model: self.model.as_deref().unwrap_or_default(),
            finish_reasons: reason
                .or(status.map(ResponseStatus::as_str))
                .into_iter()
                .collect(),
            input_tokens: usage.map(|usage| usage.input_tokens),
            output_tokens: usage.map(|usage| usage.output_tokens),
            cached_tokens: details.and_then(|details| details.cached_tokens),
            service_tier: self.service_tier.as_ref().map(ServiceTier::as_str),
            failure: (self.status == Some(ResponseStatus::Failed))
                .then(|| error.map_or("failed", |error| error.code.as_str())),
            ..Told::default()
        }
    }

    fn messages(&self) -> Option<String> {
        let messages: Vec<Value> = self.output.iter().map(item).collect();
        (!messages.is_empty()).then(|| Value::from(messages).to_string())
    }
}

fn said(role: &str, parts: impl Into<Value>) -> Value {
    json!({"role": role, "parts": parts.into()})
}

fn text_part(kind: &str, text: &str) -> Value {
    json!({"type": kind, "content": text})
}

/// An item as a message: who made it, and its parts.
fn item(item: &Item) -> Value {
    match item {
        Item::Message(message) => {
            // What cannot be written ends the call before it is sent.
            let content = serde_json::to_value(&message.content).unwrap_or_default();
            said(message.role.as_str(), parts(&content))
        }
        Item::FunctionCall(call) => said(
            "assistant",
            vec![json!({
                "type": "tool_call",
                "id": call.call_id,
                "name": call.name,
                "arguments": call.arguments,
            })],
        ),
        Item::FunctionCallOutput(output) => {
            let response = serde_json::to_value(&output.output).unwrap_or_default();
            said(
                "tool",
                vec![json!({
                    "type": "tool_call_response",
                    "id": output.call_id,
                    "response": without_data(&response),
                })],
            )
        }
        Item::Reasoning(reasoning) => {
            let texts = serde_json::to_value((&reasoning.summary, &reasoning.content));
            let texts = texts.unwrap_or_default();
            let texts = texts.as_array().into_iter().flatten();
            let texts = texts.filter_map(Value::as_array).flatten();
            let texts = texts.filter_map(|part| part.get("text")?.as_str());
            let parts = texts.map(|text| text_part("reasoning", text));
            said("assistant", parts.collect::<Value>())
        }
        other => {
            let part = serde_json::to_value(other).unwrap_or_default();
            let kind = other.kind();
            let role = if kind.ends_with("_output") {
                "tool"
            } else {
                "assistant"
            };
            said(role, vec![without_data(&part)])
        }
    }
}

/// Texts, refusals, and the parts of other kinds, which the conventions leave open.
fn parts(content: &Value) -> Vec<Value> {
    let part = |part: &Value| match (part.get("text"), part.get("refusal")) {
        (Some(text), _) => json!({"type": "text", "content": text}),
        (_, Some(refusal)) => json!({"type": "refusal", "content": refusal}),
        _ => without_data(part),
    };
    match content {
        Value::Array(parts) => parts.iter().map(part).collect(),
        Value::Null => Vec::new(),
        text => vec![json!({"type": "text", "content": text})],
    }
}
