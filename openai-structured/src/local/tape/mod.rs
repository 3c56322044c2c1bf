//! Real exchanges, recorded once and played in tests.

mod body;
mod error;
mod exchange;
mod file;
mod fit;
mod layout;
#[cfg(feature = "client")]
mod recorder;
#[cfg(feature = "client")]
mod redact;
mod reel;
mod replay;

pub use error::{TapeError, TapeErrorKind};
pub use exchange::{Exchange, Piece, RecordedAnswer, RecordedEnd, RecordedRequest};
#[cfg(feature = "client")]
pub use recorder::Recorder;
pub use reel::Tape;
pub use replay::Replay;

pub(super) use replay::Player;

/// What stands in a tape where something was taken out, and what is equal to any text when it is played.
pub const REDACTED: &str = "[redacted]";

#[cfg(test)]
mod tests;
