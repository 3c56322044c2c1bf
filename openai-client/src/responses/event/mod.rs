//! The events of a streamed response, each with a type.

mod calls;
mod items;
mod lifecycle;
mod progress;
mod read;
mod reader;
mod reasoning;
mod text;

pub use calls::{
    ArgumentsDone, CodeDone, InputDelta, InputDone, ShellCommand, ShellCommandDelta,
    ShellOutputDelta, ShellOutputDone, ShellOutputPiece,
};
pub use items::{ContentPart, OutputItem};
pub use lifecycle::{ErrorEvent, Lifecycle};
pub use progress::{AudioDelta, AudioDone, PartialImage, Progress};
pub(super) use reader::EventReader;
pub use reasoning::{ReasoningTextDone, SummaryDelta, SummaryDone, SummaryPart};
pub use text::{AnnotationAdded, ContentDelta, OutputTextDelta, OutputTextDone, RefusalDone};

use super::response::Response;
use crate::wire::wire_union;

wire_union! {
    /// An event of a streamed response.
    ///
    /// Which item it belongs to says its `output_index`, the item's place in
    /// [`Response::output`](super::Response::output), and its `item_id`; some compatible services send
    /// neither. `sequence_number` counts the events of a response.
    ///
    /// ```
    /// use openai_client::responses::ResponseEvent;
    ///
    /// let event: ResponseEvent = serde_json::from_str(
    ///     r#"{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,
    ///         "content_index":0,"delta":"Hel","sequence_number":4}"#,
    /// )?;
    /// let ResponseEvent::OutputTextDelta(piece) = event else { panic!("it is a piece of text") };
    /// assert_eq!(piece.delta, "Hel");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub shared enum ResponseEvent {
        /// The service has taken the request.
        Created(Lifecycle) = "response.created",
        /// The response waits to be made.
        Queued(Lifecycle) = "response.queued",
        /// The response is being made.
        InProgress(Lifecycle) = "response.in_progress",
        /// The response is whole. Nothing follows.
        Completed(Lifecycle) = "response.completed",
        /// The service could not make the response. Nothing follows.
        Failed(Lifecycle) = "response.failed",
        /// The response was cut off. Nothing follows.
        Incomplete(Lifecycle) = "response.incomplete",
        /// The response was cancelled. Nothing follows. Not documented; some services send it.
        Cancelled(Lifecycle) = "response.cancelled",
        /// The service reports an error. In a stream it is the stream's error instead.
        Error(ErrorEvent) = "error",
        /// An item begins.
        OutputItemAdded(OutputItem) = "response.output_item.added",
        /// An item is whole.
        OutputItemDone(OutputItem) = "response.output_item.done",
        /// A part of a message or of the thinking begins.
        ContentPartAdded(ContentPart) = "response.content_part.added",
        /// A part is whole.
        ContentPartDone(ContentPart) = "response.content_part.done",
        /// A piece of the text.
        OutputTextDelta(OutputTextDelta) = "response.output_text.delta",
        /// The text of a part is whole.
        OutputTextDone(OutputTextDone) = "response.output_text.done",
        /// A source of the text.
        AnnotationAdded(AnnotationAdded) = "response.output_text.annotation.added",
        /// A piece of a refusal.
        RefusalDelta(ContentDelta) = "response.refusal.delta",
        /// A refusal is whole.
        RefusalDone(RefusalDone) = "response.refusal.done",
        /// A piece of the thinking.
        ReasoningTextDelta(ContentDelta) = "response.reasoning_text.delta",
        /// A part of the thinking is whole.
        ReasoningTextDone(ReasoningTextDone) = "response.reasoning_text.done",
        /// A part of the summary of the thinking begins.
        ReasoningSummaryPartAdded(SummaryPart) = "response.reasoning_summary_part.added",
        /// A part of the summary is whole.
        ReasoningSummaryPartDone(SummaryPart) = "response.reasoning_summary_part.done",
        /// A piece of the summary.
        ReasoningSummaryTextDelta(SummaryDelta) = "response.reasoning_summary_text.delta",
        /// The text of a part of the summary is whole.
        ReasoningSummaryTextDone(SummaryDone) = "response.reasoning_summary_text.done",
        /// A piece of the arguments of a function.
        FunctionCallArgumentsDelta(InputDelta) = "response.function_call_arguments.delta",
        /// The arguments of a function are whole.
        FunctionCallArgumentsDone(ArgumentsDone) = "response.function_call_arguments.done",
        /// A piece of the input of a custom tool.
        CustomToolCallInputDelta(InputDelta) = "response.custom_tool_call_input.delta",
        /// The input of a custom tool is whole.
        CustomToolCallInputDone(InputDone) = "response.custom_tool_call_input.done",
        /// A piece of the arguments of a tool of an MCP server.
        McpCallArgumentsDelta(InputDelta) = "response.mcp_call_arguments.delta",
        /// The arguments of a tool of an MCP server are whole.
        McpCallArgumentsDone(ArgumentsDone) = "response.mcp_call_arguments.done",
        /// A piece of code that is to be run.
        CodeInterpreterCallCodeDelta(InputDelta) = "response.code_interpreter_call_code.delta",
        /// The code that is to be run is whole.
        CodeInterpreterCallCodeDone(CodeDone) = "response.code_interpreter_call_code.done",
        /// A command of a shell begins.
        ShellCallCommandAdded(ShellCommand) = "response.shell_call_command.added",
        /// A piece of a command of a shell.
        ShellCallCommandDelta(ShellCommandDelta) = "response.shell_call_command.delta",
        /// A command of a shell is whole.
        ShellCallCommandDone(ShellCommand) = "response.shell_call_command.done",
        /// A piece of what a command wrote.
        ShellCallOutputContentDelta(ShellOutputDelta) = "response.shell_call_output_content.delta",
        /// What a command wrote is whole.
        ShellCallOutputContentDone(ShellOutputDone) = "response.shell_call_output_content.done",
        /// A search of the web begins.
        WebSearchCallInProgress(Progress) = "response.web_search_call.in_progress",
        /// The web is searched.
        WebSearchCallSearching(Progress) = "response.web_search_call.searching",
        /// The web was searched.
        WebSearchCallCompleted(Progress) = "response.web_search_call.completed",
        /// A search of files begins.
        FileSearchCallInProgress(Progress) = "response.file_search_call.in_progress",
        /// Files are searched.
        FileSearchCallSearching(Progress) = "response.file_search_call.searching",
        /// Files were searched.
        FileSearchCallCompleted(Progress) = "response.file_search_call.completed",
        /// Code is written.
        CodeInterpreterCallInProgress(Progress) = "response.code_interpreter_call.in_progress",
        /// Code runs.
        CodeInterpreterCallInterpreting(Progress) = "response.code_interpreter_call.interpreting",
        /// Code has run.
        CodeInterpreterCallCompleted(Progress) = "response.code_interpreter_call.completed",
        /// An image is begun.
        ImageGenerationCallInProgress(Progress) = "response.image_generation_call.in_progress",
        /// An image is made.
        ImageGenerationCallGenerating(Progress) = "response.image_generation_call.generating",
        /// An image as far as it is.
        ImageGenerationCallPartialImage(PartialImage) = "response.image_generation_call.partial_image",
        /// An image was made.
        ImageGenerationCallCompleted(Progress) = "response.image_generation_call.completed",
        /// A tool of an MCP server is called.
        McpCallInProgress(Progress) = "response.mcp_call.in_progress",
        /// A tool of an MCP server has answered.
        McpCallCompleted(Progress) = "response.mcp_call.completed",
        /// A tool of an MCP server has failed.
        McpCallFailed(Progress) = "response.mcp_call.failed",
        /// The tools of an MCP server are asked for.
        McpListToolsInProgress(Progress) = "response.mcp_list_tools.in_progress",
        /// The tools of an MCP server are known.
        McpListToolsCompleted(Progress) = "response.mcp_list_tools.completed",
        /// An MCP server did not say its tools.
        McpListToolsFailed(Progress) = "response.mcp_list_tools.failed",
        /// A piece of the sound, base64-encoded.
        AudioDelta(AudioDelta) = "response.audio.delta",
        /// The sound is whole.
        AudioDone(AudioDone) = "response.audio.done",
        /// A piece of the words that are spoken.
        AudioTranscriptDelta(AudioDelta) = "response.audio.transcript.delta",
        /// The words that are spoken are whole.
        AudioTranscriptDone(AudioDone) = "response.audio.transcript.done",
    }
}

impl ResponseEvent {
    /// The response as a whole, where the event has it.
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::Created(event)
            | Self::Queued(event)
            | Self::InProgress(event)
            | Self::Completed(event)
            | Self::Failed(event)
            | Self::Incomplete(event)
            | Self::Cancelled(event) => Some(&event.response),
            _ => None,
        }
    }

    /// Whether it is the last of its response.
    pub fn is_last(&self) -> bool {
        matches!(
            self,
            Self::Completed(_)
                | Self::Failed(_)
                | Self::Incomplete(_)
                | Self::Cancelled(_)
                | Self::Error(_)
        )
    }

    /// Its place among the events of its response.
    pub fn sequence_number(&self) -> Option<u64> {
        match self {
            Self::Created(event)
            | Self::Queued(event)
            | Self::InProgress(event)
            | Self::Completed(event)
            | Self::Failed(event)
            | Self::Incomplete(event)
            | Self::Cancelled(event) => event.sequence_number,
            Self::Error(event) => event.sequence_number,
            Self::OutputItemAdded(event) | Self::OutputItemDone(event) => event.sequence_number,
            Self::ContentPartAdded(event) | Self::ContentPartDone(event) => event.sequence_number,
            Self::OutputTextDelta(event) => event.sequence_number,
            Self::OutputTextDone(event) => event.sequence_number,
            Self::AnnotationAdded(event) => event.sequence_number,
            Self::RefusalDelta(event) | Self::ReasoningTextDelta(event) => event.sequence_number,
            Self::RefusalDone(event) => event.sequence_number,
            Self::ReasoningTextDone(event) => event.sequence_number,
            Self::ReasoningSummaryPartAdded(event) | Self::ReasoningSummaryPartDone(event) => {
                event.sequence_number
            }
            Self::ReasoningSummaryTextDelta(event) => event.sequence_number,
            Self::ReasoningSummaryTextDone(event) => event.sequence_number,
            Self::FunctionCallArgumentsDelta(event)
            | Self::CustomToolCallInputDelta(event)
            | Self::McpCallArgumentsDelta(event)
            | Self::CodeInterpreterCallCodeDelta(event) => event.sequence_number,
            Self::FunctionCallArgumentsDone(event) | Self::McpCallArgumentsDone(event) => {
                event.sequence_number
            }
            Self::CustomToolCallInputDone(event) => event.sequence_number,
            Self::CodeInterpreterCallCodeDone(event) => event.sequence_number,
            Self::ShellCallCommandAdded(event) | Self::ShellCallCommandDone(event) => {
                event.sequence_number
            }
            Self::ShellCallCommandDelta(event) => event.sequence_number,
            Self::ShellCallOutputContentDelta(event) => event.sequence_number,
            Self::ShellCallOutputContentDone(event) => event.sequence_number,
            Self::WebSearchCallInProgress(event)
            | Self::WebSearchCallSearching(event)
            | Self::WebSearchCallCompleted(event)
            | Self::FileSearchCallInProgress(event)
            | Self::FileSearchCallSearching(event)
            | Self::FileSearchCallCompleted(event)
            | Self::CodeInterpreterCallInProgress(event)
            | Self::CodeInterpreterCallInterpreting(event)
            | Self::CodeInterpreterCallCompleted(event)
            | Self::ImageGenerationCallInProgress(event)
            | Self::ImageGenerationCallGenerating(event)
            | Self::ImageGenerationCallCompleted(event)
            | Self::McpCallInProgress(event)
            | Self::McpCallCompleted(event)
            | Self::McpCallFailed(event)
            | Self::McpListToolsInProgress(event)
            | Self::McpListToolsCompleted(event)
            | Self::McpListToolsFailed(event) => event.sequence_number,
            Self::ImageGenerationCallPartialImage(event) => event.sequence_number,
            Self::AudioDelta(event) | Self::AudioTranscriptDelta(event) => event.sequence_number,
            Self::AudioDone(event) | Self::AudioTranscriptDone(event) => event.sequence_number,
            Self::Other(event) => event.get("sequence_number")?.as_u64(),
        }
    }
}
