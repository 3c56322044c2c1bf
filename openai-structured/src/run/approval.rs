//! Requests of the service for permission to call tools of MCP servers.

use super::options::ProposedCall;
use openai_client::chat::ToolCall;
use serde_json::Value;

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
        let (name, arguments, server) = match ServerCall::of(call) {
            Some(it) => (it.name, it.arguments, Some(it.server)),
            None => (call.name().to_owned(), call.input().to_owned(), None),
        };
        Self {
            round,
            call: place,
            id: call.id().to_owned(),
            name,
            arguments,
            server,
        }
    }
}
