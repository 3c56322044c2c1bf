//! What a chat request asks for, as the stand-in model sees it.

use serde_json::Value;

use super::request::ChatRequest;
use crate::local::asked::{Asked, Choice, Format, Line, Speaker};
use crate::local::field::given;
use crate::local::text::content;

impl<'a> ChatRequest<'a> {
    pub(super) fn asked(&self) -> Asked<'a> {
        let body = self.body;
        let function = |tool: &'a Value| tool.get("function")?.as_object();
        let choice = given(body, "tool_choice");
        let format = given(body, "response_format");
        let kind = format.and_then(|format| format.get("type")?.as_str());
        let schema = format.and_then(|format| format.pointer("/json_schema/schema"));
        let limits = ["max_completion_tokens", "max_tokens"];
        let limit = (limits.iter()).find_map(|key| given(body, key)?.as_u64());
        Asked {
            lines: self.messages.iter().map(line).collect(),
            functions: self.tools.iter().filter_map(function).collect(),
            choice: Choice::read(choice, |choice| choice.pointer("/function/name")),
            parallel: given(body, "parallel_tool_calls") != Some(&Value::Bool(false)),
            format: Format::read(kind, schema),
            limit: limit.and_then(|limit| usize::try_from(limit).ok()),
            format_param: "response_format",
        }
    }
}

fn line(message: &Value) -> Line<'_> {
    let by = match message.get("role").and_then(Value::as_str) {
        Some("user") => Speaker::User,
        Some("tool" | "function") => Speaker::Tool,
        _ => Speaker::Other,
    };
    Line {
        by,
        text: content(message.get("content")).into(),
    }
}
