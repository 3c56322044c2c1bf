//! A body that the user gives in pieces, held to the length that is said of it.

use std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use thiserror::Error;

use super::BoxError;

type Pinned<E> = Pin<Box<dyn Stream<Item = Result<Bytes, E>> + Send>>;

/// A stream behind a lock that is never taken: it is only polled by who has it alone, and so the
/// whole can be shared.
pub(super) struct Shared<E>(Mutex<Pinned<E>>);

impl<E> Shared<E> {
    pub(super) fn new(stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static) -> Self {
        Self(Mutex::new(Box::pin(stream)))
    }

    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, E>>> {
        let stream = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        stream.as_mut().poll_next(cx)
    }
}

/// A stream with its errors boxed.
pub(crate) struct Boxed<S>(Pin<Box<S>>);

impl<S> Boxed<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self(Box::pin(stream))
    }
}

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

/// The stream had another length than was said.
#[derive(Debug, Error, PartialEq)]
pub(super) enum WrongLength {
    #[error("it is longer than the {0} bytes that it was said to have")]
    Longer(u64),
    #[error("it ended {1} bytes before the {0} that it was said to have")]
    Shorter(u64, u64),
}

/// The pieces of a body.
///
/// Who sends a body of a known length stops at that length, and would cut a longer one in silence.
/// So the last piece is held back until the stream has ended, and a longer body is never whole.
pub(super) struct Pieces {
    stream: Shared<BoxError>,
    said: Option<u64>,
    /// What is still to be read of the length that was said.
    unread: u64,
    last: Option<Bytes>,
    has_ended: bool,
}

impl Pieces {
    pub(super) fn new(stream: Shared<BoxError>, said: Option<u64>) -> Self {
        Self {
            stream,
            said,
            unread: said.unwrap_or_default(),
            last: None,
            has_ended: false,
        }
    }

    pub(super) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BoxError>>> {
        while !self.has_ended {
            match ready!(self.stream.poll_next(cx)) {
                // Not at once again: a stream of nothing else would never let go of the thread.
                Some(Ok(piece)) if piece.is_empty() => {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(Ok(piece)) => match self.read(piece) {
                    Ok(None) => {}
                    Ok(Some(piece)) => return Poll::Ready(Some(Ok(piece))),
                    Err(wrong) => return self.end_with(wrong.into()),
                },
                Some(Err(cause)) => return self.end_with(cause),
                None if self.unread > 0 => {
                    let said = self.said.unwrap_or_default();
                    return self.end_with(WrongLength::Shorter(said, self.unread).into());
                }
                None => self.has_ended = true,
            }
        }
        Poll::Ready(self.last.take().map(Ok))
    }

    /// Counts a piece; none if it is the last, which is held back.
    fn read(&mut self, piece: Bytes) -> Result<Option<Bytes>, WrongLength> {
        let Some(said) = self.said else {
            return Ok(Some(piece));
        };
        let unread = self.unread.checked_sub(piece.len() as u64);
        self.unread = unread.ok_or(WrongLength::Longer(said))?;
        if self.unread > 0 {
            return Ok(Some(piece));
        }
        self.last = Some(piece);
        Ok(None)
    }

    fn end_with(&mut self, cause: BoxError) -> Poll<Option<Result<Bytes, BoxError>>> {
        self.has_ended = true;
        self.last = None;
        Poll::Ready(Some(Err(cause)))
    }

    /// Whether nothing more is to be sent, as far as is known.
    pub(super) fn is_whole(&self) -> bool {
        self.has_ended && self.last.is_none()
    }

    /// How many bytes are to come, if that is known.
    pub(super) fn left(&self) -> Option<u64> {
        let held = self.last.as_ref().map_or(0, Bytes::len) as u64;
        match self.said {
            // Who sends nothing does not ask either, and would not hear of what there is.
            Some(0) if !self.has_ended => None,
            said => said.map(|_| self.unread + held),
        }
    }
}
