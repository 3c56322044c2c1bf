//! What a conversation consists of: messages, calls of tools and what came of them, thinking.
//!
//! One type serves for what goes to the model, for what it answers and for what is stored: items of an
//! answer go into the next request as they are.

mod code;
mod compaction;
mod computer;
mod custom;
mod function;
mod image;
mod mcp;
mod message;
mod patch;
mod program;
mod reasoning;
mod search;
mod shell;
mod tool_search;

use serde_json::{Map, Value};

pub use code::{CodeImage, CodeInterpreterCall, CodeLogs, CodeOutput};
pub use compaction::{Compaction, CompactionTrigger};
pub use computer::{
    ClickAction, ComputerAction, ComputerCall, ComputerCallOutput, Coordinate, DoubleClickAction,
    DragAction, KeyPressAction, MouseButton, MoveAction, SafetyCheck, ScreenshotAction,
    ScrollAction, TypeAction, WaitAction,
};
pub use custom::{CustomToolCall, CustomToolCallOutput};
pub use function::{FunctionCall, FunctionCallOutput};
pub use image::ImageGenerationCall;
pub use mcp::{
    McpApprovalRequest, McpApprovalResponse, McpCall, McpError, McpExecutionError, McpHttpError,
    McpListTools, McpListedTool, McpProtocolError,
};
pub use message::{Message, MessagePhase, Role};
pub use patch::{
    ApplyPatchCall, ApplyPatchCallOutput, CreateFile, DeleteFile, PatchOperation, UpdateFile,
};
pub use program::{Caller, DirectCaller, Program, ProgramCaller, ProgramOutput};
pub use reasoning::Reasoning;
pub use search::{
    FileSearchCall, FileSearchResult, FindInPageAction, OpenPageAction, SearchAction, SearchSource,
    SearchSourceKind, WebSearchAction, WebSearchCall,
};
pub use shell::{
    ExitOutcome, LocalShellAction, LocalShellCall, LocalShellCallOutput, ShellAction, ShellCall,
    ShellCallOutput, ShellOutcome, ShellOutput, TimeoutOutcome,
};
pub use tool_search::{AdditionalTools, ToolSearchCall, ToolSearchExecution, ToolSearchOutput};

use crate::{
    open_enum::open_enum,
    wire::{wire_object, wire_union},
};

wire_union! {
    /// What a conversation consists of.
    pub enum Item else guess {
        /// Something said.
        Message(Message) = "message",
        /// A call of a function.
        FunctionCall(FunctionCall) = "function_call",
        /// What came of a call of a function.
        FunctionCallOutput(FunctionCallOutput) = "function_call_output",
        /// A call of a tool that takes free text.
        CustomToolCall(CustomToolCall) = "custom_tool_call",
        /// What came of a call of a tool that takes free text.
        CustomToolCallOutput(CustomToolCallOutput) = "custom_tool_call_output",
        /// What the model thought.
        Reasoning(Reasoning) = "reasoning",
        /// A search of files.
        FileSearchCall(FileSearchCall) = "file_search_call",
        /// A search of the web.
        WebSearchCall(WebSearchCall) = "web_search_call",
        /// A program that the service ran.
        CodeInterpreterCall(CodeInterpreterCall) = "code_interpreter_call",
        /// An image that the model made.
        ImageGenerationCall(ImageGenerationCall) = "image_generation_call",
        /// What the model would do with a computer.
        ComputerCall(ComputerCall) = "computer_call",
        /// What the computer shows after what was done.
        ComputerCallOutput(ComputerCallOutput) = "computer_call_output",
        /// Commands for a shell.
        ShellCall(ShellCall) = "shell_call",
        /// What came of commands for a shell.
        ShellCallOutput(ShellCallOutput) = "shell_call_output",
        /// A command for a shell of the application's machine; the older tool.
        LocalShellCall(LocalShellCall) = "local_shell_call",
        /// What came of a command on the application's machine.
        LocalShellCallOutput(LocalShellCallOutput) = "local_shell_call_output",
        /// A change of a file that the model wants.
        ApplyPatchCall(ApplyPatchCall) = "apply_patch_call",
        /// What came of a change of a file.
        ApplyPatchCallOutput(ApplyPatchCallOutput) = "apply_patch_call_output",
        /// A call of a tool of an MCP server, with what came of it.
        McpCall(McpCall) = "mcp_call",
        /// The tools of an MCP server.
        McpListTools(McpListTools) = "mcp_list_tools",
        /// The model would call a tool of an MCP server and must be allowed to.
        McpApprovalRequest(McpApprovalRequest) = "mcp_approval_request",
        /// Whether the model may call a tool of an MCP server.
        McpApprovalResponse(McpApprovalResponse) = "mcp_approval_response",
        /// A search for tools.
        ToolSearchCall(ToolSearchCall) = "tool_search_call",
        /// The tools that were found.
        ToolSearchOutput(ToolSearchOutput) = "tool_search_output",
        /// Tools that are offered from here on.
        AdditionalTools(AdditionalTools) = "additional_tools",
        /// A program that the model wrote to call tools.
        Program(Program) = "program",
        /// What came of a program.
        ProgramOutput(ProgramOutput) = "program_output",
        /// The conversation so far, in short.
        Compaction(Compaction) = "compaction",
        /// Asks the service to put the conversation so far in short.
        CompactionTrigger(CompactionTrigger) = "compaction_trigger",
        /// An item that the service has stored.
        Reference(ItemReference) = "item_reference",
    }
}

impl Item {
    /// The message, if it is one.
    pub fn as_message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }

    /// The service's name for it, if it has one.
    pub fn id(&self) -> Option<&str> {
        let id = match self {
            Self::Message(item) => item.id.as_deref(),
            Self::FunctionCall(item) => item.id.as_deref(),
            Self::FunctionCallOutput(item) => item.id.as_deref(),
            Self::CustomToolCall(item) => item.id.as_deref(),
            Self::CustomToolCallOutput(item) => item.id.as_deref(),
            Self::Reasoning(item) => Some(&*item.id),
            Self::FileSearchCall(item) => Some(&*item.id),
            Self::WebSearchCall(item) => Some(&*item.id),
            Self::CodeInterpreterCall(item) => Some(&*item.id),
            Self::ImageGenerationCall(item) => Some(&*item.id),
            Self::ComputerCall(item) => Some(&*item.id),
            Self::ComputerCallOutput(item) => item.id.as_deref(),
            Self::ShellCall(item) => item.id.as_deref(),
            Self::ShellCallOutput(item) => item.id.as_deref(),
            Self::LocalShellCall(item) => Some(&*item.id),
            Self::LocalShellCallOutput(item) => Some(&*item.id),
            Self::ApplyPatchCall(item) => item.id.as_deref(),
            Self::ApplyPatchCallOutput(item) => item.id.as_deref(),
            Self::McpCall(item) => Some(&*item.id),
            Self::McpListTools(item) => Some(&*item.id),
            Self::McpApprovalRequest(item) => Some(&*item.id),
            Self::McpApprovalResponse(item) => item.id.as_deref(),
            Self::ToolSearchCall(item) => item.id.as_deref(),
            Self::ToolSearchOutput(item) => item.id.as_deref(),
            Self::AdditionalTools(item) => item.id.as_deref(),
            Self::Program(item) => Some(&*item.id),
            Self::ProgramOutput(item) => Some(&*item.id),
            Self::Compaction(item) => item.id.as_deref(),
            Self::Reference(item) => Some(&*item.id),
            Self::CompactionTrigger(_) => None,
            Self::Other(item) => item.get("id").and_then(Value::as_str),
        };
        id.filter(|id| !id.is_empty())
    }

    /// How far it is, if it says so.
    pub fn status(&self) -> Option<&ItemStatus> {
        match self {
            Self::Message(item) => item.status.as_ref(),
            Self::FunctionCall(item) => item.status.as_ref(),
            Self::FunctionCallOutput(item) => item.status.as_ref(),
            Self::CustomToolCall(item) => item.status.as_ref(),
            Self::CustomToolCallOutput(item) => item.status.as_ref(),
            Self::Reasoning(item) => item.status.as_ref(),
            Self::FileSearchCall(item) => item.status.as_ref(),
            Self::WebSearchCall(item) => item.status.as_ref(),
            Self::CodeInterpreterCall(item) => item.status.as_ref(),
            Self::ImageGenerationCall(item) => item.status.as_ref(),
            Self::ComputerCall(item) => item.status.as_ref(),
            Self::ComputerCallOutput(item) => item.status.as_ref(),
            Self::ShellCall(item) => item.status.as_ref(),
            Self::ShellCallOutput(item) => item.status.as_ref(),
            Self::LocalShellCall(item) => item.status.as_ref(),
            Self::LocalShellCallOutput(item) => item.status.as_ref(),
            Self::ApplyPatchCall(item) => item.status.as_ref(),
            Self::ApplyPatchCallOutput(item) => item.status.as_ref(),
            Self::McpCall(item) => item.status.as_ref(),
            Self::ToolSearchCall(item) => item.status.as_ref(),
            Self::ToolSearchOutput(item) => item.status.as_ref(),
            Self::ProgramOutput(item) => item.status.as_ref(),
            Self::McpListTools(_)
            | Self::McpApprovalRequest(_)
            | Self::McpApprovalResponse(_)
            | Self::AdditionalTools(_)
            | Self::Program(_)
            | Self::Compaction(_)
            | Self::CompactionTrigger(_)
            | Self::Reference(_)
            | Self::Other(_) => None,
        }
    }
}

/// The kind of an item that came without one.
fn guess(fields: &Map<String, Value>) -> Option<&'static str> {
    let has = |name| fields.get(name).is_some_and(|value| !value.is_null());
    if has("type") {
        return None;
    }
    if has("role") && fields.contains_key("content") {
        return Some("message");
    }
    let is_reference = has("id") && fields.keys().all(|name| name == "id" || name == "type");
    is_reference.then_some("item_reference")
}

open_enum! {
    /// How far an item is.
    pub enum ItemStatus {
        /// It is being made.
        InProgress = "in_progress",
        /// The service searches.
        Searching = "searching",
        /// The service makes an image.
        Generating = "generating",
        /// The service runs a program.
        Interpreting = "interpreting",
        /// The service calls a tool.
        Calling = "calling",
        /// It is whole.
        Completed = "completed",
        /// It was cut off.
        Incomplete = "incomplete",
        /// It failed.
        Failed = "failed",
    }
}

wire_object! {
    /// An item that the service has stored, by its id.
    pub built struct ItemReference as "item_reference" {
        /// The item.
        id: String,
    }
}
