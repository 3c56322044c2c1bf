//! How blocking calls end: deadlines, panics, calls within calls.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::mpsc::{Sender, channel},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use openai_client::{
    ErrorKind,
    blocking::Client,
    transport::{RequestBody, ResponseBody, Sending, Transport, TransportError},
};
use tokio::runtime;

use super::Apart;
use crate::server::{ANSWER, Reply, events, ok, request};

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(5);

fn stalling() -> Apart {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec();
    let event: &[u8] = b"data: {\"choices\":[]}\n\n";
    Apart::start([
        Reply::Stall(Vec::new()),
        Reply::Stall(head.clone()),
        Reply::Stall(head),
        Reply::Stall(events([event])),
    ])
}

fn deadlines(server: &Apart) {
    let builder = || server.builder();
    let begin = Instant::now();

    let client = builder()
        .first_byte_timeout(SHORT)
        .build_blocking()
        .unwrap();
    let error = client.chat().create(request()).unwrap_err();
    assert!(
        error.to_string().starts_with("no answer within 200ms"),
        "{error}"
    );

    let client = builder().idle_timeout(SHORT).build_blocking().unwrap();
    let error = client.chat().create(request()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the answer did not continue within 200ms"),
        "{error}"
    );

    let client = builder().total_timeout(SHORT).build_blocking().unwrap();
    let error = client.chat().create(request()).unwrap_err();
    assert!(
        error.to_string().contains("within the total time"),
        "{error}"
    );

    let client = builder().idle_timeout(SHORT).build_blocking().unwrap();
    let mut stream = client.chat().create_stream(request()).unwrap();
    assert!(stream.next().unwrap().is_ok());
    let error = stream.next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert!(stream.next().is_none());

    assert!(
        begin.elapsed() >= 4 * SHORT && begin.elapsed() < LONG,
        "{:?}",
        begin.elapsed()
    );
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn deadlines_hold_without_a_runtime() {
    deadlines(&stalling());
}

#[test]
fn deadlines_hold_inside_a_runtime_without_a_clock() {
    let server = stalling();
    let here = runtime::Builder::new_current_thread().build().unwrap();
    here.block_on(async { deadlines(&server) });
}

/// Fails in the way that no transport should.
struct Panics;

impl Transport for Panics {
    fn send(&self, _: Request<RequestBody>) -> Sending {
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            panic!("within the call")
        })
    }
}

#[test]
fn a_panic_comes_out_at_the_caller() {
    let client = Client::builder()
        .no_auth()
        .transport(Panics)
        .build_blocking()
        .unwrap();
    let call = || client.chat().create(request());
    let panic = catch_unwind(AssertUnwindSafe(call)).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"within the call"));
    // The thread in the background goes on.
    let server = Apart::start([ok(ANSWER)]);
    server.chat().create(request()).unwrap();
}

/// A body that cleans up in a task, as connections of pools do.
struct Tidy(Sender<()>);

impl Stream for Tidy {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

impl Drop for Tidy {
    fn drop(&mut self) {
        let done = self.0.clone();
        tokio::spawn(async move { done.send(()) });
    }
}

struct Tidies(Sender<()>);

impl Transport for Tidies {
    fn send(&self, _: Request<RequestBody>) -> Sending {
        let body = ResponseBody::stream(Tidy(self.0.clone()));
        Box::pin(async { Ok(Response::new(body)) })
    }
}

#[test]
fn what_a_dropped_stream_leaves_behind_is_done_in_the_background() {
    let (done, dones) = channel();
    let builder = Client::builder().no_auth().transport(Tidies(done));
    let chat = builder.build_blocking().unwrap().chat();
    drop(chat.create_stream(request()).unwrap());
    dones.recv_timeout(LONG).unwrap();
}

#[test]
fn a_key_provider_may_call_and_wait_itself() {
    let keys = Apart::start([ok(r#"{"key":"from afar"}"#)]);
    let server = Apart::start([ok(ANSWER)]);
    let key_client = keys.client();
    let client = Client::builder()
        .base_url(server.url())
        .api_key_provider(move || {
            let request = key_client.request(http::Method::GET, "key");
            async move {
                let answer = request.send()?;
                let key: serde_json::Value = answer.json()?;
                Ok::<_, openai_client::Error>(key["key"].as_str().unwrap_or_default().to_owned())
            }
        })
        .build_blocking()
        .unwrap();
    client.chat().create(request()).unwrap();
    assert_eq!(server.seen()[0].all("authorization"), ["Bearer from afar"]);
}

#[test]
fn what_cannot_be_reached_is_said() {
    // The port was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    drop(listener);
    let builder = Client::builder().no_auth().base_url(url).max_retries(1);
    let error = builder
        .build_blocking()
        .unwrap()
        .chat()
        .create(request())
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotSent, 2));
}
