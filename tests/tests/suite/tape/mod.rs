//! Recorded and played: what a client sees of a tape is what it saw when it was recorded, however it is cut,
//! and no tape has a secret.

mod files;
mod kept;
mod passing;
mod same;
mod splits;
mod unlike;

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use openai_structured::client::http::{Request, Response};
use openai_structured::client::transport::{
    HttpTransport, RequestBody, ResponseBody, Sending, Transport,
};
use openai_structured::local::{LocalApi, Recorder, Tape};
use openai_structured::prelude::*;

fn recorder() -> Recorder {
    Recorder::new(HttpTransport::new().unwrap())
}

/// A client over this transport that asks once.
fn over(transport: impl Transport, base_url: &str) -> Client {
    Client::builder()
        .api_key("sk-of-the-test")
        .transport(transport)
        .base_url(base_url)
        .max_retries(0)
        .build()
        .unwrap()
}

/// A client of a tape.
fn of(api: &LocalApi) -> Client {
    over(HttpTransport::new().unwrap(), api.base_url())
}

fn chat() -> ChatRequest {
    ChatRequest::new("m").user("Capital of Norway?")
}

/// The tape as it comes out of its file.
fn through_a_file(tape: &Tape) -> Tape {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("played-{}-{number}.json", std::process::id());
    let path = std::env::temp_dir().join(name);
    tape.save(&path).unwrap();
    let loaded = Tape::load(&path).unwrap();
    fs::remove_file(path).unwrap();
    assert_eq!(&loaded, tape);
    loaded
}

/// A transport that is a function.
struct Answers<F>(F);

impl<F> Transport for Answers<F>
where
    F: Fn(Request<RequestBody>) -> Response<ResponseBody> + Send + Sync + 'static,
{
    fn send(&self, request: Request<RequestBody>) -> Sending {
        let response = (self.0)(request);
        Box::pin(async { Ok(response) })
    }
}
