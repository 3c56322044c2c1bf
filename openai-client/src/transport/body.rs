//! The bodies of requests and answers.

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};

use super::{
    TransportError,
    pieces::{Boxed, Pieces, Shared},
    progress::Progress,
};

/// Any error, on its way into one of ours.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// What becomes of a call whose body fails.
pub(crate) const UNREADABLE: &str = "the body of the request could not be read";

/// A large body is handed out in pieces of so many bytes, so that one which was not taken to its end is
/// known for that. HTTP/2 takes a piece more than it can send, so they are not too large, and each
/// costs time, so they are not small.
const PIECE: usize = 256 * 1024;

/// The body of a request: bytes, which can be sent again, or a stream, which can if it may be had anew.
pub struct RequestBody {
    sent: Sent,
    /// Told of what is taken, once somebody wants to know.
    progress: Option<Progress>,
}

enum Sent {
    Bytes(Bytes),
    /// Boxed, as nearly every body is bytes and is moved a few times.
    Stream(Box<Streamed>),
}

/// A body that comes in pieces.
struct Streamed {
    pieces: Pieces,
    /// How they are had once more, if they can be.
    restart: Option<Restart>,
}

/// Makes the pieces, and what length they are said to have.
struct Restart {
    make: Arc<Make>,
    length: Option<u64>,
}

type Make = dyn Fn() -> Given + Send + Sync;
type Given = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// Pieces that are made when the first is asked for: what is never sent is never made.
enum Lazy {
    Before(Arc<Make>),
    Begun(Given),
}

impl Stream for Lazy {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Self::Before(make) = &*self {
            let begun = make();
            *self = Self::Begun(begun);
        }
        match &mut *self {
            Self::Begun(given) => given.as_mut().poll_next(cx),
            Self::Before(_) => Poll::Ready(None),
        }
    }
}

impl Restart {
    fn begin(&self) -> Streamed {
        Streamed {
            pieces: Pieces::new(
                Shared::new(Lazy::Before(Arc::clone(&self.make))),
                self.length,
            ),
            restart: Some(Self {
                make: Arc::clone(&self.make),
                length: self.length,
            }),
        }
    }
}

impl RequestBody {
    /// No body.
    pub fn empty() -> Self {
        Bytes::new().into()
    }

    /// A body that comes in pieces. A call that sends one is never tried again, as it is used up.
    ///
    /// `length` is the number of bytes, if it is known; services want it for files. The last piece is
    /// sent when the stream has ended. If it had another length, or if it fails, the call ends as
    /// [`ErrorKind::Request`](crate::ErrorKind::Request), and the service never gets the whole.
    pub fn stream<S, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let stream = Shared::new(Boxed::new(stream));
        Self::of(Sent::Stream(Box::new(Streamed {
            pieces: Pieces::new(stream, length),
            restart: None,
        })))
    }

    /// A body that comes in pieces, and can be had from its beginning as often as it is needed, as that
    /// of a file: so a call that sends one is tried again as one that sends bytes.
    ///
    /// `make` is called once for each attempt, when the first piece is asked for; `length` is that of each of the streams. All else is as
    /// by [`stream`](Self::stream).
    pub fn restartable<S, E>(
        make: impl Fn() -> S + Send + Sync + 'static,
        length: Option<u64>,
    ) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let make = Arc::new(move || -> Given { Box::pin(Boxed::new(make())) });
        Self::of(Sent::Stream(Box::new(Restart { make, length }.begin())))
    }

    fn of(sent: Sent) -> Self {
        Self {
            sent,
            progress: None,
        }
    }

    /// The bytes, if it is not a stream, and if the call still waits for an answer.
    ///
    /// Who has seen them may have sent them: after this, nobody can say any more that they never
    /// left.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        let bytes = self.bytes()?;
        let may_leave = match &self.progress {
            Some(progress) => progress.advance(true),
            None => true,
        };
        may_leave.then_some(bytes)
    }

    /// The same body once more, if it is not a stream that is used up, and if the call still waits for
    /// an answer.
    pub fn again(&self) -> Option<Self> {
        if self.progress.as_ref().is_some_and(Progress::is_given_up) {
            return None;
        }
        let sent = match &self.sent {
            Sent::Bytes(bytes) => Sent::Bytes(bytes.clone()),
            Sent::Stream(streamed) => Sent::Stream(Box::new(streamed.restart.as_ref()?.begin())),
        };
        Some(Self {
            sent,
            progress: self.progress.clone(),
        })
    }

    /// Whether it comes in pieces, and so has no [bytes](Self::as_bytes).
    pub fn is_stream(&self) -> bool {
        matches!(self.sent, Sent::Stream(_))
    }

    /// Whether it can be had [again](Self::again).
    pub(crate) fn is_repeatable(&self) -> bool {
        match &self.sent {
            Sent::Bytes(_) => true,
            Sent::Stream(streamed) => streamed.restart.is_some(),
        }
    }

    /// Whether it goes out in more than one piece, which may take its time.
    pub(crate) fn is_large(&self) -> bool {
        match &self.sent {
            Sent::Bytes(bytes) => bytes.len() > PIECE,
            Sent::Stream(_) => true,
        }
    }

    /// The bytes, for one who does not send them.
    pub(crate) fn bytes(&self) -> Option<&Bytes> {
        match &self.sent {
            Sent::Bytes(bytes) => Some(bytes),
            Sent::Stream(_) => None,
        }
    }

    /// From now on it is known how much is taken. None for no body: nothing is taken of it, so
    /// nothing shows whether the request left.
    pub(crate) fn watched(&mut self) -> Option<Progress> {
        if self.is_end_stream() {
            return None;
        }
        Some(self.progress.get_or_insert_with(Progress::new).clone())
    }

    /// The next piece, before anybody is told.
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        match &mut self.sent {
            Sent::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Sent::Bytes(bytes) => Poll::Ready(Some(Ok(if bytes.len() <= PIECE {
                std::mem::take(bytes)
            } else {
                bytes.split_to(PIECE)
            }))),
            Sent::Stream(streamed) => streamed.pieces.poll_next(cx),
        }
    }

    /// Nothing is left to be taken.
    fn is_taken(&self) -> bool {
        match &self.sent {
            Sent::Bytes(bytes) => bytes.is_empty(),
            Sent::Stream(streamed) => streamed.pieces.is_whole(),
        }
    }
}

/// As the other crates of HTTP take bodies.
impl Body for RequestBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let next = ready!(self.poll_piece(cx));
        let Some(progress) = &self.progress else {
            return Poll::Ready(next.map(|piece| piece.map(Frame::data)));
        };
        Poll::Ready(match next {
            Some(Err(cause)) => {
                progress.fail(cause);
                Some(Err(UNREADABLE.into()))
            }
            next if progress.advance(self.is_taken()) => next.map(|piece| piece.map(Frame::data)),
            _ => Some(Err("nobody waits for the answer any more".into())),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.bytes().is_some_and(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        let left = match &self.sent {
            Sent::Bytes(bytes) => Some(bytes.len() as u64),
            Sent::Stream(streamed) => streamed.pieces.left(),
        };
        left.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the bytes: they are the user's.
        match &self.sent {
            Sent::Bytes(bytes) => write!(f, "RequestBody({} bytes)", bytes.len()),
            Sent::Stream(_) => f.write_str("RequestBody(stream)"),
        }
    }
}

/// The body of an answer, as it comes.
pub struct ResponseBody(Received);

enum Received {
    Bytes(Option<Bytes>),
    Http(reqwest::Response),
    Stream {
        stream: Shared<TransportError>,
        announced: Option<u64>,
    },
}

impl ResponseBody {
    /// A body that comes in pieces.
    pub fn stream(
        stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static,
    ) -> Self {
        Self::announcing(stream, None)
    }

    /// The same with the length that it is said to have, which is what is left where a transport passes on
    /// a body that it was given.
    pub fn announcing(
        stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static,
        announced: Option<u64>,
    ) -> Self {
        let stream = Shared::new(stream);
        Self(Received::Stream { stream, announced })
    }

    /// The body of an answer whose head has been taken.
    pub(super) fn http(response: reqwest::Response) -> Self {
        Self(Received::Http(response))
    }

    /// How many bytes are still to come, if that is announced.
    pub(crate) fn announced(&self) -> Option<u64> {
        match &self.0 {
            Received::Bytes(bytes) => Some(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Received::Http(response) => response.content_length(),
            Received::Stream { announced, .. } => *announced,
        }
    }

    /// The next piece; none at the end.
    pub(crate) fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match &mut self.0 {
            Received::Bytes(bytes) => Poll::Ready(bytes.take().map(Ok)),
            // The future keeps nothing between polls, so each poll makes its own.
            Received::Http(response) => match ready!(pin!(response.chunk()).poll(cx)) {
                Ok(piece) => Poll::Ready(piece.map(Ok)),
                // The cause would print the URL, which may hold a secret of the user's own client.
                Err(cause) => {
                    Poll::Ready(Some(Err(TransportError::maybe_sent(cause.without_url()))))
                }
            },
            Received::Stream { stream, announced } => {
                let next = ready!(stream.poll_next(cx));
                if let (Some(Ok(piece)), Some(left)) = (&next, announced) {
                    *left = left.saturating_sub(piece.len() as u64);
                }
                Poll::Ready(next)
            }
        }
    }
}

/// As the other crates of HTTP give bodies.
impl Body for ResponseBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let piece = ready!(self.poll_piece(cx));
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.announced()
            .map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBody").finish_non_exhaustive()
    }
}

/// Bodies from what has them whole.
macro_rules! from_bytes {
    ($($whole:ty),*) => {$(
        impl From<$whole> for RequestBody {
            fn from(bytes: $whole) -> Self {
                Self::of(Sent::Bytes(bytes.into()))
            }
        }

        impl From<$whole> for ResponseBody {
            fn from(bytes: $whole) -> Self {
                Self(Received::Bytes(Some(bytes.into())))
            }
        }
    )*};
}

from_bytes!(Bytes, Vec<u8>, String, &'static str, &'static [u8]);
