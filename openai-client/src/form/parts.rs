//! A file in parts, each of which can be sent again.

use std::{
    path::PathBuf,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use super::{
    content::{Content, Lasting, Pieces},
    input::{FileInput, OpenFile},
};
use crate::{
    error::Error,
    transport::{BoxError, UNREADABLE},
};

/// What a part is called, and what it is.
const NAME: &str = "part";
const TYPE: &str = "application/octet-stream";

/// The parts of a file, in its order.
pub(crate) struct FileParts {
    source: Source,
    /// How many bytes a part has, but for the last.
    size: u64,
    /// How many bytes are still to come.
    left: u64,
}

enum Source {
    /// A file, read from here on.
    Path(PathBuf, u64),
    Bytes(Bytes),
    Stream(Gathered),
}

impl OpenFile {
    /// In parts of so many bytes, which is at least one; all of them have this length together.
    pub(crate) fn in_parts(self, length: u64, size: u64) -> FileParts {
        let source = match self.content {
            Content::Lasting(Lasting::Path(path, range)) => {
                Source::Path(path, range.map_or(0, |range| range.start))
            }
            Content::Lasting(Lasting::Bytes(bytes)) => Source::Bytes(bytes),
            once @ Content::Once { .. } => Source::Stream(Gathered {
                pieces: once.pieces(),
                over: Bytes::new(),
                part: Vec::new(),
            }),
        };
        FileParts {
            source,
            size,
            left: length,
        }
    }
}

impl FileParts {
    /// The next part with its length; none at the end.
    pub(crate) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<(u64, FileInput), Error>>> {
        let length = self.left.min(self.size);
        let content = match &mut self.source {
            Source::Stream(gathered) if length == 0 => {
                return ready!(gathered.poll_end(cx)).map_or_else(
                    |error| Poll::Ready(Some(Err(error))),
                    |()| Poll::Ready(None),
                );
            }
            _ if length == 0 => return Poll::Ready(None),
            Source::Path(path, start) => {
                let range = *start..*start + length;
                *start = range.end;
                Content::Lasting(Lasting::Path(path.clone(), Some(range)))
            }
            Source::Bytes(bytes) => {
                // What is in memory has a length of a machine's word.
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                Content::bytes(bytes.split_to(length.min(bytes.len())))
            }
            Source::Stream(gathered) => match ready!(gathered.poll_part(cx, length)) {
                Ok(part) => Content::bytes(part),
                Err(error) => return Poll::Ready(Some(Err(error))),
            },
        };
        self.left -= length;
        let part = FileInput::of(NAME, TYPE, content);
        Poll::Ready(Some(Ok((length, part))))
    }
}

/// A stream that is gathered part by part.
struct Gathered {
    pieces: Pieces,
    /// What came beyond the part before.
    over: Bytes,
    part: Vec<u8>,
}

impl Gathered {
    /// The next part, of so many bytes.
    fn poll_part(&mut self, cx: &mut Context<'_>, length: u64) -> Poll<Result<Vec<u8>, Error>> {
        let Ok(length) = usize::try_from(length) else {
            let what = "a part of the file does not fit into memory";
            return Poll::Ready(Err(Error::request(what, None)));
        };
        loop {
            let wanted = length.saturating_sub(self.part.len());
            let taken = self.over.split_to(wanted.min(self.over.len()));
            if self.part.is_empty() && !taken.is_empty() {
                self.part.reserve_exact(length);
            }
            self.part.extend_from_slice(&taken);
            if self.part.len() == length {
                return Poll::Ready(Ok(std::mem::take(&mut self.part)));
            }
            match ready!(Pin::new(&mut self.pieces).poll_next(cx)) {
                Some(Ok(piece)) => self.over = piece,
                Some(Err(cause)) => return Poll::Ready(Err(unreadable(cause))),
                None => {
                    let what = "the file ended before the length that it was said to have";
                    return Poll::Ready(Err(Error::request(what, None)));
                }
            }
        }
    }

    /// Whether it is at its end, after as many bytes as was said.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        while self.over.is_empty() {
            match ready!(Pin::new(&mut self.pieces).poll_next(cx)) {
                Some(Ok(piece)) => self.over = piece,
                Some(Err(cause)) => return Poll::Ready(Err(unreadable(cause))),
                None => return Poll::Ready(Ok(())),
            }
        }
        let what = "the file is longer than it was said to be";
        Poll::Ready(Err(Error::request(what, None)))
    }
}

fn unreadable(cause: BoxError) -> Error {
    Error::request(UNREADABLE, Some(cause))
}
