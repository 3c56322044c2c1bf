//! Is this body a request of the Responses API as the service takes it? Its fields, its format and
//! its tools; what a schema says inside is judged elsewhere, and the input is its own idea.

use serde_json::{Map, Value};

use super::input;
use crate::local::error::ApiError;
use crate::local::field::{
    flag, flag_in, given, integer, known, list, missing, object, required, required_in, text,
    unsupported,
};
use crate::local::{refuse, shape};
use crate::strict::name::RESPONSES_TOOL_LENGTH;

/// Tokens that an answer must be allowed at least.
const LEAST_TOKENS: u32 = 16;

/// What the service calls elsewhere what chat completions call so.
const MOVED: [(&str, &str); 6] = [
    ("messages", "input"),
    ("response_format", "text.format"),
    ("max_tokens", "max_output_tokens"),
    ("max_completion_tokens", "max_output_tokens"),
    ("reasoning_effort", "reasoning.effort"),
    ("verbosity", "text.verbosity"),
];

/// What may be included in an answer.
const INCLUDE: [&str; 8] = [
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "message.input_image.image_url",
    "computer_call_output.output.image_url",
    "code_interpreter_call.outputs",
    "reasoning.encrypted_content",
    "message.output_text.logprobs",
];

/// The tools that the service knows.
const TOOLS: [&str; 18] = [
    "function",
    "file_search",
    "computer",
    "computer_use_preview",
    "web_search",
    "web_search_2025_08_26",
    "mcp",
    "code_interpreter",
    "programmatic_tool_calling",
    "image_generation",
    "local_shell",
    "shell",
    "custom",
    "namespace",
    "tool_search",
    "web_search_preview",
    "web_search_preview_2025_03_11",
    "apply_patch",
];

/// The keys of a function tool. They are flat: `function` is none of them.
const FUNCTION: [&str; 8] = [
    "type",
    "name",
    "description",
    "parameters",
    "strict",
    "output_schema",
    "defer_loading",
    "allowed_callers",
];

type Object = Map<String, Value>;

/// The parts of a request that decide the answer.
#[derive(Debug)]
pub(super) struct ResponseRequest<'a> {
    pub(super) body: &'a Object,
    pub(super) model: &'a str,
    /// The input as items, as it came.
    pub(super) input: Vec<Value>,
    pub(super) previous: Option<&'a str>,
    pub(super) conversation: Option<&'a str>,
    pub(super) tools: &'a [Value],
    pub(super) stream: Option<Streaming>,
    pub(super) background: bool,
    pub(super) store: bool,
    pub(super) logprobs: bool,
}

/// What the events of a stream have beside the answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Streaming {
    /// Whether there is padding.
    pub(super) obfuscation: bool,
}

impl<'a> ResponseRequest<'a> {
    /// Reads the body, or says which value is the first that the service would refuse.
    pub(super) fn read(body: &'a Value) -> Result<Self, ApiError> {
        let body = shape::body(body)?;
        moved(body)?;
        let model = match given(body, "prompt") {
            Some(_) => given(body, "model").map_or(Ok(""), |model| text(model, "model"))?,
            None => text(required(body, "model")?, "model")?,
        };
        Self::with_model(body, model)
    }

    /// Reads the body of a request that need not name a model.
    pub(super) fn read_any(body: &'a Value) -> Result<Self, ApiError> {
        let body = shape::body(body)?;
        let model = given(body, "model").map_or(Ok(""), |model| text(model, "model"))?;
        Self::with_model(body, model)
    }

    fn with_model(body: &'a Object, model: &'a str) -> Result<Self, ApiError> {
        let previous = given(body, "previous_response_id")
            .map(|id| text(id, "previous_response_id"))
            .transpose()?;
        let conversation = conversation(body)?;
        if previous.is_some() && conversation.is_some() {
            let message = "Mutually exclusive parameters. Ensure you are only providing one of: \
                           'previous_response_id' or 'conversation'.";
            return Err(ApiError::invalid(message).code("mutually_exclusive_parameters"));
        }
        let goes_on = previous.is_some() || conversation.is_some();
        let input = match given(body, "input") {
            Some(given) => input::read(given, goes_on)?,
            None if goes_on || given(body, "prompt").is_some() => Vec::new(),
            None => return Err(missing("input")),
        };
        let options = shape::stream_options(body, &["include_obfuscation"])?;
        let obfuscation = shape::obfuscation(options)?;
        let stream = flag(body, "stream")?.then_some(Streaming { obfuscation });
        format(body, &input)?;
        let tools = shape::tools(body, check_tool)?;
        tool_choice(body, tools)?;
        if let Some(limit) = given(body, "max_output_tokens") {
            integer(limit, "max_output_tokens", LEAST_TOKENS, u32::MAX)?;
        }
        shape::metadata(body)?;
        let store = given(body, "store").is_none() || flag(body, "store")?;
        let background = flag(body, "background")?;
        if background && !store {
            // The service refuses it too; these words are ours.
            let message = "'background' is only allowed when 'store' is true.";
            return Err(ApiError::invalid(message).param("background"));
        }
        Ok(Self {
            body,
            model,
            input,
            previous,
            conversation,
            tools,
            stream,
            background,
            store,
            logprobs: includes(body, "message.output_text.logprobs")?,
        })
    }

    /// Judges the schema of the format, then that of each function.
    pub(super) fn check_schemas(&self) -> Result<(), ApiError> {
        if let Some(Value::Object(part)) = format_of(self.body) {
            refuse::format(part, "text.format.schema")?;
        }
        for (at, tool) in self.tools.iter().enumerate() {
            if let Some(part) = function(tool) {
                refuse::function(part, &format!("tools[{at}].parameters"))?;
            }
        }
        Ok(())
    }
}

/// A tool that is a function.
pub(super) fn function(tool: &Value) -> Option<&Object> {
    let is_function = tool.get("type").and_then(Value::as_str) == Some("function");
    tool.as_object().filter(|_| is_function)
}

/// The format of the text that is asked for.
pub(super) fn format_of(body: &Object) -> Option<&Value> {
    given(body, "text").and_then(|text| text.get("format").filter(|format| !format.is_null()))
}

fn moved(body: &Object) -> Result<(), ApiError> {
    let Some((key, place)) = MOVED.iter().find(|(key, _)| given(body, key).is_some()) else {
        return Ok(());
    };
    Err(ApiError::invalid(format!(
        "Unsupported parameter: '{key}'. In the Responses API, this parameter has moved to \
         '{place}'. Try again with the new parameter. See the API documentation for more \
         information: https://platform.openai.com/docs/api-reference/responses/create."
    ))
    .param(*key)
    .code("unsupported_parameter"))
}

fn conversation(body: &Object) -> Result<Option<&str>, ApiError> {
    match given(body, "conversation") {
        None => Ok(None),
        Some(Value::String(id)) => Ok(Some(id)),
        Some(given) => {
            let given = object(given, "conversation")?;
            let id = required_in(given, "conversation", "id")?;
            text(id, "conversation.id").map(Some)
        }
    }
}

fn includes(body: &Object, what: &str) -> Result<bool, ApiError> {
    let Some(include) = given(body, "include") else {
        return Ok(false);
    };
    let mut found = false;
    for (at, value) in list(include, "include")?.iter().enumerate() {
        let place = format!("include[{at}]");
        let word = text(value, &place)?;
        if !INCLUDE.contains(&word) {
            return Err(unsupported(&place, word, &shape::any_of(&INCLUDE)));
        }
        found |= word == what;
    }
    Ok(found)
}

fn format(body: &Object, input: &[Value]) -> Result<(), ApiError> {
    let Some(settings) = given(body, "text") else {
        return Ok(());
    };
    let settings = object(settings, "text")?;
    known(settings, "text", &["format", "verbosity"])?;
    let Some(format) = given(settings, "format") else {
        return Ok(());
    };
    let place = "text.format";
    let format = object(format, place)?;
    let kind = required_in(format, place, "type")?;
    match text(kind, "text.format.type")? {
        "text" => known(format, place, &["type"]),
        "json_object" => {
            known(format, place, &["type"])?;
            if input
                .iter()
                .any(|item| shape::says_json(&input::text(item)))
            {
                return Ok(());
            }
            let message = "Response input messages must contain the word 'json' in some form to \
                           use 'text.format' of type 'json_object'.";
            Err(ApiError::invalid(message).param("input"))
        }
        "json_schema" => {
            // What is missing comes first: a format in chat's form is told its name.
            shape::json_schema(format, place)?;
            required_in(format, place, "schema")?;
            let keys = ["type", "name", "description", "schema", "strict"];
            known(format, place, &keys)
        }
        other => Err(unsupported(
            "text.format.type",
            other,
            "'json_object', 'json_schema', and 'text'",
        )),
    }
}

fn check_tool(tool: &Value, place: &str) -> Result<(), ApiError> {
    let tool = object(tool, place)?;
    let kind_place = format!("{place}.type");
    let kind = text(required_in(tool, place, "type")?, &kind_place)?;
    if !TOOLS.contains(&kind) {
        return Err(unsupported(&kind_place, kind, &shape::any_of(&TOOLS)));
    }
    if !["function", "custom"].contains(&kind) {
        return Ok(());
    }
    // What is missing comes first: a tool in chat's form is told its name.
    shape::check_name(
        required_in(tool, place, "name")?,
        &format!("{place}.name"),
        RESPONSES_TOOL_LENGTH,
    )?;
    if let Some(description) = given(tool, "description") {
        text(description, &format!("{place}.description"))?;
    }
    if kind == "function" {
        known(tool, place, &FUNCTION)?;
        flag_in(tool, place, "strict")?;
    }
    Ok(())
}

fn tool_choice(body: &Object, tools: &[Value]) -> Result<(), ApiError> {
    let Some(choice) = shape::tool_choice(body, tools)? else {
        return Ok(());
    };
    let kind = text(
        required_in(choice, "tool_choice", "type")?,
        "tool_choice.type",
    )?;
    if !["function", "custom"].contains(&kind) {
        return Ok(());
    }
    let wanted = required_in(choice, "tool_choice", "name")?;
    let wanted = text(wanted, "tool_choice.name")?;
    let is_wanted =
        |tool: &Value| tool["type"] == kind && tool.get("name") == Some(&Value::from(wanted));
    if tools.iter().any(is_wanted) {
        return Ok(());
    }
    Err(shape::no_such_tool(wanted))
}
