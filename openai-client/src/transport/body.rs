//! The bodies of requests and answers.

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::{Pin, pin},
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};

use super::TransportError;

/// Any error, on its way into one of ours.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// A stream behind a lock that is never taken: it is only polled by who has it alone, and so the
/// whole can be shared.
type Shared<E> = Mutex<Pin<Box<dyn Stream<Item = Result<Bytes, E>> + Send>>>;

fn shared<E>(stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static) -> Shared<E> {
    Mutex::new(Box::pin(stream))
}

fn poll_shared<E>(stream: &mut Shared<E>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, E>>> {
    let stream = stream.get_mut().unwrap_or_else(PoisonError::into_inner);
    stream.as_mut().poll_next(cx)
}

/// The body of a request: bytes, which can be sent again, or a stream, which cannot.
pub struct RequestBody(Sent);

enum Sent {
    Bytes(Bytes),
    Stream {
        stream: Shared<BoxError>,
        length: Option<u64>,
    },
}

impl RequestBody {
    /// No body.
    pub fn empty() -> Self {
        Self(Sent::Bytes(Bytes::new()))
    }

    /// A body that comes in pieces. A call that sends one is never tried again, as it is used up.
    ///
    /// `length` is the number of bytes, if it is known; services want it for files.
    pub fn stream<S, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let stream = shared(Boxed(Box::pin(stream)));
        Self(Sent::Stream { stream, length })
    }

    /// The bytes, if it is not a stream.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Sent::Bytes(bytes) => Some(bytes),
            Sent::Stream { .. } => None,
        }
    }

    /// The same body once more, if it is not a stream.
    pub fn again(&self) -> Option<Self> {
        self.as_bytes().cloned().map(Self::from)
    }
}

/// A stream with its errors boxed.
struct Boxed<S>(Pin<Box<S>>);

impl<S, E> Stream for Boxed<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(next.map(|piece| piece.map_err(Into::into)))
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
        match &mut self.0 {
            Sent::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Sent::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Sent::Stream { stream, length } => {
                let next = ready!(poll_shared(stream, cx));
                if let (Some(Ok(piece)), Some(left)) = (&next, length) {
                    *left = left.saturating_sub(piece.len() as u64);
                }
                Poll::Ready(next.map(|piece| piece.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.as_bytes().is_some_and(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Sent::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Sent::Stream { length, .. } => length.map_or_else(SizeHint::new, SizeHint::with_exact),
        }
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the bytes: they are the user's.
        match &self.0 {
            Sent::Bytes(bytes) => write!(f, "RequestBody({} bytes)", bytes.len()),
            Sent::Stream { .. } => f.write_str("RequestBody(stream)"),
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

    /// The same with the length that it is said to have.
    pub(super) fn announcing(
        stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static,
        announced: Option<u64>,
    ) -> Self {
        let stream = shared(stream);
        Self(Received::Stream { stream, announced })
    }

    /// The body of an answer whose head has been taken.
    pub(super) fn http(response: reqwest::Response) -> Self {
        Self(Received::Http(response))
    }

    /// How many bytes are announced, if any number is.
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
            Received::Stream { stream, .. } => poll_shared(stream, cx),
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
                Self(Sent::Bytes(bytes.into()))
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
