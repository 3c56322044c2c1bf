//! What is in a file, as pieces.

use std::{
    collections::VecDeque,
    fmt,
    future::Future,
    io,
    ops::Range,
    path::PathBuf,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncSeekExt as _, Take},
};
use tokio_util::io::ReaderStream;

use crate::transport::{BoxError, Boxed, RequestBody};

/// Files are read in pieces of so many bytes, and bytes are sent so: a piece is what is in memory, and
/// by pieces it is known how far a body got.
const PIECE: usize = 256 * 1024;

/// What is in a file.
pub(crate) enum Content {
    Lasting(Lasting),
    Once { stream: Once, length: Option<u64> },
}

/// What can be read again.
#[derive(Clone)]
pub(crate) enum Lasting {
    /// A file, or some of its bytes.
    Path(PathBuf, Option<Range<u64>>),
    Bytes(Bytes),
}

type Once = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

impl Content {
    pub(super) fn path(path: PathBuf) -> Self {
        Self::Lasting(Lasting::Path(path, None))
    }

    pub(super) fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::Lasting(Lasting::Bytes(bytes.into()))
    }

    pub(super) fn stream<S, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::Once {
            stream: Box::pin(Boxed::new(stream)),
            length,
        }
    }

    /// Its length in bytes, if it is known.
    pub(super) async fn length(&mut self) -> io::Result<Option<u64>> {
        match self {
            Self::Lasting(Lasting::Path(_, Some(range))) => Ok(Some(range.end - range.start)),
            Self::Lasting(Lasting::Path(path, None)) => {
                let found = tokio::fs::metadata(path).await?;
                if found.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                // What is no file, as a pipe, has no length before it is read.
                Ok(found.is_file().then_some(found.len()))
            }
            Self::Lasting(Lasting::Bytes(bytes)) => Ok(Some(bytes.len() as u64)),
            Self::Once { length, .. } => Ok(*length),
        }
    }

    /// Its pieces, from the first on.
    pub(crate) fn pieces(self) -> Pieces {
        match self {
            Self::Lasting(lasting) => lasting.pieces(),
            Self::Once { stream, .. } => Pieces::Once(stream),
        }
    }

    fn lasting(&self) -> Option<&Lasting> {
        match self {
            Self::Lasting(lasting) => Some(lasting),
            Self::Once { .. } => None,
        }
    }
}

impl Lasting {
    fn pieces(&self) -> Pieces {
        match self {
            Self::Path(path, range) => Pieces::Opening(Box::pin(open(path.clone(), range.clone()))),
            Self::Bytes(bytes) => Pieces::Bytes(bytes.clone()),
        }
    }
}

/// A body of one content behind the other, all together of this length, if it is known.
pub(super) fn body(contents: Vec<Content>, length: Option<u64>) -> RequestBody {
    let lasting: Option<Vec<Lasting>> = contents.iter().map(|one| one.lasting().cloned()).collect();
    match lasting {
        // What has no length, as a pipe, cannot be read again either.
        Some(lasting) if length.is_some() => RequestBody::restartable(
            move || Joined(lasting.iter().map(Lasting::pieces).collect()),
            length,
        ),
        _ => RequestBody::stream(
            Joined(contents.into_iter().map(Content::pieces).collect()),
            length,
        ),
    }
}

/// The pieces of a file.
pub(crate) enum Pieces {
    Opening(Pin<Box<dyn Future<Output = io::Result<Take<File>>> + Send>>),
    Reading(ReaderStream<Take<File>>),
    Bytes(Bytes),
    Once(Once),
}

/// A file from one byte to another.
async fn open(path: PathBuf, range: Option<Range<u64>>) -> io::Result<Take<File>> {
    let mut file = File::open(path).await?;
    let Some(range) = range else {
        return Ok(file.take(u64::MAX));
    };
    file.seek(io::SeekFrom::Start(range.start)).await?;
    Ok(file.take(range.end - range.start))
}

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match &mut *self {
                Self::Opening(opening) => {
                    *self = match ready!(opening.as_mut().poll(cx)) {
                        Ok(file) => Self::Reading(ReaderStream::with_capacity(file, PIECE)),
                        Err(cause) => {
                            *self = Self::Bytes(Bytes::new());
                            return Poll::Ready(Some(Err(cause.into())));
                        }
                    };
                }
                Self::Reading(reading) => {
                    let piece = ready!(Pin::new(reading).poll_next(cx));
                    return Poll::Ready(piece.map(|piece| piece.map_err(Into::into)));
                }
                Self::Bytes(bytes) if bytes.is_empty() => return Poll::Ready(None),
                Self::Bytes(bytes) => {
                    return Poll::Ready(Some(Ok(bytes.split_to(bytes.len().min(PIECE)))));
                }
                Self::Once(stream) => return stream.as_mut().poll_next(cx),
            }
        }
    }
}

/// One behind the other.
struct Joined(VecDeque<Pieces>);

impl Stream for Joined {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(pieces) = self.0.front_mut() {
            if let Some(piece) = ready!(Pin::new(pieces).poll_next(cx)) {
                return Poll::Ready(Some(piece));
            }
            self.0.pop_front();
        }
        Poll::Ready(None)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lasting(Lasting::Path(path, _)) => f.debug_tuple("Path").field(path).finish(),
            // Without the bytes: they are the user's.
            Self::Lasting(Lasting::Bytes(bytes)) => write!(f, "Bytes({})", bytes.len()),
            Self::Once { .. } => f.write_str("Stream"),
        }
    }
}
