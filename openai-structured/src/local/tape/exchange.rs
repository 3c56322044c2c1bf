//! One recorded exchange: what was asked, what came back, and how it came.

use std::time::Duration;

use bytes::Bytes;

/// A request and its answer, as a [`Tape`](super::Tape) keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// What was asked.
    pub request: RecordedRequest,
    /// What came back.
    pub answer: RecordedAnswer,
}

/// The request of an [`Exchange`]. Where it was sent to is not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, as `POST`.
    pub method: String,
    /// The path, as `/v1/chat/completions`.
    pub path: String,
    /// What follows the question mark, if one does.
    pub query: Option<String>,
    /// Names in lower case and values, of the headers that are kept.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Bytes,
}

/// The answer of an [`Exchange`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedAnswer {
    /// The status, as 200.
    pub status: u16,
    /// Names in lower case and values, of the headers that are kept.
    pub headers: Vec<(String, String)>,
    /// All of the body that came.
    pub body: Bytes,
    /// In which pieces it came.
    pub pieces: Vec<Piece>,
    /// How it ended.
    pub end: RecordedEnd,
}

/// A piece of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Piece {
    /// So many bytes came at once.
    pub bytes: usize,
    /// The time before them, since the piece before or, for the first, since the head of the answer.
    pub pause: Duration,
}

/// How the body of an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordedEnd {
    /// It came to its end.
    Whole,
    /// The connection broke, or who asked went away.
    CutOff,
}

impl RecordedRequest {
    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }
}

impl RecordedAnswer {
    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The pieces with their bytes. Where a file was changed by hand, what the sizes do not speak of
    /// is the last piece.
    pub(in crate::local) fn parts(&self) -> Vec<(Bytes, Duration)> {
        let mut rest = self.body.clone();
        let mut parts = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let part = rest.split_to(piece.bytes.min(rest.len()));
            if !part.is_empty() {
                parts.push((part, piece.pause));
            }
        }
        if !rest.is_empty() {
            parts.push((rest, Duration::ZERO));
        }
        parts
    }
}

fn first<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut headers = headers.iter();
    let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}
