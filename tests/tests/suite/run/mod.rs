//! Runs of tools: the loop as a table, over loopback, and streamed.

mod blocking;
pub(crate) mod live;
mod options;
mod random;
mod responses;
mod served;
mod streamed;
mod surface;
mod table;
mod wire;

use openai_structured::client::ChatCompletion;
use openai_structured::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The sum of two numbers.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat, FunctionTool)]
pub(crate) struct Add {
    pub(crate) a: i64,
    pub(crate) b: i64,
}

/// Looks something up.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat, FunctionTool)]
pub(crate) struct Look {
    pub(crate) place: String,
    /// Milliseconds that it takes.
    takes: u64,
}

#[derive(Debug, PartialEq, ToolSet)]
pub(crate) enum Tools {
    Add(Add),
    Look(Look),
}

/// What the tools work on, and what they note.
#[derive(Default)]
pub(crate) struct App {
    /// The places that were looked up, in the order in which that ended.
    looked: Mutex<Vec<String>>,
    running: AtomicUsize,
    /// The most that ran at once.
    most: AtomicUsize,
    /// Calls that ran to their end or were dropped.
    dropped: AtomicUsize,
}

impl Tool for Add {
    type Context = App;
    type Output = i64;

    async fn call(self, _: &App) -> Result<i64, ToolError> {
        let sum = self.a.checked_add(self.b);
        sum.ok_or_else(|| ToolError::tell("the sum is too large"))
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Found {
    at: String,
}

/// Counts a call as long as it lives.
struct Running<'a>(&'a App);

impl<'a> Running<'a> {
    fn new(app: &'a App) -> Self {
        let now = app.running.fetch_add(1, Ordering::SeqCst) + 1;
        app.most.fetch_max(now, Ordering::SeqCst);
        Self(app)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

impl Tool for Look {
    type Context = App;
    type Output = Found;

    async fn call(self, app: &App) -> Result<Found, ToolError> {
        let _running = Running::new(app);
        let takes = Duration::from_millis(self.takes);
        match self.place.as_str() {
            "blocks" => std::thread::sleep(takes),
            _ => tokio::time::sleep(takes).await,
        }
        match self.place.as_str() {
            "nowhere" => return Err(ToolError::tell("there is no such place")),
            "broken" => return Err(std::io::Error::other("the index is gone").into()),
            "panic" => panic!("a tool that panics"),
            _ => {}
        }
        app.looked.lock().unwrap().push(self.place.clone());
        Ok(Found { at: self.place })
    }
}

/// What a run ends in.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
pub(crate) struct Answer {
    pub(crate) total: i64,
}

fn request() -> ChatRequest {
    ChatRequest::new("m").user("Go.")
}

/// An answer with these calls: id, name, arguments.
fn calling(calls: &[[&str; 3]]) -> ChatCompletion {
    said(
        &json!({ "content": null, "tool_calls": wire_calls(calls) }),
        "tool_calls",
    )
}

fn wire_calls(calls: &[[&str; 3]]) -> Vec<Value> {
    let calls = calls.iter().map(|[id, name, arguments]| {
        json!({ "id": id, "type": "function",
            "function": { "name": name, "arguments": arguments } })
    });
    calls.collect()
}

fn saying(text: &str) -> ChatCompletion {
    said(&json!({ "content": text }), "stop")
}

/// An answer of 12 tokens.
fn said(message: &Value, finish: &str) -> ChatCompletion {
    let body = json!({
        "choices": [{ "index": 0, "message": message, "finish_reason": finish }],
        "usage": { "prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12 },
    });
    ChatCompletion::from_json(body.to_string()).unwrap()
}
