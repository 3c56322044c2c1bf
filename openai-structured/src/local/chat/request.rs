//! Is this body a chat request as the API takes it? Sizes, names and kinds of values, each refused
//! in the API's words; what a schema says inside is judged elsewhere.

use serde_json::{Map, Value};

use super::transcript;
use crate::local::dialect::Request;
use crate::local::error::ApiError;
use crate::local::field::{
    flag, flag_in, given, integer, known, list, object, required, required_in, text, unsupported,
};
use crate::local::text::content;
use crate::local::{refuse, shape};
#[cfg(feature = "local-model")]
use crate::local::{reply::Reply, stop::Stop, turn};
use crate::strict::limit::TOOL_DESCRIPTION;
use crate::strict::name::LENGTH;

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
    /// Whether the answer is kept.
    pub(super) store: bool,
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
        let body = shape::body(body)?;
        let model = required(body, "model")?;
        let model = text(model, "model")?;
        let messages = list(required(body, "messages")?, "messages")?;
        transcript::check(messages)?;
        let stream = streaming(body)?;
        let logprobs = flag(body, "logprobs")?;
        let store = flag(body, "store")?;
        shape::metadata(body)?;
        response_format(body, messages)?;
        let tools = shape::tools(body, check_tool)?;
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
            store,
            tools,
        })
    }

    /// Judges the schema of the format, then that of each tool.
    pub(super) fn check_schemas(&self) -> Result<(), ApiError> {
        if let Some(format) = self.body.get("response_format")
            && let Some(Value::Object(part)) = format.get("json_schema")
        {
            refuse::format(part, "response_format")?;
        }
        for (at, tool) in self.tools.iter().enumerate() {
            if let Some(Value::Object(part)) = tool.get("function") {
                refuse::function(part, &format!("tools[{at}].function.parameters"))?;
            }
        }
        Ok(())
    }
}

impl Request for ChatRequest<'_> {
    fn model(&self) -> &str {
        self.model
    }

    #[cfg(feature = "local-model")]
    fn stand_in(&self, stop: &Stop) -> Result<Reply, ApiError> {
        turn::reply(&self.asked(), stop)
    }
}

fn streaming(body: &Object) -> Result<Option<Streaming>, ApiError> {
    let options = shape::stream_options(body, &["include_usage", "include_obfuscation"])?;
    let usage = options.map(|options| flag(options, "include_usage"));
    let streaming = Streaming {
        usage: usage.transpose()?.unwrap_or(false),
        obfuscation: shape::obfuscation(options)?,
    };
    Ok(flag(body, "stream")?.then_some(streaming))
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
            if messages
                .iter()
                .any(|message| shape::says_json(&content(message.get("content"))))
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
            shape::json_schema(schema, place)
        }
        other => Err(unsupported(
            "response_format.type",
            other,
            "'json_object', 'json_schema', and 'text'",
        )),
    }
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
    shape::check_name(
        required_in(function, &place, "name")?,
        &format!("{place}.name"),
        LENGTH,
    )?;
    if let Some(description) = given(function, "description") {
        let place = format!("{place}.description");
        let got = text(description, &place)?.chars().count();
        if got > TOOL_DESCRIPTION {
            return Err(shape::too_long(&place, TOOL_DESCRIPTION, got));
        }
    }
    flag_in(function, &place, "strict").map(drop)
}

fn tool_choice(body: &Object, tools: &[Value]) -> Result<(), ApiError> {
    let Some(choice) = shape::tool_choice(body, tools)? else {
        return Ok(());
    };
    if choice.get("type").and_then(Value::as_str) != Some("function") {
        return Ok(());
    }
    let function = required_in(choice, "tool_choice", "function")?;
    let function = object(function, "tool_choice.function")?;
    let wanted = required_in(function, "tool_choice.function", "name")?;
    let wanted = text(wanted, "tool_choice.function.name")?;
    let is_wanted = |tool: &Value| tool.pointer("/function/name") == Some(&Value::from(wanted));
    if tools.iter().any(is_wanted) {
        return Ok(());
    }
    Err(shape::no_such_tool(wanted))
}
