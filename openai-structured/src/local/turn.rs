//! What the stand-in model does with a request: calls tools, fills the schema that is asked for,
//! or else says back a line of the prompt.

use serde_json::{Map, Value, json};

use super::asked::{Asked, Format};
use super::error::ApiError;
use super::heard;
use super::model::{self, Unfilled};
use super::reply::Reply;
use super::stop::Stop;
use super::text::tokens;
use super::wanted;

/// Characters of an answer that follows no schema.
const ECHO: usize = 200;

/// The stand-in model's reply.
pub(super) fn reply(asked: &Asked<'_>, stop: &Stop) -> Result<Reply, ApiError> {
    let functions = wanted::functions(asked);
    if !functions.is_empty() {
        let prompt = heard::latest_first(&asked.lines);
        let calls = functions.into_iter().map(|it| call(it, &prompt, stop));
        return Ok(Reply::tool_calls(calls.collect::<Result<Vec<_>, _>>()?));
    }
    let prompt = heard::all(&asked.lines);
    let text = match asked.format {
        Format::Schema(schema) => fill(schema, &prompt, asked.format_param, stop)?,
        Format::Json => json!({ "text": echo(&prompt) }).to_string(),
        Format::Text => echo(&prompt),
    };
    Ok(match asked.limit {
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

/// A call of a function: its name, and arguments under its schema.
fn call(
    function: &Map<String, Value>,
    prompt: &str,
    stop: &Stop,
) -> Result<(String, String), ApiError> {
    let name = function.get("name").and_then(Value::as_str);
    let schema = function.get("parameters").filter(|it| it.is_object());
    let arguments = match schema {
        Some(schema) => fill(schema, prompt, "tools", stop)?,
        None => "{}".to_owned(),
    };
    Ok((name.unwrap_or_default().to_owned(), arguments))
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

fn echo(prompt: &str) -> String {
    let line = prompt.lines().map(str::trim).rfind(|line| !line.is_empty());
    line.unwrap_or("(the prompt is empty)")
        .chars()
        .take(ECHO)
        .collect()
}
