//! The body of an answer as hyper takes it: in one piece, or in the pieces of a stream.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use super::answer;
use super::stream::{Close, Play};

pub(super) enum Outgoing {
    Whole(Option<Bytes>),
    Stream(Stream),
}

/// The pieces that are still to be written. Each is handed over on its own turn, so that a client
/// sees events arrive one by one and not in a single read.
pub(super) struct Stream {
    pieces: VecDeque<Bytes>,
    pause: Option<Duration>,
    pauses: VecDeque<Duration>,
    close: Close,
    turn: Turn,
}

/// What stands before the next piece.
enum Turn {
    /// To begin the wait.
    Over,
    Waiting(Pin<Box<Sleep>>),
    Next,
}

/// What breaks a connection on purpose.
#[derive(Debug)]
pub(super) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the script cuts the connection here")
    }
}

impl std::error::Error for Cut {}

impl From<answer::Body> for Outgoing {
    fn from(body: answer::Body) -> Self {
        match body {
            answer::Body::Whole(body) => Self::Whole(Some(body)),
            answer::Body::Stream(Play {
                pieces,
                pause,
                pauses,
                close,
            }) => Self::Stream(Stream {
                pieces: pieces.into(),
                pause,
                pauses: pauses.into(),
                close,
                turn: Turn::Over,
            }),
        }
    }
}

impl Stream {
    /// Waits until it is the next piece's turn: for the pause, or for everyone else's turn.
    fn poll_turn(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            match &mut self.turn {
                Turn::Next => {
                    self.turn = Turn::Over;
                    return Poll::Ready(());
                }
                Turn::Waiting(sleep) => {
                    ready!(sleep.as_mut().poll(context));
                    self.turn = Turn::Next;
                }
                Turn::Over => {
                    let pause = self.pauses.pop_front().or(self.pause);
                    if let Some(pause) = pause.filter(|pause| !pause.is_zero())
                        && !self.pieces.is_empty()
                    {
                        self.turn = Turn::Waiting(Box::pin(tokio::time::sleep(pause)));
                    } else {
                        self.turn = Turn::Next;
                        context.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                }
            }
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let stream = match &mut *self {
            Self::Whole(body) => {
                let body = body.take().filter(|body| !body.is_empty());
                return Poll::Ready(body.map(|body| Ok(Frame::data(body))));
            }
            Self::Stream(stream) => stream,
        };
        // Nothing wakes a stream that is silent; hyper sees by itself when the client hangs up.
        if stream.pieces.is_empty() && stream.close == Close::Never {
            return Poll::Pending;
        }
        ready!(stream.poll_turn(context));
        Poll::Ready(match (stream.pieces.pop_front(), stream.close) {
            (Some(piece), _) => Some(Ok(Frame::data(piece))),
            (None, Close::Cut) => Some(Err(Cut)),
            (None, Close::Clean | Close::Never) => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.as_ref().is_none_or(Bytes::is_empty),
            Self::Stream(stream) => stream.pieces.is_empty() && stream.close == Close::Clean,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => {
                let length = body.as_ref().map_or(0, Bytes::len);
                SizeHint::with_exact(u64::try_from(length).unwrap_or(u64::MAX))
            }
            Self::Stream(_) => SizeHint::new(),
        }
    }
}
