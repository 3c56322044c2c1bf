//! A service in the process that keeps files and batches, and sends a file in any pieces.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::stream;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use openai_structured::client::Client;
use openai_structured::client::transport::{
    RequestBody, ResponseBody, Sending, Transport, TransportError,
};
use serde_json::{Value, json};

/// The pieces of a file; one that is none breaks the connection.
pub(super) type Pieces = Vec<Option<Bytes>>;

/// What it has and what it was asked.
#[derive(Clone, Default)]
pub(super) struct Service(Arc<Mutex<State>>);

#[derive(Default)]
pub(super) struct State {
    /// The bodies of uploads, as they came.
    pub(super) uploads: Vec<Bytes>,
    /// What batches were asked for with.
    pub(super) batches: Vec<Value>,
    /// How far the batch is at each look; the last stays.
    pub(super) states: VecDeque<Value>,
    /// What is in the files.
    pub(super) files: HashMap<String, Pieces>,
    /// What is answered instead, by the beginning of the request's line.
    pub(super) instead: VecDeque<(&'static str, u16, String)>,
    /// The lines of all requests.
    pub(super) asked: Vec<String>,
    /// The idempotency keys of the uploads and the batches.
    pub(super) keys: Vec<String>,
    /// So many answers to a new batch are lost, though it is made.
    pub(super) lost: usize,
    /// A call of this line is never answered.
    pub(super) silent: Option<&'static str>,
}

impl Service {
    pub(super) fn client(&self) -> Client {
        let client = Client::builder().no_auth().max_retries(0);
        client.transport(self.clone()).build().unwrap()
    }

    pub(super) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// A batch that is done, with these files in pieces.
    pub(super) fn done(output: Option<Pieces>, errors: Option<Pieces>) -> Self {
        let service = Self::default();
        let mut state = service.state();
        let id = |name: &str, file: &Option<Pieces>| file.as_ref().map(|_| name.to_owned());
        let batch = json!({
            "id": "batch_1", "object": "batch", "status": "completed",
            "output_file_id": id("file-out", &output), "error_file_id": id("file-err", &errors),
        });
        state.states.push_back(batch);
        for (name, file) in [("file-out", output), ("file-err", errors)] {
            state.files.extend(file.map(|file| (name.to_owned(), file)));
        }
        drop(state);
        service
    }

    fn answer(&self, line: &str, body: &Bytes) -> (u16, ResponseBody) {
        let mut state = self.state();
        state.asked.push(line.to_owned());
        let is_due = |due: &(&str, u16, String)| line.starts_with(due.0);
        if state.instead.front().is_some_and(is_due)
            && let Some((_, status, body)) = state.instead.pop_front()
        {
            return (status, body.into());
        }
        let (method, path) = line.split_once(' ').unwrap();
        let path: Vec<_> = path.trim_start_matches("/v1/").split('/').collect();
        let said = match (method, &path[..]) {
            ("POST", ["files"]) => {
                state.uploads.push(body.clone());
                let name = format!("file-in-{}", state.uploads.len());
                json!({ "id": name, "object": "file", "purpose": "batch" })
            }
            ("POST", ["batches"]) => {
                state.batches.push(serde_json::from_slice(body).unwrap());
                made(1, &state.batches[0])
            }
            ("GET", ["batches"]) => {
                let numbered = state.batches.iter().enumerate();
                let batches: Vec<_> = numbered.map(|(at, one)| made(at + 1, one)).rev().collect();
                json!({ "object": "list", "data": batches, "has_more": false })
            }
            ("POST", ["batches", id, "cancel"]) => json!({ "id": id, "status": "cancelling" }),
            ("GET", ["batches", _]) => match state.states.len() {
                0 => panic!("nothing is known of the batch"),
                1 => state.states[0].clone(),
                _ => state.states.pop_front().unwrap(),
            },
            ("GET", ["files", file, "content"]) => {
                let pieces = state.files[*file].clone().into_iter();
                let pieces =
                    pieces.map(|piece| piece.ok_or_else(|| TransportError::maybe_sent("broken")));
                return (200, ResponseBody::stream(stream::iter(pieces)));
            }
            other => panic!("{other:?}"),
        };
        (200, said.to_string().into())
    }
}

/// The batch of this number, as it is made.
fn made(number: usize, request: &Value) -> Value {
    let id = format!("batch_{number}");
    let notes = &request["metadata"];
    json!({ "id": id, "object": "batch", "status": "validating", "metadata": notes })
}

impl Transport for Service {
    fn send(&self, request: Request<RequestBody>) -> Sending {
        let service = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let line = format!("{} {}", head.method, head.uri.path());
            let body = body.collect().await.unwrap().to_bytes();
            let key = head.headers.get("idempotency-key");
            if let Some(key) = key.filter(|_| head.method == http::Method::POST) {
                let key = key.to_str().unwrap().to_owned();
                service.state().keys.push(key);
            }
            let (status, body) = service.answer(&line, &body);
            if service.state().silent == Some(line.as_str()) {
                std::future::pending::<()>().await;
            }
            let mut state = service.state();
            if line == "POST /v1/batches" && state.lost > 0 {
                state.lost -= 1;
                return Err(TransportError::maybe_sent("broken"));
            }
            Ok(Response::builder().status(status).body(body).unwrap())
        })
    }
}
