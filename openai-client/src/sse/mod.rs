//! Server-sent events from bytes, without IO.
//!
//! [`Decoder`] is given one read after the other, cut anywhere, and lends the events in it. It is
//! what `Chat::create_stream` reads with, and serves as well for
//! bytes from an HTTP client of your own or from a file.
//!
//! ```
//! use openai_client::sse::Decoder;
//!
//! let mut decoder = Decoder::new();
//! let mut seen = Vec::new();
//! for read in [&b": hello\ndata: {\"a\""[..], b":1}\r", b"\n\r\ndata:[DONE]\n\n"] {
//!     let mut rest = read;
//!     while let Some(event) = decoder.next_event(&mut rest) {
//!         seen.push(event?.data.to_owned());
//!     }
//! }
//! assert_eq!(seen, [r#"{"a":1}"#, "[DONE]"]);
//! # Ok::<(), openai_client::sse::DecodeError>(())
//! ```

mod decoder;
mod field;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub use decoder::Decoder;
#[cfg(feature = "transport")]
pub(crate) use decoder::Place;

/// One event, lent by the [`Decoder`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<'a> {
    /// The `event` field; none if there was none or an empty one.
    pub name: Option<&'a str>,
    /// The `data` lines, joined by line feeds. Never empty.
    pub data: &'a str,
    /// The last `id` so far, of this event or an earlier one; empty if there was none.
    pub id: &'a str,
    /// The last `retry` so far: how long a client should wait before it connects again.
    pub retry: Option<Duration>,
}

/// Why bytes are no events. Nothing after it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// An event is larger than [`Decoder::max_event_bytes`].
    #[error("an event is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The data of an event is no UTF-8.
    #[error("the data of an event is not UTF-8")]
    NotUtf8,
}
