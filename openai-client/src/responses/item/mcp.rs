//! Tools of MCP servers: what there is, what was called, what must be allowed first.

use serde_json::Value;

use super::ItemStatus;
use crate::{
    raw_json::RawJson,
    wire::{wire_object, wire_union},
};

wire_object! {
    /// A call of a tool of an MCP server, with what came of it.
    pub struct McpCall as "mcp_call" {
        /// The service's name for the item.
        id: String,
        /// The server, by its label in the request.
        server_label: String,
        /// The tool.
        name: String,
        /// The arguments as the model wrote them: JSON text.
        arguments: String,
    } with {
        /// How far it is.
        status: ItemStatus,
        /// What came of it.
        output: String,
        /// Why nothing came of it.
        error: McpError,
        /// The request for permission that it waits for: an [`McpApprovalResponse`] names it.
        approval_request_id: String,
    }
}

wire_union! {
    /// Why nothing came of a call of a tool of an MCP server.
    pub enum McpError {
        /// The server did not take the call.
        Protocol(McpProtocolError) = "mcp_protocol_error",
        /// The tool failed.
        Execution(McpExecutionError) = "mcp_tool_execution_error",
        /// The server could not be asked.
        Http(McpHttpError) = "http_error",
    }
}

wire_object! {
    /// An MCP server did not take a call.
    pub struct McpProtocolError as "mcp_protocol_error" {
        /// In a number.
        code: i64,
        /// In a sentence.
        message: String,
    }
}

wire_object! {
    /// A tool of an MCP server failed.
    pub struct McpExecutionError as "mcp_tool_execution_error" {
        /// What the tool said.
        content: Value,
    }
}

wire_object! {
    /// An MCP server could not be asked.
    pub struct McpHttpError as "http_error" {
        /// The status of its answer.
        code: i64,
        /// In a sentence.
        message: String,
    }
}

wire_object! {
    /// The tools of an MCP server. It goes back as it came, or the server is asked again.
    pub struct McpListTools as "mcp_list_tools" {
        /// The service's name for the item.
        id: String,
        /// The server, by its label in the request.
        server_label: String,
        /// What it has.
        tools: Vec<McpListedTool>,
    } with {
        /// Why it could not be asked.
        error: String,
    }
}

wire_object! {
    /// A tool that an MCP server has.
    pub struct McpListedTool {
        /// What it is called.
        name: String,
        /// The schema of its arguments.
        input_schema: RawJson,
    } with {
        /// When and how to call it.
        description: String,
        /// What else the server says of it.
        annotations: Value,
    }
}

wire_object! {
    /// The model would call a tool of an MCP server and must be allowed to.
    pub struct McpApprovalRequest as "mcp_approval_request" {
        /// The service's name for the item, which the answer must name.
        id: String,
        /// The server, by its label in the request.
        server_label: String,
        /// The tool.
        name: String,
        /// The arguments as the model wrote them: JSON text.
        arguments: String,
    }
}

wire_object! {
    /// Whether the model may call a tool of an MCP server.
    ///
    /// ```
    /// use openai_client::responses::{McpApprovalRequest, McpApprovalResponse};
    ///
    /// fn answer(asked: &McpApprovalRequest) -> McpApprovalResponse {
    ///     McpApprovalResponse::new(&*asked.id, asked.name != "delete_everything")
    /// }
    /// ```
    pub built struct McpApprovalResponse as "mcp_approval_response" {
        /// The [`McpApprovalRequest`].
        approval_request_id: String,
        /// Whether it may.
        approve: bool,
    } with {
        /// The service's name for the item.
        id: String,
        /// Why.
        reason: String,
    }
}
