//! The same answers on every surface of the API, so that one table serves all.

use super::request;
use openai_structured::answer::Dialect;
use openai_structured::client::chat::{self, Chat, FinishReason};
use openai_structured::client::responses::{
    Response, ResponseRequest, ResponseUsage, Responses, ToolChoice,
};
use openai_structured::client::{ChatCompletion, ChatRequest};
use serde_json::{Value, json};

pub(super) trait Surface: Dialect {
    /// The request of the tables.
    fn request() -> Self::Request;

    /// An answer that says what this one of chat says.
    fn answer(said: ChatCompletion) -> Self::Answer;

    fn tokens(usage: &Self::Usage) -> u64;

    fn choose(request: &mut Self::Request, choice: Option<chat::ToolChoice>);

    /// The tool choice as it is sent, in the form of chat.
    fn chosen(request: &Self::Request) -> Value;
}

impl Surface for Chat {
    fn request() -> ChatRequest {
        request()
    }

    fn answer(said: ChatCompletion) -> ChatCompletion {
        said
    }

    fn tokens(usage: &chat::Usage) -> u64 {
        usage.total_tokens
    }

    fn choose(request: &mut ChatRequest, choice: Option<chat::ToolChoice>) {
        request.tool_choice = choice;
    }

    fn chosen(request: &ChatRequest) -> Value {
        serde_json::to_value(&request.tool_choice).unwrap()
    }
}

impl Surface for Responses {
    fn request() -> ResponseRequest {
        ResponseRequest::new("m").input("Go.")
    }

    fn answer(said: ChatCompletion) -> Response {
        let choice = said.choices.first().unwrap();
        let message = &choice.message;
        let mut parts = Vec::new();
        if let Some(text) = &message.content {
            parts.push(json!({ "type": "output_text", "text": text, "annotations": [] }));
        }
        if let Some(words) = &message.refusal {
            parts.push(json!({ "type": "refusal", "refusal": words }));
        }
        let mut output = Vec::new();
        if !parts.is_empty() {
            output.push(json!({ "type": "message", "role": "assistant", "content": parts }));
        }
        output.extend(message.tool_calls.iter().map(|call| {
            json!({ "type": "function_call", "call_id": call.id(), "name": call.name(),
                "arguments": call.input() })
        }));
        let reason = match &choice.finish_reason {
            Some(FinishReason::Length) => Some("max_output_tokens"),
            Some(FinishReason::ContentFilter) => Some("content_filter"),
            _ => None,
        };
        let body = json!({
            "id": "resp_1",
            "object": "response",
            "status": if reason.is_some() { "incomplete" } else { "completed" },
            "incomplete_details": reason.map(|reason| json!({ "reason": reason })),
            "output": output,
            "usage": { "input_tokens": 5, "output_tokens": 7, "total_tokens": 12 },
        });
        Response::from_json(body.to_string()).unwrap()
    }

    fn tokens(usage: &ResponseUsage) -> u64 {
        usage.total_tokens
    }

    fn choose(request: &mut ResponseRequest, choice: Option<chat::ToolChoice>) {
        request.tool_choice = choice.map(ToolChoice::from);
    }

    /// A function is named without an object of its own here.
    fn chosen(request: &ResponseRequest) -> Value {
        let function = |name: &Value| json!({ "type": "function", "function": { "name": name } });
        let chosen = serde_json::to_value(&request.tool_choice).unwrap();
        match chosen["type"].as_str() {
            Some("function") => function(&chosen["name"]),
            Some("allowed_tools") => {
                let tools = chosen["tools"].as_array().unwrap().iter();
                let tools: Vec<_> = tools.map(|tool| function(&tool["name"])).collect();
                json!({ "type": "allowed_tools", "allowed_tools":
                    { "mode": chosen["mode"], "tools": tools } })
            }
            _ => chosen,
        }
    }
}
