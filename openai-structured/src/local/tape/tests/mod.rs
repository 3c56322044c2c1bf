//! Tapes: what their files keep, and what is not kept in them.

mod file;
#[cfg(feature = "client")]
mod hidden;
mod played;
#[cfg(feature = "client")]
mod redact;

use std::time::Duration;

use bytes::Bytes;

use super::*;

fn exchange(request: impl Into<Bytes>, answer: impl Into<Bytes>) -> Exchange {
    let body = answer.into();
    Exchange {
        request: RecordedRequest {
            method: "POST".to_owned(),
            path: "/v1/chat/completions".to_owned(),
            query: None,
            headers: Vec::new(),
            body: request.into(),
        },
        answer: RecordedAnswer {
            status: 200,
            headers: Vec::new(),
            pieces: pieces_of(&body, usize::MAX),
            body,
            end: RecordedEnd::Whole,
        },
    }
}

/// A body in pieces of so many bytes.
fn pieces_of(body: &[u8], size: usize) -> Vec<Piece> {
    let pieces = body.chunks(size).map(|chunk| Piece {
        bytes: chunk.len(),
        pause: Duration::ZERO,
    });
    pieces.collect()
}
