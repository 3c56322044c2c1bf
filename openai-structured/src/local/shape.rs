//! The parts of a request that look alike at each endpoint: sizes, names and kinds of values, each
//! refused in the API's words.

use serde_json::{Map, Value};

use super::error::ApiError;
use super::field::{flag, flag_in, given, known, list, object, required_in, text, unsupported};
use crate::strict::name::{self, NameError};

/// Tools of one request.
const TOOLS: usize = 128;

/// The body as an object.
pub(super) fn body(body: &Value) -> Result<&Map<String, Value>, ApiError> {
    body.as_object().ok_or_else(|| {
        ApiError::invalid(
            "We could not parse the JSON body of your request: it is not a JSON object.",
        )
    })
}

/// Refuses a body with other keys than these.
pub(super) fn only(body: &Map<String, Value>, keys: &[&str]) -> Result<(), ApiError> {
    let Some(key) = body.keys().find(|key| !keys.contains(&key.as_str())) else {
        return Ok(());
    };
    let error = ApiError::invalid(format!("Unknown parameter: '{key}'."));
    Err(error.param(key).code("unknown_parameter"))
}

/// The options of a stream, which only a stream may have.
pub(super) fn stream_options<'a>(
    body: &'a Map<String, Value>,
    keys: &[&str],
) -> Result<Option<&'a Map<String, Value>>, ApiError> {
    let Some(options) = given(body, "stream_options") else {
        return Ok(None);
    };
    if !flag(body, "stream")? {
        let message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
        return Err(ApiError::invalid(message).param("stream_options"));
    }
    let options = object(options, "stream_options")?;
    known(options, "stream_options", keys)?;
    Ok(Some(options))
}

/// Whether the events of a stream have padding, so that nobody on the way can tell how long a text
/// is. They have, unless the options say otherwise.
pub(super) fn obfuscation(options: Option<&Map<String, Value>>) -> Result<bool, ApiError> {
    match options.filter(|options| given(options, "include_obfuscation").is_some()) {
        Some(options) => flag(options, "include_obfuscation"),
        None => Ok(true),
    }
}

/// The parts of a `json_schema` format beside its schema, which stands at `place`.
pub(super) fn json_schema(format: &Map<String, Value>, place: &str) -> Result<(), ApiError> {
    check_name(
        required_in(format, place, "name")?,
        &format!("{place}.name"),
        name::LENGTH,
    )?;
    flag_in(format, place, "strict")?;
    if let Some(description) = given(format, "description") {
        text(description, &format!("{place}.description"))?;
    }
    Ok(())
}

/// The tools, each judged by `check` with its place.
pub(super) fn tools(
    body: &Map<String, Value>,
    check: impl Fn(&Value, &str) -> Result<(), ApiError>,
) -> Result<&[Value], ApiError> {
    let Some(tools) = given(body, "tools") else {
        return Ok(&[]);
    };
    let tools = list(tools, "tools")?;
    if tools.len() > TOOLS {
        return Err(too_many("tools", TOOLS, tools.len()));
    }
    for (at, tool) in tools.iter().enumerate() {
        check(tool, &format!("tools[{at}]"))?;
    }
    Ok(tools)
}

/// The choice among the tools, if it is more than a word that there is.
pub(super) fn tool_choice<'a>(
    body: &'a Map<String, Value>,
    tools: &[Value],
) -> Result<Option<&'a Map<String, Value>>, ApiError> {
    let Some(choice) = given(body, "tool_choice") else {
        return Ok(None);
    };
    if tools.is_empty() {
        let message = "Invalid value for 'tool_choice': 'tool_choice' is only allowed when \
                       'tools' are specified.";
        return Err(ApiError::invalid(message).param("tool_choice"));
    }
    if let Value::String(word) = choice {
        return match word.as_str() {
            "none" | "auto" | "required" => Ok(None),
            other => Err(unsupported(
                "tool_choice",
                other,
                "'none', 'auto', and 'required'",
            )),
        };
    }
    object(choice, "tool_choice").map(Some)
}

/// The refusal of a choice of a tool that is not offered.
pub(super) fn no_such_tool(wanted: &str) -> ApiError {
    let message = format!("Tool choice '{wanted}' not found in 'tools' parameter.");
    ApiError::invalid(message).param("tool_choice")
}

pub(super) fn check_name(value: &Value, place: &str, most: usize) -> Result<(), ApiError> {
    let name = text(value, place)?;
    match name::check_up_to(name, most) {
        Ok(()) => Ok(()),
        Err(NameError::TooLong) => Err(too_long(place, most, name.chars().count())),
        Err(NameError::Empty | NameError::Character) => Err(ApiError::invalid(format!(
            "Invalid '{place}': string does not match pattern. Expected a string that matches \
             the pattern '^[a-zA-Z0-9_-]+$'."
        ))
        .param(place)
        .code("invalid_value")),
    }
}

pub(super) fn too_long(place: &str, most: usize, got: usize) -> ApiError {
    ApiError::invalid(format!(
        "Invalid '{place}': string too long. Expected a string with maximum length {most}, but \
         got a string with length {got} instead."
    ))
    .param(place)
    .code("string_above_max_length")
}

pub(super) fn too_many(place: &str, most: usize, got: usize) -> ApiError {
    ApiError::invalid(format!(
        "Invalid '{place}': array too long. Expected an array with maximum length {most}, but got \
         an array with length {got} instead."
    ))
    .param(place)
    .code("array_above_max_length")
}

pub(super) fn empty_list(place: &str) -> ApiError {
    ApiError::invalid(format!(
        "Invalid '{place}': empty array. Expected an array with minimum length 1, but got an empty \
         array instead."
    ))
    .param(place)
    .code("empty_array")
}

/// Whether a text asks for JSON, as it must where only JSON is taken for an answer.
pub(super) fn says_json(text: &str) -> bool {
    text.to_ascii_lowercase().contains("json")
}

/// Metadata: texts by name.
pub(super) fn metadata(body: &Map<String, Value>) -> Result<(), ApiError> {
    let Some(metadata) = given(body, "metadata") else {
        return Ok(());
    };
    for (key, value) in object(metadata, "metadata")? {
        text(value, &format!("metadata.{key}"))?;
    }
    Ok(())
}

/// Words as the API lists what it supports.
pub(super) fn any_of(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    match quoted.as_slice() {
        [one, two] => format!("{one} and {two}"),
        [rest @ .., last] if !rest.is_empty() => format!("{}, and {last}", rest.join(", ")),
        all => all.concat(),
    }
}
