//! What the stand-in model does with a chat request: calls the tool that must be called, fills the
//! schema that is asked for, or else says back a line of the prompt.

use serde_json::{Value, json};

use super::chat::tokens;
use super::error::ApiError;
use super::field::given;
use super::model::{self, Unfilled};
use super::reply::Reply;
use super::shape::ChatRequest;
use super::stop::Stop;
use super::transcript;

/// Characters of an answer that follows no schema.
const ECHO: usize = 200;

/// The stand-in model's reply.
pub(super) fn reply(request: &ChatRequest<'_>, stop: &Stop) -> Result<Reply, ApiError> {
    let prompt = prompt(request.messages);
    if let Some(tool) = forced_tool(request) {
        let function = tool.get("function").unwrap_or(&Value::Null);
        let name = function
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let arguments = match function
            .get("parameters")
            .filter(|schema| schema.is_object())
        {
            Some(schema) => fill(schema, &prompt, "tools", stop)?,
            None => "{}".to_owned(),
        };
        return Ok(Reply::tool_call(name, arguments));
    }
    let format = given(request.body, "response_format");
    let kind = format
        .and_then(|format| format.get("type")?.as_str())
        .unwrap_or("text");
    let text = match (
        kind,
        format.and_then(|format| format.pointer("/json_schema/schema")),
    ) {
        ("json_schema", Some(schema)) => fill(schema, &prompt, "response_format", stop)?,
        ("json_schema" | "json_object", _) => json!({ "text": echo(&prompt) }).to_string(),
        _ => echo(&prompt),
    };
    Ok(match limit(request) {
        Some(limit) if tokens(&text) > limit => {
            // One token is four characters here, as in the usage.
            Reply::truncated(
                text.chars()
                    .take(limit.saturating_mul(4))
                    .collect::<String>(),
            )
        }
        _ => Reply::text(text),
    })
}

/// Fills a schema. One that the engine does not know is refused as the API would; where there may
/// be an answer that the stand-in model did not find, it says so in its own name.
fn fill(schema: &Value, prompt: &str, param: &str, stop: &Stop) -> Result<String, ApiError> {
    let gave_up = |why: &str| {
        let message = format!("The stand-in model of the local API gave up: {why}.");
        ApiError::own("stand_in_gave_up", message)
    };
    model::fill(schema, prompt, stop).map_err(|unfilled| {
        match unfilled {
            Unfilled::Schema(error) => ApiError::invalid(format!("Invalid JSON schema: {error}"))
                .code("invalid_json_schema"),
            Unfilled::Nothing => gave_up("it found no answer that this schema allows"),
            Unfilled::TooMuch => gave_up("an answer to this schema takes too much work"),
        }
        .param(param)
    })
}

/// The tool that `tool_choice` asks for: the named one, or the first where any must be called.
fn forced_tool<'a>(request: &ChatRequest<'a>) -> Option<&'a Value> {
    let choice = given(request.body, "tool_choice")?;
    let functions = || {
        request
            .tools
            .iter()
            .filter(|tool| tool.get("function").is_some())
    };
    if choice == "required" {
        return functions().next();
    }
    let wanted = choice.pointer("/function/name")?;
    functions().find(|tool| tool.pointer("/function/name") == Some(wanted))
}

fn limit(request: &ChatRequest<'_>) -> Option<usize> {
    let keys = ["max_completion_tokens", "max_tokens"];
    let limit = keys
        .iter()
        .find_map(|key| given(request.body, key)?.as_u64())?;
    usize::try_from(limit).ok()
}

/// What users and tools said. The instructions of others are no data.
fn prompt(messages: &[Value]) -> String {
    let spoken = messages.iter().filter(|message| {
        let role = message.get("role").and_then(Value::as_str);
        matches!(role, Some("user" | "tool" | "function"))
    });
    let texts: Vec<_> = spoken.map(transcript::text).collect();
    texts.join("\n\n")
}

fn echo(prompt: &str) -> String {
    let line = prompt.lines().map(str::trim).rfind(|line| !line.is_empty());
    line.unwrap_or("(the prompt is empty)")
        .chars()
        .take(ECHO)
        .collect()
}
