//! Would the API refuse the schemas of a chat request? Each surface has its own prefix, `param` and
//! `code` for the same violation.

use serde_json::{Map, Value};

use super::error::ApiError;
use super::shape::ChatRequest;
use crate::strict::document::{self, Surface, Violation};

/// Judges the schema of `response_format` and of each tool; the first violation is the answer.
pub(super) fn check(request: &ChatRequest<'_>) -> Result<(), ApiError> {
    if let Some(format) = request.body.get("response_format")
        && let Some(Value::Object(part)) = format.get("json_schema")
        && let Some(violation) = first(part, "schema", Surface::ResponseFormat)
    {
        let prefix = format!("Invalid schema for response_format '{}': ", name(part));
        return Err(refusal(&violation, &prefix)
            .param("response_format")
            .code("invalid_json_schema"));
    }
    for (at, tool) in request.tools.iter().enumerate() {
        if let Some(Value::Object(part)) = tool.get("function")
            && let Some(violation) = first(part, "parameters", Surface::Function)
        {
            let prefix = format!("Invalid schema for function '{}': ", name(part));
            let error = refusal(&violation, &prefix);
            return Err(if violation.is_lookaround() {
                error.param("tools").code("invalid_json_schema")
            } else {
                let param = format!("tools[{at}].function.parameters");
                error.param(param).code("invalid_function_parameters")
            });
        }
    }
    Ok(())
}

fn first(part: &Map<String, Value>, key: &str, surface: Surface) -> Option<Violation> {
    let schema = part.get(key).filter(|schema| !schema.is_null())?;
    let strict = part.get("strict").and_then(Value::as_bool).unwrap_or(false);
    let found = if strict {
        document::check(schema, surface)
    } else {
        document::check_loose(schema)
    };
    found.into_iter().next()
}

fn refusal(violation: &Violation, prefix: &str) -> ApiError {
    let prefix = if violation.is_lookaround() {
        "Invalid JSON schema: "
    } else {
        prefix
    };
    ApiError::invalid(format!("{prefix}{violation}"))
}

fn name(part: &Map<String, Value>) -> &str {
    part.get("name").and_then(Value::as_str).unwrap_or_default()
}
