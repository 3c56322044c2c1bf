//! A streamed answer on its way: the pieces that are written, the time between them, and the end.

use std::time::Duration;

use bytes::Bytes;

use super::dialect::Dialect;

/// How a streamed [`Reply`](super::Reply) ends.
///
/// # Examples
///
/// ```
/// use openai_structured::local::{Ending, Reply};
///
/// // Three events arrive, then the connection breaks.
/// let cut = Reply::text("It was a dark").ends_after(3, Ending::Cut);
/// // All of them arrive, and the server fails before it says that it is done.
/// let failed = Reply::text("It was").ends(Ending::Error("The server had an error.".into()));
/// # let _ = (cut, failed);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// What a client hopes for: the body ends, after `data: [DONE]` where it has chat completions.
    Done,
    /// The body ends as HTTP has it, without `[DONE]`.
    Closed,
    /// The connection breaks in the middle of the body.
    Cut,
    /// The connection stays open and nothing more is said, until the client hangs up.
    Silent,
    /// An event with an error of this message, and the body ends.
    Error(String),
}

/// How a reply is streamed, as its script says.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// Bytes of one write, where they are not those of one event.
    pub(super) write: Option<usize>,
    /// What is waited before each piece; without it, what the server says.
    pub(super) pause: Option<Duration>,
    /// The same for each piece of a recording; none where it is cut anew.
    pub(super) pauses: Vec<Duration>,
    /// Pieces after which it ends; without it, all.
    pub(super) after: Option<usize>,
    pub(super) ending: Ending,
}

impl Flow {
    pub(super) fn new(ending: Ending) -> Self {
        Self {
            write: None,
            pause: None,
            pauses: Vec::new(),
            after: None,
            ending,
        }
    }

    /// These pieces as they go over the wire.
    pub(super) fn play<D: Dialect>(self, pieces: Vec<Bytes>, pause: Option<Duration>) -> Play {
        let events = self.after.unwrap_or(usize::MAX).min(pieces.len());
        let (last, close) = match self.ending {
            Ending::Done => (D::done(), Close::Clean),
            Ending::Closed => (None, Close::Clean),
            Ending::Cut => (None, Close::Cut),
            Ending::Silent => (None, Close::Never),
            Ending::Error(message) => (Some(D::error(&message, events)), Close::Clean),
        };
        let cut = |pieces: Vec<Bytes>| match self.write {
            None => pieces,
            Some(write) => {
                let bytes = Bytes::from(pieces.concat());
                let starts = (0..bytes.len()).step_by(write);
                starts
                    .map(|start| bytes.slice(start..bytes.len().min(start.saturating_add(write))))
                    .collect()
            }
        };
        let mut pieces = cut(pieces);
        pieces.truncate(self.after.unwrap_or(usize::MAX));
        pieces.extend(cut(last.into_iter().collect()));
        Play {
            pieces,
            pause: self.pause.or(pause),
            pauses: self.pauses,
            close,
        }
    }
}

/// A stream, ready for the wire.
#[derive(Debug)]
pub(super) struct Play {
    pub(super) pieces: Vec<Bytes>,
    pub(super) pause: Option<Duration>,
    /// Before each of the first pieces, instead.
    pub(super) pauses: Vec<Duration>,
    pub(super) close: Close,
}

/// What happens after the last piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    Clean,
    Cut,
    Never,
}
