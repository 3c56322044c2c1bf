//! Requests of the service for permission to call tools of MCP servers.

use super::options::ProposedCall;
use openai_client::chat::ToolCall;
use serde_json::Value;
use std::borrow::Cow;

/// What the model is told where there is nobody to ask.
pub(super) const NOBODY: &str = "There is nobody to approve it.";

/// A tool of an MCP server that the service would call and must be allowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerCall {
    /// The label of the server in the request.
    pub server: String,
    /// The tool.
    pub name: String,
    /// The arguments as the model wrote them.
    pub arguments: String,
}

impl ServerCall {
    /// The call that an item asks permission for, if it does.
    pub(super) fn of(call: &ToolCall) -> Option<Self> {
        let ToolCall::Other(item) = call else {
            return None;
        };
        let text = |key| item.get(key).and_then(Value::as_str);
        if text("type") != Some("mcp_approval_request") {
            return None;
        }
        let own = |key| text(key).unwrap_or_default().to_owned();
        Some(Self {
            server: own("server_label"),
            name: own("name"),
            arguments: own("arguments"),
        })
    }
}

impl ProposedCall {
    /// What is asked of a call.
    pub(super) fn new(round: usize, place: usize, call: &ToolCall) -> Self {
        Self {
            round,
            call: place,
            id: call.id().to_owned(),
            name: call.name().to_owned(),
            arguments: asked(call).into_owned(),
            server: ServerCall::of(call).map(|it| it.server),
        }
    }
}

/// What a call asks for: its arguments, or its input. One of another kind has it under a name of its
/// own, and as JSON where it is no text.
pub(super) fn asked(call: &ToolCall) -> Cow<'_, str> {
    let ToolCall::Other(item) = call else {
        return call.input().into();
    };
    let names = ["arguments", "action", "actions", "operation"];
    let mut asked = names.iter().filter_map(|name| item.get(name));
    match asked.find(|asked| !asked.is_null()) {
        Some(Value::String(text)) => text.into(),
        Some(asked) => asked.to_string().into(),
        None => "".into(),
    }
}
