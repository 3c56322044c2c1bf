//! `/v1/responses` and `/v1/conversations`: the Responses API, plain, streamed and in the background.

#[cfg(feature = "local-model")]
mod asked;
mod conversations;
mod create;
mod events;
mod input;
mod item;
mod object;
mod request;
mod retrieve;
pub(super) mod store;

use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{Answer, Job};
use super::dialect::Dialect;
use super::error::{ApiError, no_such_path, only};

/// How responses are streamed: events are named, and the last one says that it is.
pub(super) struct Responses;

impl Dialect for Responses {
    fn event(data: &Value) -> Bytes {
        let name = data["type"].as_str().filter(|name| !name.contains('\n'));
        let name = name.map(|name| format!("event: {name}\n"));
        Bytes::from(format!("{}data: {data}\n\n", name.unwrap_or_default()))
    }

    fn done() -> Option<Bytes> {
        None
    }

    fn error(message: &str, events: usize) -> Bytes {
        Self::event(&json!({
            "type": "error",
            "sequence_number": events,
            "code": "server_error",
            "message": message,
            "param": null,
        }))
    }
}

/// Answers a request below `/v1/responses`, by the segments that follow.
pub(super) fn route(job: &Job<'_>, rest: &[&str]) -> Result<Answer, ApiError> {
    let (method, path) = (job.received.method.as_str(), job.received.path.as_str());
    let only = |allowed| only(allowed, method, path);
    match *rest {
        [] => only("POST").and_then(|()| create::create(job)),
        ["input_tokens"] => only("POST").and_then(|()| create::count(job)),
        ["compact"] => only("POST").and_then(|()| create::compact(job)),
        [id] if method == "DELETE" => retrieve::delete(job, id),
        [id] => only("GET, DELETE").and_then(|()| retrieve::retrieve(job, id)),
        [id, "cancel"] => only("POST").and_then(|()| retrieve::cancel(job, id)),
        [id, "input_items"] => only("GET").and_then(|()| retrieve::input_items(job, id)),
        _ => Err(no_such_path(method, path)),
    }
}

/// Answers a request below `/v1/conversations`, by the segments that follow.
pub(super) fn conversations(job: &Job<'_>, rest: &[&str]) -> Result<Answer, ApiError> {
    let (method, path) = (job.received.method.as_str(), job.received.path.as_str());
    let only = |allowed| only(allowed, method, path);
    match (rest, method) {
        ([], _) => only("POST").and_then(|()| conversations::create(job)),
        ([id], "POST") => conversations::update(job, id),
        ([id], "DELETE") => conversations::delete(job, id),
        ([id], _) => only("GET, POST, DELETE").and_then(|()| conversations::retrieve(job, id)),
        ([id, "items"], "POST") => conversations::add(job, id),
        ([id, "items"], _) => only("GET, POST").and_then(|()| conversations::items(job, id)),
        ([id, "items", item], "DELETE") => conversations::remove(job, id, item),
        ([id, "items", item], _) => {
            only("GET, DELETE").and_then(|()| conversations::item(job, id, item))
        }
        _ => Err(no_such_path(method, path)),
    }
}

fn no_response(id: &str) -> ApiError {
    ApiError::new(404, format!("Response with id '{id}' not found."))
}

fn no_conversation(id: &str) -> ApiError {
    ApiError::new(404, format!("Conversation with id '{id}' not found."))
}
