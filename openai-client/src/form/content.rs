//! What is in a file, as pieces.

use std::{
    fmt,
    future::Future,
    io,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use tokio::fs::File;
use tokio_util::io::ReaderStream;

use crate::transport::{BoxError, Boxed, RequestBody};

/// Files are read in pieces of so many bytes, and bytes are sent so: a piece is what is in memory, and
/// by pieces it is known how far a body got.
const PIECE: usize = 256 * 1024;

/// What is in a file.
pub(crate) enum Content {
    Path(PathBuf),
    Bytes(Bytes),
    Stream { stream: Given, length: Option<u64> },
}

type Given = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

impl Content {
    pub(super) fn stream<S, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::Stream {
            stream: Box::pin(Boxed::new(stream)),
            length,
        }
    }

    /// Its length in bytes, if it is known.
    pub(super) async fn length(&mut self) -> io::Result<Option<u64>> {
        match self {
            Self::Path(path) => {
                let found = tokio::fs::metadata(path).await?;
                if found.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                // What is no file, as a pipe, has no length before it is read.
                Ok(found.is_file().then_some(found.len()))
            }
            Self::Bytes(bytes) => Ok(Some(bytes.len() as u64)),
            Self::Stream { length, .. } => Ok(*length),
        }
    }

    /// Its pieces, from the first on.
    pub(crate) fn pieces(self) -> Pieces {
        match self {
            Self::Path(path) => Pieces::file(&path),
            Self::Bytes(bytes) => Pieces::Bytes(bytes),
            Self::Stream { stream, .. } => Pieces::Stream(stream),
        }
    }

    /// A body of it with something before and behind it, all of this length.
    pub(super) fn between(self, head: Bytes, tail: Bytes, length: Option<u64>) -> RequestBody {
        let around = move |pieces| Around {
            head: head.clone(),
            pieces,
            tail: tail.clone(),
        };
        match self {
            Self::Path(path) if length.is_some() => {
                RequestBody::restartable(move || around(Pieces::file(&path)), length)
            }
            Self::Bytes(bytes) => {
                RequestBody::restartable(move || around(Pieces::Bytes(bytes.clone())), length)
            }
            // It is gone once it was read.
            once => RequestBody::stream(around(once.pieces()), length),
        }
    }
}

/// The pieces of a file.
pub(crate) enum Pieces {
    Opening(Pin<Box<dyn Future<Output = io::Result<File>> + Send>>),
    Reading(ReaderStream<File>),
    Bytes(Bytes),
    Stream(Given),
}

impl Pieces {
    fn file(path: &Path) -> Self {
        Self::Opening(Box::pin(File::open(path.to_owned())))
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match &mut *self {
                Self::Opening(opening) => {
                    let file = ready!(opening.as_mut().poll(cx))?;
                    *self = Self::Reading(ReaderStream::with_capacity(file, PIECE));
                }
                Self::Reading(reading) => {
                    let piece = ready!(Pin::new(reading).poll_next(cx));
                    return Poll::Ready(piece.map(|piece| piece.map_err(Into::into)));
                }
                Self::Bytes(bytes) if bytes.is_empty() => return Poll::Ready(None),
                Self::Bytes(bytes) => {
                    return Poll::Ready(Some(Ok(bytes.split_to(bytes.len().min(PIECE)))));
                }
                Self::Stream(stream) => return stream.as_mut().poll_next(cx),
            }
        }
    }
}

/// Pieces with something before and behind them.
struct Around {
    head: Bytes,
    pieces: Pieces,
    tail: Bytes,
}

impl Stream for Around {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.head.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.head))));
        }
        if self.tail.is_empty() {
            return Poll::Ready(None);
        }
        Poll::Ready(match ready!(Pin::new(&mut self.pieces).poll_next(cx)) {
            Some(piece) => Some(piece),
            None => Some(Ok(std::mem::take(&mut self.tail))),
        })
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => f.debug_tuple("Path").field(path).finish(),
            // Without the bytes: they are the user's.
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Stream { .. } => f.write_str("Stream"),
        }
    }
}
