//! What happens in a run.

use super::step::CallResult;
use crate::dialect::AnyEvent;
use openai_client::chat::ChatEvent;
use openai_client::responses::ResponseEvent;

/// Something that happened in a run; for
/// [`RunOptions::observe`](super::RunOptions::observe), and from a streamed run.
///
/// `round` counts the answers of the model from 0, `call` the calls of one answer from 0: the place
/// in [`RunStep::calls`](super::RunStep::calls).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RunEvent {
    /// A request is sent.
    #[non_exhaustive]
    Asked {
        /// Which answer will come.
        round: usize,
    },
    /// A piece of an answer of chat: its text, the arguments of a call, its usage. Of streamed runs
    /// alone.
    #[non_exhaustive]
    Answer {
        /// Of which answer.
        round: usize,
        /// The piece.
        event: ChatEvent,
    },
    /// The same, of a response.
    #[non_exhaustive]
    Response {
        /// Of which answer.
        round: usize,
        /// The piece.
        event: Box<ResponseEvent>,
    },
    /// An answer has come: whole, or as much of it as will.
    #[non_exhaustive]
    Answered {
        /// Which.
        round: usize,
        /// How many tools it calls.
        calls: usize,
    },
    /// A call begins to run.
    #[non_exhaustive]
    CallStarted {
        /// The answer that made the call.
        round: usize,
        /// Which call: its place among those of the answer, as it was when the call began.
        call: usize,
        /// The tool.
        name: String,
    },
    /// Something came of a call, also of one that was not run.
    #[non_exhaustive]
    CallDone {
        /// The answer that made the call.
        round: usize,
        /// Which call: its place among those of the answer, as it was when the call began.
        call: usize,
        /// The tool.
        name: String,
        /// What came of it.
        result: CallResult,
    },
    /// The answer did not fit its type, and is asked for again.
    #[non_exhaustive]
    AskedAgain {
        /// The answer.
        round: usize,
    },
}

impl RunEvent {
    /// A piece of an answer.
    pub(super) fn of(round: usize, event: AnyEvent) -> Self {
        match event {
            AnyEvent::Chat(event) => Self::Answer { round, event },
            AnyEvent::Response(event) => Self::Response { round, event },
        }
    }
}
