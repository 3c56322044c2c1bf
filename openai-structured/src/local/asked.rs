//! What a request asks for, without the words of its endpoint: what the stand-in model reads.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// One request, as the stand-in model sees it.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// What was said so far, in its order.
    pub(super) lines: Vec<Line<'a>>,
    /// The functions that may be called: objects with `name`, `description` and `parameters`.
    pub(super) functions: Vec<&'a Map<String, Value>>,
    pub(super) choice: Choice<'a>,
    /// Whether one answer may have several calls.
    pub(super) parallel: bool,
    pub(super) format: Format<'a>,
    /// Tokens that the answer may have.
    pub(super) limit: Option<usize>,
    /// The `param` of an error about the schema of the format.
    pub(super) format_param: &'static str,
}

/// Something that was said.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) by: Speaker,
    pub(super) text: Cow<'a, str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    User,
    Tool,
    /// The model itself, or who instructs it.
    Other,
}

/// Which functions are to be called.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Choice<'a> {
    Auto,
    None,
    Any,
    Named(&'a str),
}

impl<'a> Choice<'a> {
    /// What `tool_choice` says, where a function that it names is found by `named`.
    pub(super) fn read(
        choice: Option<&'a Value>,
        named: impl FnOnce(&'a Value) -> Option<&'a Value>,
    ) -> Self {
        match choice {
            None => Self::Auto,
            Some(Value::String(word)) if word == "auto" => Self::Auto,
            Some(Value::String(word)) if word == "required" => Self::Any,
            Some(choice) => named(choice)
                .and_then(Value::as_str)
                .map_or(Self::None, Self::Named),
        }
    }
}

/// What the answer is to be.
#[derive(Debug)]
pub(super) enum Format<'a> {
    Text,
    /// JSON of any shape.
    Json,
    Schema(&'a Value),
}

impl<'a> Format<'a> {
    /// What a format of this `type` with this schema asks for.
    pub(super) fn read(kind: Option<&str>, schema: Option<&'a Value>) -> Self {
        match (kind, schema) {
            (Some("json_schema"), Some(schema)) => Self::Schema(schema),
            (Some("json_schema" | "json_object"), _) => Self::Json,
            _ => Self::Text,
        }
    }
}
