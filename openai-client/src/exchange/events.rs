//! The events of an answer, pulled by the caller: no task, no channel.

use std::{
    mem,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf, Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use serde::{Deserialize, de::IgnoredAny};

use super::{
    Opened, Turn,
    body::{Collected, Why},
    pace,
    reads::Reads,
    sniff,
};
use crate::{
    error::{ENCODED, Error, ServiceError},
    meta::ResponseMeta,
    secrets::Secrets,
    sse::{DecodeError, Decoder, Event, Place},
    stream_end::StreamEnd,
};

/// What ends a stream, as its last event. Nothing that begins so is JSON, so text after it is
/// ignored.
const MARKER: &[u8] = b"[DONE]";

/// What may follow the marker before the connection is given up instead of kept for the next call.
const DRAINED_BYTES: usize = 16 << 10;
/// As long as a connection takes to be made anew, about.
const DRAINED_TIME: Duration = Duration::from_millis(100);

/// The events of an answer whose head has come. Dropping it gives up the request.
pub(crate) struct EventStream {
    /// What must never stand in an error.
    secrets: Arc<Secrets>,
    max_body_bytes: usize,
    meta: ResponseMeta,
    reads: Reads,
    /// The bytes that events are lent from, and how many of them have been used.
    read: Bytes,
    used: usize,
    decoder: Decoder,
    /// An event has been handed out.
    begun: bool,
    /// To be told what the answer took.
    turn: Option<Box<Turn>>,
    state: State,
}

enum State {
    /// Nothing tells yet what the body is.
    Opening,
    /// It is events.
    Events,
    /// It is something else, which is collected to be shown in an error.
    Other(Collected),
    /// The body is over, and how. An event that it left open has been handed out.
    Over(Option<Why>),
    /// The marker has come, and so many bytes may follow it.
    Draining { left: usize },
    /// Nothing more is handed out. None after an error.
    Ended(Option<StreamEnd>),
}

impl EventStream {
    pub(super) fn new(opened: Opened) -> Self {
        let limits = opened.limits;
        Self {
            reads: Reads::new(opened.body, limits.idle, opened.deadline),
            decoder: Decoder::new().max_event_bytes(limits.max_body_bytes),
            max_body_bytes: limits.max_body_bytes,
            meta: opened.meta,
            turn: opened.turn,
            secrets: opened.secrets,
            read: Bytes::new(),
            used: 0,
            begun: false,
            state: State::Opening,
        }
    }

    pub(crate) fn meta(&self) -> &ResponseMeta {
        &self.meta
    }

    pub(crate) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    pub(crate) fn ended(&self) -> Option<StreamEnd> {
        match self.state {
            State::Ended(end) => end,
            _ => None,
        }
    }

    /// The event that was just found.
    pub(crate) fn lend(&self, place: Place) -> Result<Event<'_>, Error> {
        self.decoder
            .lend(place, &self.read)
            .map_err(|cause| self.undecodable(cause))
    }

    /// Waits until there is something [`ahead`](Self::ahead), if there will be.
    pub(crate) fn poll_ahead(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.used == self.read.len()
            && matches!(self.state, State::Events)
            && self.decoder.is_between()
        {
            ready!(self.poll_more(cx));
        }
        Poll::Ready(())
    }

    /// The bytes that have come after the last event; none if an event has begun before them.
    pub(crate) fn ahead(&self) -> &[u8] {
        match self.state {
            State::Events if self.decoder.is_between() => {
                let left = self.read.get(self.used..).unwrap_or_default();
                self.decoder.within_limit(left)
            }
            _ => &[],
        }
    }

    /// Takes so many of the bytes that are [`ahead`](Self::ahead): a whole event, of which the
    /// caller knows that it is no error and not the marker.
    pub(crate) fn pass(&mut self, length: usize) {
        self.used += length;
        self.begun = true;
    }

    /// Finds the next event; [`lend`](Self::lend) has it until this is called again.
    pub(crate) fn poll_place(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Place, Error>>> {
        loop {
            let step = match &mut self.state {
                State::Opening => ready!(self.poll_opening(cx)),
                State::Events => ready!(self.poll_events(cx)),
                State::Other(_) => ready!(self.poll_other(cx)),
                State::Over(_) => self.finish(),
                State::Draining { .. } => ready!(self.poll_drained(cx)),
                State::Ended(_) => return Poll::Ready(None),
            };
            match step {
                None => {}
                Some(Ok(place)) => return Poll::Ready(Some(Ok(place))),
                Some(Err(error)) => {
                    self.end(None);
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    /// Reads until it is clear what the body is.
    fn poll_opening(&mut self, cx: &mut Context<'_>) -> Poll<Step> {
        let declared = self.meta.header(&CONTENT_TYPE);
        let declared = declared.is_some_and(|kind| {
            let kind = kind.trim_ascii_start();
            let prefix = kind.get(..b"text/event-stream".len());
            prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"text/event-stream"))
        });
        let why = match ready!(self.reads.poll_next(cx)) {
            Ok(Some(piece)) => {
                self.read = joined(mem::take(&mut self.read), piece);
                self.hear_usage();
                match sniff::is_events(&self.read, declared) {
                    Some(true) => self.state = State::Events,
                    Some(false) => {
                        let mut body = Collected::default();
                        let limit = self.max_body_bytes;
                        let fits = body.push_within(mem::take(&mut self.read), 0, limit);
                        if !fits {
                            let meta = self.meta.clone();
                            let why = Why::TooLarge(limit);
                            return Poll::Ready(Some(Err(why.into_error(meta, body.finish()))));
                        }
                        self.state = State::Other(body);
                    }
                    None => {}
                }
                return Poll::Ready(None);
            }
            Ok(None) => None,
            Err(why) => Some(why),
        };
        // Too short to tell is too short for an event.
        self.state = State::Over(why);
        Poll::Ready(None)
    }

    fn poll_events(&mut self, cx: &mut Context<'_>) -> Poll<Step> {
        if self.used == self.read.len() {
            return self.poll_read(cx);
        }
        // Never more than there is: it counts what was scanned of this very read.
        self.read.advance(self.used);
        let scanned = self.decoder.scan(&self.read);
        self.used = scanned.used;
        Poll::Ready(match scanned.found {
            None => None,
            Some(Ok(place)) => self.judge(place),
            Some(Err(cause)) => Some(Err(self.undecodable(cause))),
        })
    }

    /// Waits for the next bytes; false if there are no more.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        // Given back before the wait: it may keep a larger buffer of the connection alive.
        self.read = Bytes::new();
        self.used = 0;
        let why = match ready!(self.reads.poll_next(cx)) {
            Ok(Some(piece)) => {
                self.read = piece;
                self.hear_usage();
                return Poll::Ready(true);
            }
            Ok(None) => None,
            Err(why) => Some(why),
        };
        self.state = State::Over(why);
        Poll::Ready(false)
    }

    /// Tells the limiter what the answer took, if it is said in what was just read. What is said in
    /// two pieces is missed: then all counts that was thought.
    fn hear_usage(&self) {
        if let Some(turn) = &self.turn
            && let Some(tokens) = pace::used_so_far(&self.read)
        {
            turn.used(tokens);
        }
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Step> {
        if ready!(self.poll_more(cx)) {
            return Poll::Ready(None);
        }
        // The last event may lack its blank line, because the server closes right after the last
        // line or because it was cut. It has been paid for, and JSON that is whole cannot have been
        // cut, so it is handed out; the half of one is not. The half of an error is still an error.
        let Some(Ok(place)) = self.decoder.close() else {
            return Poll::Ready(None);
        };
        let data = self.decoder.bytes(place, &self.read);
        let is_whole = is_marker(data)
            || self.decoder.name() == Some("error")
            || serde_json::from_slice::<IgnoredAny>(data).is_ok();
        Poll::Ready(if is_whole { self.judge(place) } else { None })
    }

    /// What an event is: one for the caller, the marker, an error, or nothing.
    fn judge(&mut self, place: Place) -> Step {
        let data = self.decoder.bytes(place, &self.read);
        if is_marker(data) {
            self.drain();
            return None;
        }
        if data.trim_ascii().is_empty() {
            return None;
        }
        if let Some(service) = ServiceError::in_event(self.decoder.name(), data) {
            let body = Bytes::copy_from_slice(data);
            let refused = if self.begun {
                Error::broken_off
            } else {
                Error::refused_in_success
            };
            let meta = self.meta.clone();
            return Some(Err(refused(meta, body, service, &self.secrets)));
        }
        self.begun = true;
        Some(Ok(place))
    }

    /// Says how a body ended, after all that was in it.
    fn finish(&mut self) -> Step {
        let State::Over(why) = mem::replace(&mut self.state, State::Ended(None)) else {
            return None;
        };
        let meta = self.meta.clone();
        match why {
            Some(why) => Some(Err(why.into_error(meta, Bytes::new()))),
            None if self.begun => {
                self.end(Some(StreamEnd::Closed));
                None
            }
            None => {
                let what = if meta.is_encoded() {
                    ENCODED
                } else {
                    "the answer ended before its first event"
                };
                Some(Err(Error::decode(what, None, None, meta, Bytes::new())))
            }
        }
    }

    fn poll_drained(&mut self, cx: &mut Context<'_>) -> Poll<Step> {
        let next = ready!(self.reads.poll_next(cx));
        // All that counts has come, so neither a break nor more events are of interest.
        if let (Ok(Some(piece)), State::Draining { left }) = (next, &mut self.state)
            && piece.len() <= *left
        {
            *left -= piece.len();
        } else {
            self.end(Some(StreamEnd::Marker));
        }
        Poll::Ready(None)
    }

    fn poll_other(&mut self, cx: &mut Context<'_>) -> Poll<Step> {
        let next = ready!(self.reads.poll_next(cx));
        let State::Other(body) = &mut self.state else {
            return Poll::Ready(None);
        };
        let limit = self.max_body_bytes;
        let why = match next {
            Ok(Some(piece)) => {
                if body.push_within(piece, 0, limit) {
                    return Poll::Ready(None);
                }
                Some(Why::TooLarge(limit))
            }
            Ok(None) => None,
            Err(why) => Some(why),
        };
        let body = mem::take(body).finish();
        let meta = self.meta.clone();
        Poll::Ready(Some(Err(match why {
            Some(why) => why.into_error(meta, body),
            None => no_events(body, meta, &self.secrets),
        })))
    }

    fn undecodable(&self, cause: DecodeError) -> Error {
        let what = match cause {
            DecodeError::TooLarge { limit } => {
                format!("an event of the answer is larger than {limit} bytes").into()
            }
            DecodeError::NotUtf8 => {
                std::borrow::Cow::Borrowed("an event of the answer is not UTF-8")
            }
        };
        Error::decode(what, None, None, self.meta.clone(), Bytes::new())
    }

    /// The caller knows the event that it was lent for the last one: as after the marker, what
    /// follows is passed over, and not for long.
    pub(crate) fn settle(&mut self) {
        if matches!(self.state, State::Events) {
            self.drain();
        }
    }

    fn drain(&mut self) {
        self.reads.hurry(DRAINED_TIME);
        self.state = State::Draining {
            left: DRAINED_BYTES,
        };
    }

    /// Ends it after an error that its user has found.
    pub(crate) fn give_up(&mut self) {
        self.end(None);
    }

    /// Lets go of all that was held.
    fn end(&mut self, end: Option<StreamEnd>) {
        self.reads.close();
        self.state = State::Ended(end);
    }
}

/// An event or an error to hand out; none to go on.
type Step = Option<Result<Place, Error>>;

fn is_marker(data: &[u8]) -> bool {
    data.trim_ascii_start().starts_with(MARKER)
}

/// What a JSON object says that it is.
#[derive(Deserialize)]
struct Whole<'a> {
    #[serde(borrow)]
    object: Option<&'a str>,
}

/// The body of a success that is no event stream.
fn no_events(body: Bytes, meta: ResponseMeta, secrets: &Secrets) -> Error {
    if let Some(service) = ServiceError::in_event(None, &body) {
        return Error::refused_in_success(meta, body, service, secrets);
    }
    let what = match body.trim_ascii_start().first() {
        Some(b'<') => "the answer is HTML or XML, not an event stream",
        // Some services do not stream, and say nothing of it.
        _ if is_whole(&body) => {
            "the answer came whole, not as an event stream: it stands in the error's body, and a call \
             without streaming gives it"
        }
        _ if serde_json::from_slice::<IgnoredAny>(&body).is_ok() => {
            "the answer is one JSON text, not an event stream"
        }
        _ if meta.is_encoded() => ENCODED,
        _ => "the answer is not an event stream",
    };
    Error::decode(what, None, None, meta, body)
}

fn is_whole(body: &[u8]) -> bool {
    serde_json::from_slice::<Whole<'_>>(body)
        .is_ok_and(|whole| matches!(whole.object, Some("chat.completion" | "response")))
}

fn joined(first: Bytes, second: Bytes) -> Bytes {
    if first.is_empty() {
        return second;
    }
    let mut joined = BytesMut::from(first);
    joined.extend_from_slice(&second);
    joined.freeze()
}
