//! Streamed responses: how they end, and what is known of them besides their events.

use std::time::Duration;

use openai_client::{
    ErrorKind, ResponseRequest, StreamEnd,
    responses::{ResponseAccumulator, ResponseStream},
};

use crate::{
    server::{Reply, Server, events, stream},
    traces::listen,
};

const CREATED: &str = r#"{"type":"response.created","response":{"id":"resp_1","model":"m-2","status":"in_progress","output":[]},"sequence_number":0}"#;
const DELTA: &str = r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"item_id":"msg_1","delta":"a private answer","sequence_number":1}"#;
const MORE: &str = r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"item_id":"msg_1","delta":", and more","sequence_number":2}"#;
const COMPLETED: &str = r#"{"type":"response.completed","response":{"id":"resp_1","model":"m-2","status":"completed","usage":{"input_tokens":11,"output_tokens":7}},"sequence_number":3}"#;

fn sse(events: &[&str]) -> String {
    let lines = events.iter().map(|data| format!("data: {data}\n\n"));
    lines.collect()
}

fn request() -> ResponseRequest {
    ResponseRequest::new("m").input("hi")
}

/// The next event in one of three ways: whether it came, none at the end.
async fn next(
    way: u8,
    stream: &mut ResponseStream,
    response: &mut ResponseAccumulator,
) -> Option<Result<(), ErrorKind>> {
    let came = match way {
        0 => stream.next().await?.map(drop),
        1 => stream.next_into(response).await?.map(drop),
        _ => stream.next_event().await?.map(drop),
    };
    Some(came.map_err(|error| error.kind()))
}

#[tokio::test]
async fn behind_the_last_event_nothing_is_waited_for() {
    for way in 0..3 {
        // The connection stays open.
        let body = sse(&[CREATED, DELTA, COMPLETED]);
        let server = Server::start([Reply::Stall(events([body.as_bytes()]))]).await;
        let client = server.builder().idle_timeout(Duration::from_mins(1));
        let client = client.build().unwrap();
        let mut stream = client.responses().create_stream(request()).await.unwrap();
        let mut response = ResponseAccumulator::new();
        let all = async {
            for _ in 0..3 {
                assert_eq!(next(way, &mut stream, &mut response).await, Some(Ok(())));
            }
            assert_eq!(next(way, &mut stream, &mut response).await, None);
        };
        let soon = tokio::time::timeout(Duration::from_secs(20), all).await;
        assert!(soon.is_ok(), "{way}");
        assert_eq!(stream.ended(), Some(StreamEnd::Marker), "{way}");
    }
}

#[tokio::test]
async fn a_stream_closed_before_its_last_event_is_no_error() {
    for way in 0..3 {
        let server = Server::start([stream(sse(&[CREATED, DELTA]))]).await;
        let responses = server.client().responses();
        let mut stream = responses.create_stream(request()).await.unwrap();
        let mut response = ResponseAccumulator::new();
        while let Some(event) = next(way, &mut stream, &mut response).await {
            event.unwrap();
        }
        assert_eq!(stream.ended(), Some(StreamEnd::Closed), "{way}");
    }
}

#[tokio::test]
async fn a_response_put_together_is_of_its_stream() {
    let server = Server::start([stream(sse(&[CREATED, DELTA, COMPLETED]))]).await;
    let responses = server.client().responses();
    let mut stream = responses.create_stream(request()).await.unwrap();
    let mut response = ResponseAccumulator::new();
    while let Some(event) = stream.next_into(&mut response).await {
        event.unwrap();
    }
    let response = response.into_response();
    assert_eq!(response.request_id(), Some("req_1"));
    assert_eq!(response.meta().attempts(), 1);
    assert_eq!(response.text().as_deref(), Some("a private answer"));
}

#[tokio::test]
async fn a_stream_is_a_span_however_it_is_read() {
    for way in 0..3 {
        for resumed in [false, true] {
            let (seen, _guard) = listen();
            let server = Server::start([stream(sse(&[CREATED, DELTA, COMPLETED]))]).await;
            let responses = server.client().responses();
            let mut stream = if resumed {
                responses.resume("resp_1", None).await.unwrap()
            } else {
                responses.create_stream(request()).await.unwrap()
            };
            let mut response = ResponseAccumulator::new();
            while let Some(event) = next(way, &mut stream, &mut response).await {
                event.unwrap();
            }
            let span = seen.span();
            for (name, value) in [
                ("gen_ai.response.id", "resp_1"),
                ("gen_ai.response.model", "m-2"),
                ("gen_ai.response.finish_reasons", r#"["completed"]"#),
                ("gen_ai.usage.input_tokens", "11"),
                ("gen_ai.usage.output_tokens", "7"),
            ] {
                let told = span.get(name).map(String::as_str);
                assert_eq!(told, Some(value), "{name}, {way}, {resumed}");
            }
            assert!(!seen.all().contains("private"));
        }
    }
}

#[tokio::test]
async fn a_stream_that_is_given_up_is_what_came_of_it() {
    for way in 0..3 {
        for content in [false, true] {
            let (seen, _guard) = listen();
            let server = Server::start([stream(sse(&[CREATED, DELTA, MORE, COMPLETED]))]).await;
            let client = server.builder().trace_content(content).build().unwrap();
            let mut stream = client.responses().create_stream(request()).await.unwrap();
            let mut response = ResponseAccumulator::new();
            for _ in 0..3 {
                assert_eq!(next(way, &mut stream, &mut response).await, Some(Ok(())));
            }
            drop(stream);
            let span = seen.span();
            assert_eq!(span["gen_ai.response.id"], "resp_1", "{way}");
            let reasons = span.get("gen_ai.response.finish_reasons");
            assert_eq!(reasons, None, "it goes on");
            let told = span.get("gen_ai.output.messages");
            assert_eq!(told.is_some(), content, "{way}");
            assert!(told.is_none_or(|text| text.contains("a private answer, and more")));
        }
    }
}
