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
use super::reply::Content;
use super::responses::store::Store;
use super::said::Said;
use super::source::{Source, Spoken};
use super::stop::Stop;
use super::stream::{Flow, Play};
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
            reply,
            model,
            fingerprint,
        } = self.rules.source.reply(request, self.stop)?;
        let events = |flow: Flow, events: &[Value]| {
            stream::<D>(
                flow,
                events.iter().map(D::event).collect(),
                self.rules.pause,
            )
        };
        let looks = match reply.content {
            Content::Expired => Looks::Never,
            _ => Looks::Left(reply.polls),
        };
        let mut answer = match reply.content {
            Content::Error(error) => error_answer(&error),
            Content::Expired => {
                let message = "The script of the local API has a reply for this request that only \
                               the line of a batch can wait for.";
                error_answer(&ApiError::own("invalid_script", message))
            }
            Content::Raw { status, body } => whole(status, body),
            Content::Stream(pieces) => stream::<D>(reply.flow, pieces, self.rules.pause),
            Content::Events(values) => events(reply.flow, &values),
            Content::Said(said) => {
                let words = Words {
                    said: &said,
                    model: &model,
                    fingerprint,
                    piece: reply.piece,
                    polls: reply.polls,
                    whole: reply.flow.after.is_none(),
                };
                match write(&words)? {
                    Written::Whole(body) => json_answer(200, &body),
                    Written::Events(values) => events(reply.flow, &values),
                }
            }
        };
        answer.headers.retain(|(name, _)| {
            !reply
                .headers
                .iter()
                .any(|(other, _)| other.eq_ignore_ascii_case(name))
        });
        answer.headers.extend(reply.headers);
        answer.looks = looks;
        Ok(answer)
    }
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
