//! An answer before hyper has it, and how a reply becomes one at any endpoint.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::batches::store::Batches;
use super::chat::store::Completions;
use super::dialect::{Dialect, Request};
use super::error::ApiError;
use super::files::store::Files;
use super::received::Received;
use super::reply::{Content, Reply};
use super::responses::store::Store;
use super::said::Said;
use super::source::{Source, Spoken};
use super::stop::Stop;
use super::stream::{Flow, Play};
use super::tape::Player;
use super::uploads::store::Uploads;

/// What a server answers by, as its builder set it.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) source: Source,
    /// The one key that is accepted; without it any key is, and none.
    pub(super) key: Option<String>,
    /// What is waited before each piece of a stream, where a reply says nothing else.
    pub(super) pause: Option<Duration>,
    /// What was answered and can be retrieved.
    pub(super) store: Store,
    pub(super) files: Files,
    pub(super) uploads: Uploads,
    pub(super) batches: Batches,
    pub(super) completions: Completions,
    /// A tape that answers everything.
    pub(super) player: Option<Player>,
}

impl Rules {
    /// Answers from this source, and nothing else that is said.
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            key: None,
            pause: None,
            store: Store::default(),
            files: Files::default(),
            uploads: Uploads::default(),
            batches: Batches::default(),
            completions: Completions::default(),
            player: None,
        }
    }
}

/// One request in the hands of the server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) rules: &'a Rules,
    pub(super) received: &'a Received,
    /// Counts the requests of this server from one.
    pub(super) number: usize,
    /// The time in seconds.
    pub(super) created: u64,
    /// Ends the stand-in model's work.
    pub(super) stop: &'a Stop,
}

/// An answer, ready for the wire.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
    /// When a batch has it.
    pub(super) looks: Looks,
}

/// After how many looks at it a batch has an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    Left(usize),
    /// Not before the batch expires.
    Never,
}

impl Looks {
    pub(super) fn after_one(self) -> Self {
        match self {
            Self::Left(looks) => Self::Left(looks.saturating_sub(1)),
            Self::Never => Self::Never,
        }
    }
}

#[derive(Debug)]
pub(super) enum Body {
    Whole(Bytes),
    Stream(Play),
}

/// What an endpoint made of a reply's words.
pub(super) enum Written {
    Whole(Value),
    Events(Vec<Value>),
}

/// What a reply says, and about it what the answer has to tell.
pub(super) struct Words<'a> {
    pub(super) said: &'a [Said],
    pub(super) model: &'a str,
    pub(super) fingerprint: &'static str,
    /// Characters of one delta.
    pub(super) piece: usize,
    /// Retrievals after which a response in the background is finished.
    pub(super) polls: usize,
    /// Whether a stream is played to its end.
    pub(super) whole: bool,
}

impl Job<'_> {
    /// The body of the request.
    pub(super) fn body(&self) -> Result<Value, ApiError> {
        serde_json::from_slice(&self.received.bytes).map_err(|error| {
            ApiError::invalid(format!(
                "We could not parse the JSON body of your request: {error}."
            ))
        })
    }

    /// Answers a request that passed its checks: takes a reply, and sends it as it is or as `write`
    /// has it.
    pub(super) fn reply<D: Dialect>(
        &self,
        request: &impl Request,
        write: impl FnOnce(&Words<'_>) -> Result<Written, ApiError>,
    ) -> Result<Answer, ApiError> {
        let Spoken {
            mut reply,
            model,
            fingerprint,
        } = self.rules.source.reply(request, self.stop)?;
        let looks = match reply.content {
            Content::Expired => Looks::Never,
            _ => Looks::Left(reply.polls),
        };
        reply.set_length();
        let headers = std::mem::take(&mut reply.headers);
        let (piece, polls, whole) = (reply.piece, reply.polls, reply.flow.after.is_none());
        let flow = reply.flow.clone();
        let answer = match ready::<D>(reply, self.rules.pause) {
            Ok(answer) => answer,
            Err(said) => {
                let words = Words {
                    said: &said,
                    model: &model,
                    fingerprint,
                    piece,
                    polls,
                    whole,
                };
                match write(&words)? {
                    Written::Whole(body) => json_answer(200, &body),
                    Written::Events(values) => events::<D>(flow, &values, self.rules.pause),
                }
            }
        };
        Ok(Answer {
            looks,
            ..answer.with(headers)
        })
    }
}

impl Answer {
    /// With these headers, in place of those of the same names.
    pub(super) fn with(mut self, headers: Vec<(String, String)>) -> Self {
        let has = |name: &str| {
            headers
                .iter()
                .any(|(other, _)| other.eq_ignore_ascii_case(name))
        };
        self.headers.retain(|(name, _)| !has(name));
        self.headers.extend(headers);
        self
    }
}

/// A reply that is an answer as it is, without the headers of its own; or else what it says, which an
/// endpoint writes.
pub(super) fn ready<D: Dialect>(
    reply: Reply,
    pause: Option<Duration>,
) -> Result<Answer, Vec<Said>> {
    Ok(match reply.content {
        Content::Said(said) => return Err(said),
        Content::Error(error) => error_answer(&error),
        Content::Expired => {
            let message = "The script of the local API has a reply for this request that only \
                           the line of a batch can wait for.";
            error_answer(&ApiError::own("invalid_script", message))
        }
        Content::Raw { status, body } => whole(status, body),
        Content::Stream(pieces) => stream::<D>(reply.flow, pieces, pause),
        Content::Events(values) => events::<D>(reply.flow, &values, pause),
        Content::Recorded { status, pieces } => {
            let pieces = pieces.into_iter().map(|(bytes, _)| bytes);
            Answer {
                status,
                headers: Vec::new(),
                body: Body::Stream(reply.flow.play::<D>(pieces.collect(), pause)),
                looks: Looks::Left(0),
            }
        }
    })
}

fn events<D: Dialect>(flow: Flow, events: &[Value], pause: Option<Duration>) -> Answer {
    stream::<D>(flow, events.iter().map(D::event).collect(), pause)
}

pub(super) fn error_answer(error: &ApiError) -> Answer {
    let mut answer = json_answer(error.status, &error.body());
    answer.headers.extend(
        error
            .allow
            .map(|method| ("allow".to_owned(), method.to_owned())),
    );
    if error.is_final {
        answer
            .headers
            .push(("x-should-retry".into(), "false".into()));
    }
    answer
}

pub(super) fn json_answer(status: u16, body: &Value) -> Answer {
    whole(status, Bytes::from(body.to_string()))
}

/// Bytes that are no JSON.
pub(super) fn binary_answer(body: Bytes) -> Answer {
    of_kind("application/octet-stream", 200, body)
}

fn whole(status: u16, body: Bytes) -> Answer {
    of_kind("application/json", status, body)
}

fn of_kind(kind: &str, status: u16, body: Bytes) -> Answer {
    Answer {
        status,
        headers: vec![("content-type".into(), kind.into())],
        body: Body::Whole(body),
        looks: Looks::Left(0),
    }
}

pub(super) fn stream<D: Dialect>(
    flow: Flow,
    pieces: Vec<Bytes>,
    pause: Option<Duration>,
) -> Answer {
    Answer {
        status: 200,
        headers: vec![
            (
                "content-type".into(),
                "text/event-stream; charset=utf-8".into(),
            ),
            ("cache-control".into(), "no-cache".into()),
        ],
        body: Body::Stream(flow.play::<D>(pieces, pause)),
        looks: Looks::Left(0),
    }
}
