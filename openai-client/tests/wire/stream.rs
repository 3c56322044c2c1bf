//! Streamed answers: what is sent, and what is handed out however it comes.

use std::{future::poll_fn, pin::Pin, time::Duration};

use futures_core::Stream;
use openai_client::{
    ChatStream, Client, Error, ErrorKind, StreamEnd,
    chat::{ChatChunk, StreamOptions},
};
use serde_json::{Value, json};

use crate::server::{EVENTS, Reply, Server, chunk, events, reply, request, stream};

/// A stream as services send it: a beginning, text in pieces, a finish reason, the usage, the
/// marker.
pub(crate) const ANSWER: &str = concat!(
    "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n",
    ": a remark\n\n",
    "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grüße, \"}}]}\r\n\r\n",
    "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"😀 \\\"error\\\"\"}}]}\n\n",
    "data:\n\n",
    "data: {\"id\":\"c1\",\"error\":null,\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
    "data: {\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n",
    "data: [DONE]\n\n",
);
pub(crate) const TEXT: &str = "Grüße, 😀 \"error\"";

/// What was handed out, and the error at the end if there was one.
pub(crate) struct Read {
    pub(crate) text: String,
    pub(crate) chunks: usize,
    pub(crate) error: Option<Error>,
    pub(crate) ended: Option<StreamEnd>,
}

pub(crate) fn text(chunk: &ChatChunk) -> String {
    let deltas = chunk.choices.iter().map(|choice| &choice.delta);
    deltas
        .filter_map(|delta| delta.content.as_deref())
        .collect()
}

pub(crate) async fn open(client: &Client) -> ChatStream {
    client.chat().create_stream(request()).await.unwrap()
}

pub(crate) async fn read(mut stream: ChatStream) -> Read {
    let mut read = Read {
        text: String::new(),
        chunks: 0,
        error: None,
        ended: None,
    };
    while let Some(chunk) = stream.next().await {
        assert!(read.error.is_none(), "nothing follows an error");
        assert_eq!(stream.ended(), None);
        match chunk {
            Ok(chunk) => {
                read.text += &text(&chunk);
                read.chunks += 1;
            }
            Err(error) => read.error = Some(error),
        }
    }
    assert!(stream.next().await.is_none());
    read.ended = stream.ended();
    read
}

/// What a client makes of one reply.
pub(crate) async fn read_reply(reply: Reply) -> Read {
    let server = Server::start([reply]).await;
    let read = read(open(&server.client()).await).await;
    assert_eq!(server.seen().len(), 1, "nothing is sent again");
    read
}

#[tokio::test]
async fn chunks_come_in_order_and_the_request_says_stream() {
    let server = Server::start([stream(ANSWER)]).await;
    let options = StreamOptions::new().include_usage(true);
    let request = request().stream_options(options);
    let mut stream = server.client().chat().create_stream(request).await.unwrap();
    assert_eq!(stream.request_id(), Some("req_1"));
    assert_eq!(stream.meta().attempts(), 1);

    let mut chunks = Vec::new();
    while let Some(chunk) = stream.next().await {
        chunks.push(chunk.unwrap());
    }
    assert_eq!(stream.ended(), Some(StreamEnd::Marker));
    assert_eq!(chunks.len(), 5);
    assert_eq!(chunks.iter().map(text).collect::<String>(), TEXT);
    assert_eq!(chunks[4].usage.as_ref().unwrap().total_tokens, 3);

    let seen = &server.seen()[0];
    assert_eq!(seen.all("accept"), ["application/json"]);
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(
        body,
        json!({
            "model": "gpt-5-mini",
            "messages": [{"role": "user", "content": "Hello"}],
            "stream_options": {"include_usage": true},
            "stream": true,
        })
    );
}

#[tokio::test]
async fn all_ways_to_ask_give_the_same_and_can_be_mixed() {
    let server = Server::start([stream(ANSWER)]).await;
    let mut stream = open(&server.client()).await;
    let first = stream.next_event().await.unwrap().unwrap();
    assert!(first.data.starts_with("{\"id\":\"c1\"") && first.data.ends_with('}'));
    let second = stream.next_chunk().await.unwrap().unwrap();
    assert_eq!(second.choices[0].delta.content.as_deref(), Some("Grüße, "));
    let third = poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await;
    assert_eq!(text(&third.unwrap().unwrap()), "😀 \"error\"");
    let fourth = stream.next().await.unwrap().unwrap();
    assert!(fourth.choices[0].finish_reason.is_some());
    assert!(stream.next_event().await.is_some());
    assert!(stream.next_chunk().await.is_none());
    assert!(stream.next_event().await.is_none());
    assert_eq!(stream.ended(), Some(StreamEnd::Marker));
}

#[tokio::test]
async fn the_cuts_of_the_network_do_not_show() {
    for size in 1..40 {
        let mut bytes = events(ANSWER.as_bytes().chunks(size));
        bytes.extend(chunk(""));
        let read = read_reply(Reply::Send(bytes)).await;
        assert_eq!((read.text.as_str(), read.chunks), (TEXT, 5), "{size} bytes");
        assert_eq!(read.ended, Some(StreamEnd::Marker));
    }
}

#[tokio::test]
async fn any_content_type_will_do_if_the_body_is_events() {
    for kind in [
        "text/event-stream; charset=utf-8",
        "Text/Event-Stream",
        "text/plain",
        "application/json",
        "",
    ] {
        let body = format!("\u{feff}{ANSWER}");
        let read = read_reply(reply(200, &[("content-type", kind)], body)).await;
        assert_eq!((read.text.as_str(), read.chunks), (TEXT, 5), "{kind}");
    }
    let bare = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{ANSWER}");
    let read = read_reply(Reply::SendAndClose(bare.into())).await;
    assert_eq!(read.text, TEXT);
}

#[tokio::test]
async fn a_refusal_before_the_stream_is_tried_again() {
    let busy = reply(503, &[("retry-after-ms", "1")], "");
    let server = Server::start([busy, stream(ANSWER)]).await;
    let stream = open(&server.client()).await;
    assert_eq!(stream.meta().attempts(), 2);
    assert_eq!(read(stream).await.text, TEXT);
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].body, seen[1].body);

    let no = reply(401, &[], r#"{"error":{"message":"no","code":"c"}}"#);
    let server = Server::start([no]).await;
    let error = server.client().chat().create_stream(request()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.code(), Some("c"));
}

#[tokio::test]
async fn a_future_that_is_dropped_has_taken_nothing() {
    let mut pieces = vec![format!("{EVENTS}transfer-encoding: chunked\r\n\r\n").into_bytes()];
    pieces.extend(ANSWER.as_bytes().chunks(100).map(chunk));
    pieces.push(chunk(""));
    let server = Server::start([Reply::Slowly(Duration::from_millis(20), pieces)]).await;
    let mut stream = open(&server.client()).await;
    let (mut all, mut drops) = (String::new(), 0);
    loop {
        match tokio::time::timeout(Duration::from_millis(3), stream.next()).await {
            Ok(Some(chunk)) => all += &text(&chunk.unwrap()),
            Ok(None) => break,
            Err(_) => drops += 1,
        }
    }
    assert_eq!(all, TEXT);
    assert!(drops > 5, "{drops} times is not often");
}

#[test]
fn a_stream_can_travel() {
    fn travels<T: Send + Sync + Unpin + 'static>() {}
    fn can_be_sent<T: Send>(_: impl FnOnce(&'static mut ChatStream) -> T) {}
    travels::<ChatStream>();
    can_be_sent(ChatStream::next);
    can_be_sent(ChatStream::next_chunk);
    can_be_sent(ChatStream::next_event);
}
