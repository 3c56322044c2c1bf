//! Is this body a chat request as the API takes it? Sizes, names and kinds of values, each refused
//! in the API's words; what a schema says inside is judged elsewhere.

use serde_json::{Map, Value};

use super::error::ApiError;
use super::field::{
    flag, given, integer, known, list, object, required, required_in, text, unsupported,
};
use super::transcript;
use crate::strict::name::{self, NameError};

/// Tools of one request.
const TOOLS: usize = 128;

/// Characters of a tool's description on the chat surface.
const DESCRIPTION: usize = 1_024;

/// Choices of one request.
const CHOICES: u32 = 128;

/// The parts of a chat request that decide the answer.
#[derive(Debug)]
pub(super) struct ChatRequest<'a> {
    pub(super) body: &'a Map<String, Value>,
    pub(super) model: &'a str,
    pub(super) messages: &'a [Value],
    pub(super) choices: usize,
    pub(super) stream: Option<Streaming>,
    pub(super) logprobs: bool,
    pub(super) tools: &'a [Value],
}

/// What the chunks of a stream have beside the answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Streaming {
    /// Whether it ends with its usage.
    pub(super) usage: bool,
    /// Whether there is padding, so that nobody on the way can tell how long a text is.
    pub(super) obfuscation: bool,
}

type Object = Map<String, Value>;

impl<'a> ChatRequest<'a> {
    /// Reads the body, or says which value is the first that the API would refuse.
    pub(super) fn read(body: &'a Value) -> Result<Self, ApiError> {
        let Value::Object(body) = body else {
            return Err(ApiError::invalid(
                "We could not parse the JSON body of your request: it is not a JSON object.",
            ));
        };
        let model = required(body, "model")?;
        let model = text(model, "model")?;
        let messages = list(required(body, "messages")?, "messages")?;
        transcript::check(messages)?;
        let stream = streaming(body)?;
        let logprobs = flag(body, "logprobs")?;
        response_format(body, messages)?;
        let tools = tools(body)?;
        tool_choice(body, tools)?;
        let choices = match given(body, "n") {
            None => 1,
            Some(n) => integer(n, "n", 1, CHOICES)?,
        };
        Ok(Self {
            body,
            model,
            messages,
            choices,
            stream,
            logprobs,
            tools,
        })
    }
}

fn streaming(body: &Object) -> Result<Option<Streaming>, ApiError> {
    let stream = flag(body, "stream")?;
    let mut streaming = Streaming {
        usage: false,
        obfuscation: true,
    };
    if let Some(options) = given(body, "stream_options") {
        if !stream {
            let message =
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
            return Err(ApiError::invalid(message).param("stream_options"));
        }
        let options = object(options, "stream_options")?;
        let keys = ["include_usage", "include_obfuscation"];
        known(options, "stream_options", &keys)?;
        streaming.usage = flag(options, "include_usage")?;
        if given(options, "include_obfuscation").is_some() {
            streaming.obfuscation = flag(options, "include_obfuscation")?;
        }
    }
    Ok(stream.then_some(streaming))
}

fn response_format(body: &Object, messages: &[Value]) -> Result<(), ApiError> {
    let Some(format) = given(body, "response_format") else {
        return Ok(());
    };
    let format = object(format, "response_format")?;
    known(format, "response_format", &["type", "json_schema"])?;
    let kind = required_in(format, "response_format", "type")?;
    match text(kind, "response_format.type")? {
        "text" => Ok(()),
        "json_object" => {
            let says_json = |text: &str| text.to_ascii_lowercase().contains("json");
            if messages
                .iter()
                .any(|message| says_json(&transcript::text(message)))
            {
                return Ok(());
            }
            let message = "'messages' must contain the word 'json' in some form, to use \
                           'response_format' of type 'json_object'.";
            Err(ApiError::invalid(message).param("messages"))
        }
        "json_schema" => {
            let place = "response_format.json_schema";
            let schema = object(
                required_in(format, "response_format", "json_schema")?,
                place,
            )?;
            known(schema, place, &["name", "description", "schema", "strict"])?;
            check_name(
                required_in(schema, place, "name")?,
                &format!("{place}.name"),
            )?;
            flag(schema, "strict")?;
            if let Some(text_given) = given(schema, "description") {
                text(text_given, "response_format.json_schema.description")?;
            }
            Ok(())
        }
        other => Err(unsupported(
            "response_format.type",
            other,
            "'json_object', 'json_schema', and 'text'",
        )),
    }
}

fn tools(body: &Object) -> Result<&[Value], ApiError> {
    let Some(tools) = given(body, "tools") else {
        return Ok(&[]);
    };
    let tools = list(tools, "tools")?;
    if tools.len() > TOOLS {
        let got = tools.len();
        return Err(ApiError::invalid(format!(
            "Invalid 'tools': array too long. Expected an array with maximum length {TOOLS}, but \
             got an array with length {got} instead."
        ))
        .param("tools")
        .code("array_above_max_length"));
    }
    for (at, tool) in tools.iter().enumerate() {
        check_tool(tool, &format!("tools[{at}]"))?;
    }
    Ok(tools)
}

fn check_tool(tool: &Value, place: &str) -> Result<(), ApiError> {
    let tool = object(tool, place)?;
    let kind_place = format!("{place}.type");
    match text(required_in(tool, place, "type")?, &kind_place)? {
        "function" => {}
        "custom" => return Ok(()),
        other => return Err(unsupported(&kind_place, other, "'function' and 'custom'")),
    }
    known(tool, place, &["type", "function"])?;
    let function = object(
        required_in(tool, place, "function")?,
        &format!("{place}.function"),
    )?;
    let place = format!("{place}.function");
    known(
        function,
        &place,
        &["name", "description", "parameters", "strict"],
    )?;
    check_name(
        required_in(function, &place, "name")?,
        &format!("{place}.name"),
    )?;
    if let Some(description) = given(function, "description") {
        let place = format!("{place}.description");
        let got = text(description, &place)?.chars().count();
        if got > DESCRIPTION {
            return Err(too_long(&place, DESCRIPTION, got));
        }
    }
    flag(function, "strict").map(drop)
}

fn tool_choice(body: &Object, tools: &[Value]) -> Result<(), ApiError> {
    let Some(choice) = given(body, "tool_choice") else {
        return Ok(());
    };
    if tools.is_empty() {
        let message = "Invalid value for 'tool_choice': 'tool_choice' is only allowed when \
                       'tools' are specified.";
        return Err(ApiError::invalid(message).param("tool_choice"));
    }
    if let Value::String(word) = choice {
        return match word.as_str() {
            "none" | "auto" | "required" => Ok(()),
            other => Err(unsupported(
                "tool_choice",
                other,
                "'none', 'auto', and 'required'",
            )),
        };
    }
    let choice = object(choice, "tool_choice")?;
    if choice.get("type").and_then(Value::as_str) != Some("function") {
        return Ok(());
    }
    let function = required_in(choice, "tool_choice", "function")?;
    let function = object(function, "tool_choice.function")?;
    let wanted = required_in(function, "tool_choice.function", "name")?;
    let wanted = text(wanted, "tool_choice.function.name")?;
    if tools
        .iter()
        .any(|tool| tool.pointer("/function/name") == Some(&Value::from(wanted)))
    {
        return Ok(());
    }
    let message = format!("Tool choice '{wanted}' not found in 'tools' parameter.");
    Err(ApiError::invalid(message).param("tool_choice"))
}

fn check_name(value: &Value, place: &str) -> Result<(), ApiError> {
    let name = text(value, place)?;
    match name::check(name) {
        Ok(()) => Ok(()),
        Err(NameError::TooLong) => Err(too_long(place, name::LENGTH, name.chars().count())),
        Err(NameError::Empty | NameError::Character) => Err(ApiError::invalid(format!(
            "Invalid '{place}': string does not match pattern. Expected a string that matches \
             the pattern '^[a-zA-Z0-9_-]+$'."
        ))
        .param(place)
        .code("invalid_value")),
    }
}

fn too_long(place: &str, most: usize, got: usize) -> ApiError {
    ApiError::invalid(format!(
        "Invalid '{place}': string too long. Expected a string with maximum length {most}, but \
         got a string with length {got} instead."
    ))
    .param(place)
    .code("string_above_max_length")
}
