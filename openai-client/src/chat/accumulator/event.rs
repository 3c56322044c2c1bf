//! What happens in a streamed answer, as small values that own what they say.

use crate::chat::{FinishReason, Logprobs, ToolCall, Usage};

/// Something that a chunk added to the answer.
///
/// Events own their data and are small; the whole so far is in the
/// [`snapshot`](super::ChatAccumulator::snapshot). Pieces of text are never empty. `choice` is the
/// choice's [`index`](crate::chat::Choice::index), `call` is the call's place in
/// [`tool_calls`](crate::chat::ChatMessage::tool_calls).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ChatEvent {
    /// A piece of the text.
    #[non_exhaustive]
    Content {
        /// Whose text.
        choice: u64,
        /// The piece.
        text: String,
    },
    /// A piece of the refusal.
    #[non_exhaustive]
    Refusal {
        /// Whose refusal.
        choice: u64,
        /// The piece.
        text: String,
    },
    /// A piece of the model's thinking, where a service shows it.
    #[non_exhaustive]
    Reasoning {
        /// Whose thinking.
        choice: u64,
        /// The piece.
        text: String,
    },
    /// A call of a tool has begun.
    #[non_exhaustive]
    ToolCallStarted {
        /// Whose call.
        choice: u64,
        /// Which call.
        call: usize,
        /// The call's id; empty if the service gave none so far.
        id: String,
        /// The tool; empty if the service did not name it so far.
        name: String,
    },
    /// A piece of what the model gives to a tool: of the arguments' JSON, or of the free text for a
    /// custom tool.
    #[non_exhaustive]
    ToolCallInput {
        /// Whose call.
        choice: u64,
        /// Which call.
        call: usize,
        /// The piece.
        text: String,
    },
    /// A call of a tool has ended. It comes once for each call, whatever ends it.
    #[non_exhaustive]
    ToolCallDone {
        /// Whose call.
        choice: u64,
        /// Which call.
        call: usize,
        /// The call.
        tool_call: Box<ToolCall>,
        /// Whether the call is whole. It is not if a limit, a filter or the end of the connection
        /// cut it; then it must not be run.
        whole: bool,
    },
    /// A piece of the spoken answer.
    #[non_exhaustive]
    Audio {
        /// Whose answer.
        choice: u64,
        /// A piece of the sound, base64-encoded; may be empty.
        data: String,
        /// A piece of the words; may be empty.
        transcript: String,
    },
    /// How likely the tokens were that came last.
    #[non_exhaustive]
    Logprobs {
        /// Whose tokens.
        choice: u64,
        /// Their logarithms.
        logprobs: Logprobs,
    },
    /// The model stopped. It comes once for each choice, if the service says so at all.
    #[non_exhaustive]
    Finished {
        /// Which choice.
        choice: u64,
        /// Why.
        reason: FinishReason,
    },
    /// The tokens that were used, so far or in all.
    Usage(Box<Usage>),
}
