//! What a scripted local API answers: one reply for each request, in order.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::error::ApiError;
use super::stream::{Ending, Flow};

/// One scripted answer of a [`LocalApi`](super::LocalApi).
///
/// The same reply serves plain and streamed requests: the server sends it as one body or as
/// events, as the request asks.
///
/// # Examples
///
/// ```
/// use openai_structured::local::Reply;
///
/// let script = [
///     Reply::error(429, "Slow down.").header("retry-after-ms", "1"),
///     Reply::text(r#"{"city":"Oslo"}"#),
///     Reply::refusal("I can't help with that."),
///     Reply::tool_call("get_weather", r#"{"city":"Oslo"}"#),
/// ];
/// # let _ = script;
/// ```
#[derive(Debug, Clone)]
pub struct Reply {
    pub(super) content: Content,
    pub(super) headers: Vec<(String, String)>,
    pub(super) piece: usize,
    pub(super) flow: Flow,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Choices(Vec<Choice>),
    Error(ApiError),
    Raw { status: u16, body: Bytes },
    Stream(Vec<Bytes>),
    Events(Vec<Value>),
}

/// What one choice of a completion says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) text: Option<String>,
    pub(super) refusal: Option<String>,
    pub(super) calls: Vec<Call>,
    pub(super) finish: &'static str,
}

/// One call of a function tool; the arguments are text, as on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) arguments: String,
}

/// Characters of one delta, where a reply says nothing else: about one token of English.
const PIECE: usize = 4;

impl Reply {
    /// A complete answer: `finish_reason` is `stop`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::ended(text, "stop")
    }

    /// An answer in JSON: `finish_reason` is `stop`.
    pub fn json(value: &Value) -> Self {
        Self::text(value.to_string())
    }

    /// A refusal: `content` is null and `refusal` says why.
    pub fn refusal(reason: impl Into<String>) -> Self {
        Self::choice(Choice {
            refusal: Some(reason.into()),
            finish: "stop",
            ..Choice::default()
        })
    }

    /// An answer that ran into the token limit: `finish_reason` is `length`.
    pub fn truncated(text: impl Into<String>) -> Self {
        Self::ended(text, "length")
    }

    /// An answer that the content filter cut off: `finish_reason` is `content_filter`.
    pub fn filtered(text: impl Into<String>) -> Self {
        Self::ended(text, "content_filter")
    }

    /// One call of a function tool, with its arguments as text.
    pub fn tool_call(name: impl Into<String>, arguments: impl Into<String>) -> Self {
        Self::tool_calls([(name, arguments)])
    }

    /// Several calls in one answer, in order.
    pub fn tool_calls<N, A>(calls: impl IntoIterator<Item = (N, A)>) -> Self
    where
        N: Into<String>,
        A: Into<String>,
    {
        let calls = calls.into_iter().map(|(name, arguments)| Call {
            name: name.into(),
            arguments: arguments.into(),
        });
        Self::choice(Choice {
            calls: calls.collect(),
            finish: "tool_calls",
            ..Choice::default()
        })
    }

    /// An error in the API's envelope, with the `type` and `code` usual for its status.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        Self::new(Content::Error(ApiError::new(status, message)))
    }

    /// A body sent as it is, whatever the request asked for. Its `content-type` is
    /// `application/json` unless [`header`](Reply::header) says otherwise.
    pub fn raw(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(Content::Raw {
            status,
            body: body.into(),
        })
    }

    /// A stream of bytes, sent as it is, whatever the request asked for: a recording, or what no
    /// API should send. Each item is one write, and it ends without `[DONE]` unless the bytes have
    /// one or [`ends`](Reply::ends) says so.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    ///
    /// // One character of three bytes, in two writes, and a line that ends in two bytes.
    /// let event = "data: {\"choices\":[{\"delta\":{\"content\":\"本\"}}]}\r\n\r\n".as_bytes();
    /// let at = event.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    /// let (head, tail) = event.split_at(at + 1);
    /// let split = Reply::stream([head, tail, b"data: [DONE]\r\n\r\n"]);
    ///
    /// // A recorded file, seven bytes at a time.
    /// let recorded = Reply::stream([b"data: [DONE]\n\n".as_slice()]).writes_of(7);
    /// # let _ = (split, recorded);
    /// ```
    pub fn stream<B: AsRef<[u8]>>(writes: impl IntoIterator<Item = B>) -> Self {
        let writes = writes.into_iter();
        let writes = writes.map(|write| Bytes::copy_from_slice(write.as_ref()));
        Self {
            flow: Flow::new(Ending::Closed),
            ..Self::new(Content::Stream(writes.collect()))
        }
    }

    /// A stream of these values, one event each, whatever the request asked for, and `[DONE]`.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    /// use serde_json::json;
    ///
    /// let odd = Reply::events([
    ///     json!({ "choices": [], "prompt_filter_results": [] }),
    ///     json!({ "choices": [{ "index": 0, "delta": { "content": "Hi" }, "finish_reason": "eos" }] }),
    /// ]);
    /// # let _ = odd;
    /// ```
    pub fn events(events: impl IntoIterator<Item = Value>) -> Self {
        Self::new(Content::Events(events.into_iter().collect()))
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds another reply's choices and headers, for a request with `n` above one. Where the
    /// request asks for more choices than there are, they start again from the first. A stream is
    /// cut and ended as the first of the two says, and the choices take turns in it.
    ///
    /// # Panics
    ///
    /// If one of the two is a whole answer and has no choices: an [`error`](Reply::error), a
    /// [`raw`](Reply::raw) reply, a [`stream`](Reply::stream) or [`events`](Reply::events).
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    ///
    /// let two = Reply::text("Yes.").and(Reply::refusal("I can't say."));
    /// # let _ = two;
    /// ```
    #[must_use]
    #[track_caller]
    pub fn and(mut self, other: Reply) -> Self {
        let joined = match (&mut self.content, other.content) {
            (Content::Choices(all), Content::Choices(more)) => {
                all.extend(more);
                true
            }
            _ => false,
        };
        assert!(joined, "an error, a raw reply or a stream has no choices");
        self.headers.extend(other.headers);
        self
    }

    /// Streams text in pieces of at most this many characters; 4 unless said otherwise, and at
    /// least 1.
    #[must_use]
    pub fn pieces(mut self, characters: usize) -> Self {
        self.piece = characters.max(1);
        self
    }

    /// Writes a stream in pieces of so many bytes, whatever its events; at least 1. Characters and
    /// line ends are cut too.
    #[must_use]
    pub fn writes_of(mut self, bytes: usize) -> Self {
        self.flow.write = Some(bytes.max(1));
        self
    }

    /// Waits before each piece of a stream. This needs the runtime's timer (`enable_time`), as
    /// clients with timeouts do; without it the connection breaks.
    #[must_use]
    pub fn pause(mut self, pause: Duration) -> Self {
        self.flow.pause = Some(pause);
        self
    }

    /// How a stream ends, after all of its pieces.
    #[must_use]
    pub fn ends(mut self, ending: Ending) -> Self {
        self.flow.ending = ending;
        self
    }

    /// Ends a stream after so many pieces: events, or writes as [`stream`](Reply::stream) or
    /// [`writes_of`](Reply::writes_of) make them. One with fewer pieces ends after all of them.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::{Ending, Reply};
    ///
    /// // The first event has the role only; then come two with four characters each.
    /// let broken = Reply::text("It was a dark").ends_after(3, Ending::Cut);
    /// let after_100_bytes = Reply::text("It was").writes_of(1).ends_after(100, Ending::Cut);
    /// # let _ = (broken, after_100_bytes);
    /// ```
    #[must_use]
    pub fn ends_after(mut self, pieces: usize, ending: Ending) -> Self {
        self.flow.after = Some(pieces);
        self.ends(ending)
    }

    pub(super) fn choice(choice: Choice) -> Self {
        Self::new(Content::Choices(vec![choice]))
    }

    fn ended(text: impl Into<String>, finish: &'static str) -> Self {
        Self::choice(Choice {
            text: Some(text.into()),
            finish,
            ..Choice::default()
        })
    }

    fn new(content: Content) -> Self {
        Self {
            content,
            headers: Vec::new(),
            piece: PIECE,
            flow: Flow::new(Ending::Done),
        }
    }
}
