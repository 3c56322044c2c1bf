//! Runs of tools: a request, the calls that the model makes, and the answer that it ends in.
//!
//! The loop itself is a state machine without IO, [`ToolLoop`]: an answer goes in, what to do next
//! comes out. [`ChatExt::run_tools`](crate::ChatExt::run_tools) drives it over a client. What a run is
//! made of is generic over the surface of the API, and of chat where nothing else is said.

mod answer;
mod answering;
mod approval;
mod arguments;
mod begun;
mod calls;
mod drive;
mod error;
mod event;
mod hooks;
mod machine;
mod options;
mod permit;
mod round;
mod step;
mod stream;
mod transcript;

pub use self::answer::Answer;
pub use self::approval::ServerCall;
pub use self::error::{RunError, RunErrorKind};
pub use self::event::RunEvent;
pub use self::machine::{Next, Run, ToolLoop};
pub use self::options::{Approval, ProposedCall, RunOptions};
pub use self::round::{CallRound, RunCall, Wanted};
pub use self::step::{CallRecord, CallResult, RunStep};
pub use self::stream::RunStream;

pub(crate) use self::drive::drive;
