//! Would the API refuse the schemas of a request? Each surface has its own prefix, `param` and
//! `code` for the same violation.

use serde_json::{Map, Value};

use super::error::ApiError;
use crate::strict::document::{self, Surface, Violation};

/// Judges the schema of a format: of the object that has its `name`, `schema` and `strict`.
pub(super) fn format(part: &Map<String, Value>, param: &str) -> Result<(), ApiError> {
    let Some(violation) = first(part, "schema", Surface::ResponseFormat) else {
        return Ok(());
    };
    let prefix = format!("Invalid schema for response_format '{}': ", name(part));
    Err(refusal(&violation, &prefix)
        .param(param)
        .code("invalid_json_schema"))
}

/// Judges the parameters of a function: of the object that has its `name`, `parameters` and
/// `strict`.
pub(super) fn function(part: &Map<String, Value>, param: &str) -> Result<(), ApiError> {
    let Some(violation) = first(part, "parameters", Surface::Function) else {
        return Ok(());
    };
    let prefix = format!("Invalid schema for function '{}': ", name(part));
    let error = refusal(&violation, &prefix);
    Err(if violation.is_lookaround() {
        error.param("tools").code("invalid_json_schema")
    } else {
        error.param(param).code("invalid_function_parameters")
    })
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
