//! What a scripted local API answers: one reply for each request, in order.

mod data;

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::error::ApiError;
use super::said::{Call, Choice, Said};
use super::stream::{Ending, Flow};
use super::tape::{Exchange, RecordedEnd};

/// One scripted answer of a [`LocalApi`](super::LocalApi).
///
/// The same reply serves plain and streamed requests, of chat completions and of responses: the
/// server sends it as one body or as events, in the words of the endpoint that is asked.
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
    pub(super) polls: usize,
    pub(super) flow: Flow,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Said(Vec<Said>),
    Error(ApiError),
    /// No answer, for the line of a batch.
    Expired,
    Raw {
        status: u16,
        body: Bytes,
    },
    Stream(Vec<Bytes>),
    Events(Vec<Value>),
    /// Recorded: the pieces, and the time before each.
    Recorded {
        status: u16,
        pieces: Vec<(Bytes, Duration)>,
    },
}

/// Characters of one delta, where a reply says nothing else: about one token of English.
const PIECE: usize = 4;

/// Retrievals after which a response in the background is finished, where a reply says nothing else:
/// one finds it in progress.
const POLLS: usize = 2;

impl Reply {
    /// A complete answer: `finish_reason` is `stop`, the `status` of a response `completed`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::ended(text, "stop")
    }

    /// An answer in JSON: `finish_reason` is `stop`.
    pub fn json(value: &Value) -> Self {
        Self::text(value.to_string())
    }

    /// A refusal: `content` is null and `refusal` says why. A response has a part of that type.
    pub fn refusal(reason: impl Into<String>) -> Self {
        Self::choice(Choice {
            refusal: Some(reason.into()),
            finish: "stop",
            ..Choice::default()
        })
    }

    /// An answer that ran into the token limit: `finish_reason` is `length`. A response is
    /// `incomplete`, for `max_output_tokens`.
    pub fn truncated(text: impl Into<String>) -> Self {
        Self::ended(text, "length")
    }

    /// An answer that the content filter cut off: `finish_reason` is `content_filter`. A response is
    /// `incomplete`, for the same reason.
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

    /// The summary of what a reasoning model thought, to stand before what it says. Chat completions
    /// have no words for it, and leave it out.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    ///
    /// let thought = Reply::reasoning("Oslo is a city.").and(Reply::text(r#"{"city":"Oslo"}"#));
    /// # let _ = thought;
    /// ```
    pub fn reasoning(summary: impl Into<String>) -> Self {
        Self::said(Said::Reasoning(summary.into()))
    }

    /// An output item of a response, as it is: a call of a built-in tool, of one on an MCP server, or
    /// what the API may have one day. It gets an `id` if it has none, and the progress events of its
    /// type where it is streamed. Chat completions leave it out.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    /// use serde_json::json;
    ///
    /// let search = json!({ "type": "web_search_call", "status": "completed",
    ///     "action": { "type": "search", "query": "Oslo" } });
    /// let found = Reply::item(search).and(Reply::text("A city."));
    /// # let _ = found;
    /// ```
    pub fn item(item: Value) -> Self {
        Self::said(Said::Item(item))
    }

    /// A response that fails, with what was said before by [`and`](Reply::and): its `status` is
    /// `failed`, with this `error`. A chat completion cannot fail, so it is an error of status 500.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    ///
    /// let failed = Reply::text("It was").and(Reply::failed("server_error", "Out of words."));
    /// # let _ = failed;
    /// ```
    pub fn failed(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::said(Said::Failed {
            code: code.into(),
            message: message.into(),
        })
    }

    /// No answer to the line of a batch: when all its other lines have theirs, the batch is `expired`,
    /// and this line is among the errors. Any other request gets an error of status 500.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    ///
    /// let of_three_lines = [Reply::text("Yes."), Reply::expired(), Reply::error(500, "Oh.")];
    /// # let _ = of_three_lines;
    /// ```
    pub fn expired() -> Self {
        Self::new(Content::Expired)
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

    /// A stream of these values, one event each, whatever the request asked for, and `[DONE]` after
    /// those of a completion. Those of a response are named by their `type`.
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

    /// A recorded answer: its status, its headers, and its body in the recorded pieces. It ends as it did.
    ///
    /// # Examples
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use openai_structured::local::{LocalApi, Reply, Tape};
    ///
    /// # let tape = Tape::default();
    /// // Whatever is asked, these are the answers.
    /// let api = LocalApi::scripted(tape.exchanges().iter().map(Reply::recorded)).await?;
    /// # let _ = api;
    /// # Ok::<(), openai_structured::local::StartError>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn recorded(exchange: &Exchange) -> Self {
        let answer = &exchange.answer;
        let ending = match answer.end {
            RecordedEnd::Whole => Ending::Closed,
            RecordedEnd::CutOff => Ending::Cut,
        };
        Self {
            headers: answer.headers.clone(),
            flow: Flow::new(ending),
            ..Self::new(Content::Recorded {
                status: answer.status,
                pieces: answer.parts(),
            })
        }
    }

    /// Writes a [recorded](Reply::recorded) body in pieces that end at these places, in bytes from its
    /// begin, and at no other. Other replies stay as they are.
    ///
    /// # Examples
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use openai_structured::local::{LocalApi, Tape};
    ///
    /// # let tape = Tape::default();
    /// // One server for all cuts of an answer: the same call, as often as it has bytes.
    /// if let [exchange] = tape.exchanges() {
    ///     let bytes = exchange.answer.body.len();
    ///     let many: Tape = std::iter::repeat_n(exchange.clone(), bytes).collect();
    ///     let replay = many.replay().change(|at, reply| reply.split_at(&[at]));
    ///     let api = LocalApi::replay(replay).await?;
    ///     # let _ = api;
    /// }
    /// # Ok::<(), openai_structured::local::StartError>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn split_at(mut self, places: &[usize]) -> Self {
        if let Content::Recorded { pieces, .. } = &mut self.content {
            let mut places = places.to_vec();
            places.sort_unstable();
            let mut rest = Bytes::from(bytes(pieces));
            let mut done = 0;
            pieces.clear();
            for place in places {
                let part = rest.split_to(place.saturating_sub(done).min(rest.len()));
                done += part.len();
                pieces.push((part, Duration::ZERO));
            }
            pieces.push((rest, Duration::ZERO));
            pieces.retain(|(piece, _)| !piece.is_empty());
            self.flow.write = None;
            self.flow.pauses.clear();
        }
        self
    }

    /// Leaves out what comes after so many bytes of a recorded body.
    pub(super) fn cut_after(mut self, bytes: usize) -> Self {
        if let Content::Recorded { pieces, .. } = &mut self.content {
            let mut left = bytes;
            for (piece, _) in pieces.iter_mut() {
                piece.truncate(left);
                left -= piece.len();
            }
            pieces.retain(|(piece, _)| !piece.is_empty());
        }
        self
    }

    /// Waits before each piece of a recorded body as long as it took.
    pub(super) fn in_real_time(mut self) -> Self {
        if let Content::Recorded { pieces, .. } = &self.content
            && self.flow.write.is_none()
        {
            self.flow.pauses = pieces.iter().map(|(_, pause)| *pause).collect();
        }
        self
    }

    /// Makes a recorded `content-length` that of what is sent, unless the body is to break off before.
    pub(super) fn set_length(&mut self) {
        let Content::Recorded { pieces, .. } = &self.content else {
            return;
        };
        let sent: usize = pieces.iter().map(|(piece, _)| piece.len()).sum();
        let is_whole = self.flow.after.is_none() && self.flow.ending == Ending::Closed;
        let breaks = matches!(self.flow.ending, Ending::Cut | Ending::Silent);
        self.headers.retain_mut(|(name, value)| {
            if name.eq_ignore_ascii_case("content-length") && !breaks {
                *value = sent.to_string();
                return is_whole;
            }
            true
        });
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds what another reply says, and its headers: choices of a completion for a request with `n`
    /// above one, output items of a response in their order. Where a request asks for more choices
    /// than there are, they start again from the first. A stream is cut and ended as the first of the
    /// two says, and the choices of a completion take turns in it.
    ///
    /// # Panics
    ///
    /// If one of the two is a whole answer and has no choices: an [`error`](Reply::error), a
    /// [`raw`](Reply::raw) reply, a [`stream`](Reply::stream), [`events`](Reply::events), or
    /// [`recorded`](Reply::recorded).
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
            (Content::Said(all), Content::Said(more)) => {
                all.extend(more);
                true
            }
            _ => false,
        };
        assert!(joined, "an error, a raw reply or a stream has no choices");
        self.headers.extend(other.headers);
        self
    }

    /// After how many retrievals a response in the background is finished, or a batch has the answer to
    /// one of its lines; 2 unless said otherwise, and at least 1. Until then it is in progress.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::local::Reply;
    ///
    /// let never = Reply::text("…").polls(usize::MAX);
    /// # let _ = never;
    /// ```
    #[must_use]
    pub fn polls(mut self, retrievals: usize) -> Self {
        self.polls = retrievals.max(1);
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
        self.flow.pauses.clear();
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

    fn choice(choice: Choice) -> Self {
        Self::said(Said::Choice(choice))
    }

    fn said(said: Said) -> Self {
        Self::new(Content::Said(vec![said]))
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
            polls: POLLS,
            flow: Flow::new(Ending::Done),
        }
    }
}

fn bytes(pieces: &[(Bytes, Duration)]) -> Vec<u8> {
    let pieces = pieces.iter().map(|(piece, _)| &**piece);
    pieces.collect::<Vec<_>>().concat()
}
