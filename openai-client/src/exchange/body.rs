//! Collects a body in bounded memory.

use std::future::poll_fn;

use bytes::{Bytes, BytesMut};
use tokio::time::Instant;

use super::{
    Limits,
    clock::{self, Passed},
    reads::Reads,
};
use crate::{
    error::Error,
    meta::ResponseMeta,
    transport::{ResponseBody, TransportError},
};

/// The body of a success that did not come whole.
pub(super) struct Broken {
    why: Why,
    /// What had come, never more than the limit: it may have been paid for.
    received: Bytes,
}

/// What ended a body before its end.
pub(super) enum Why {
    TooLarge(usize),
    Cut(TransportError),
    Late(Passed),
}

impl Broken {
    pub(super) fn into_error(self, meta: ResponseMeta) -> Error {
        self.why.into_error(meta, self.received)
    }
}

impl Why {
    pub(super) fn into_error(self, meta: ResponseMeta, received: Bytes) -> Error {
        match self {
            Self::TooLarge(limit) => {
                let what = format!("the answer is larger than {limit} bytes");
                Error::decode(what, None, None, meta, received)
            }
            Self::Cut(cause) => {
                let what = "the connection broke within the answer";
                Error::maybe_sent(what, cause.into_cause(), 0).answered(meta, received)
            }
            Self::Late(passed) => {
                let what = format!(
                    "the answer did not continue {passed}, the request may have been carried out"
                );
                Error::maybe_sent(what, None, 0).answered(meta, received)
            }
        }
    }
}

/// The whole body, or why not. One that announces to be too large is not read at all.
pub(super) async fn whole(
    response: ResponseBody,
    limits: &Limits,
    deadline: Option<Instant>,
) -> Result<Bytes, Broken> {
    let limit = limits.max_body_bytes;
    let announced = response
        .announced()
        .map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    let mut body = Collected::default();
    let why = if announced > limit {
        Why::TooLarge(limit)
    } else {
        let mut reads = Reads::new(response, limits.idle, deadline);
        loop {
            match poll_fn(|cx| reads.poll_next(cx)).await {
                Ok(Some(piece)) => {
                    if !body.push_within(piece, announced, limit) {
                        break Why::TooLarge(limit);
                    }
                }
                Ok(None) => return Ok(body.finish()),
                Err(why) => break why,
            }
        }
    };
    Err(Broken {
        why,
        received: body.finish(),
    })
}

/// What comes of the body of a refusal, up to a limit and in as long as one piece of an answer may
/// take; a refusal is a refusal without its text, too.
pub(super) async fn beginning(
    response: ResponseBody,
    limit: usize,
    limits: &Limits,
    deadline: Option<Instant>,
) -> Bytes {
    let end = clock::first_end(limits.idle, deadline).map(|(end, _)| end);
    let mut reads = Reads::new(response, None, end);
    let mut body = Collected::default();
    while let Ok(Some(mut piece)) = poll_fn(|cx| reads.poll_next(cx)).await {
        piece.truncate(limit - body.len());
        body.push(piece, 0);
        if body.len() == limit {
            break;
        }
    }
    body.finish()
}

/// A body of at most so many bytes is copied out of what it was read into. That is a buffer of the
/// connection, of 8 KiB and more, which an answer that is kept would keep whole.
const COPIED: usize = 32 * 1024;

/// Room is made for at most so much that is only announced: it costs the service nothing to say.
const BELIEVED: usize = 1 << 20;

/// Pieces joined to one; a single large piece is not copied.
#[derive(Default)]
pub(super) struct Collected {
    first: Bytes,
    joined: BytesMut,
}

impl Collected {
    fn len(&self) -> usize {
        if self.joined.is_empty() {
            self.first.len()
        } else {
            self.joined.len()
        }
    }

    /// `expected` is the length of the whole as announced.
    fn push(&mut self, piece: Bytes, expected: usize) {
        if self.first.is_empty() {
            self.first = piece;
            return;
        }
        if self.joined.is_empty() {
            let begun = self.first.len() + piece.len();
            self.joined.reserve(expected.min(BELIEVED).max(begun));
            self.joined.extend_from_slice(&self.first);
        }
        self.joined.extend_from_slice(&piece);
    }

    /// Adds what the limit lets through; false if that is not all.
    pub(super) fn push_within(&mut self, mut piece: Bytes, expected: usize, limit: usize) -> bool {
        let room = limit - self.len();
        let fits = piece.len() <= room;
        piece.truncate(room);
        self.push(piece, expected);
        fits
    }

    pub(super) fn finish(self) -> Bytes {
        if !self.joined.is_empty() {
            return self.joined.freeze();
        }
        if self.first.len() <= COPIED {
            return Bytes::copy_from_slice(&self.first);
        }
        self.first
    }
}
