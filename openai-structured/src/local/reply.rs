//! What a scripted local API answers: one reply for each request, in order.

use bytes::Bytes;
use serde_json::Value;

use super::error::ApiError;

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
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Choices(Vec<Choice>),
    Error(ApiError),
    Raw { status: u16, body: Bytes },
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

    /// Adds a header to the answer.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds another reply's choices and headers, for a request with `n` above one. Where the
    /// request asks for more choices than there are, they start again from the first.
    ///
    /// # Panics
    ///
    /// If one of the two is an [`error`](Reply::error) or a [`raw`](Reply::raw) reply, which is a
    /// whole answer and has no choices.
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
        assert!(joined, "an error or a raw reply has no choices");
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
        }
    }
}
