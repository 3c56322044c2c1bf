//! Errors within streams, in every shape that services use, and answers that are no streams.

use openai_client::{ChatCompletion, ErrorKind};

use crate::{
    server::{self, KEY, Server, ok, reply, stream},
    stream::{open, read, read_reply},
};

const CHUNK: &str = r#"data: {"choices":[{"delta":{"content":"x"}}]}"#;

#[tokio::test]
async fn errors_in_every_shape() {
    for (event, message, code, class) in [
        (
            r#"data: {"error":{"message":"m","type":"server_error","code":"c","param":null}}"#,
            Some("m"),
            Some("c"),
            Some("server_error"),
        ),
        (
            r#"data: [{"error":{"message":"m","code":500}}]"#,
            Some("m"),
            Some("500"),
            None,
        ),
        (r#"data: {"error":"m"}"#, Some("m"), None, None),
        (r#"data: {"error": {}}"#, None, None, None),
        (
            r#"data: {"type":"error","code":"c","message":"m","param":null}"#,
            Some("m"),
            Some("c"),
            None,
        ),
        (
            r#"data: {"object":"error","message":"m","type":"BadRequestError","code":400}"#,
            Some("m"),
            Some("400"),
            Some("BadRequestError"),
        ),
        (
            "event: error\ndata: {\"type\":\"error\",\"code\":\"c\",\"message\":\"m\",\"param\":null}",
            Some("m"),
            Some("c"),
            None,
        ),
        (
            "event: error\ndata: {\"error\":{\"message\":\"m\",\"code\":\"c\"}}",
            Some("m"),
            Some("c"),
            None,
        ),
        (
            "event: error\ndata: {\"detail\":\"m\"}",
            Some("m"),
            None,
            None,
        ),
        ("event: error\ndata: m", Some("m"), None, None),
        ("event: error\ndata: {}", None, None, None),
        // Beside a choice, as OpenRouter sends it.
        (
            r#"data: {"choices":[{"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502,"message":"m"}}"#,
            Some("m"),
            Some("502"),
            None,
        ),
    ] {
        for end in ["\n\n", "\n", "", "\n\ndata: [DONE]\n\n"] {
            let read = read_reply(stream(format!("{CHUNK}\n\n{event}{end}"))).await;
            assert_eq!((read.chunks, read.ended), (1, None), "{event}");
            let error = read.error.unwrap();
            assert_eq!(error.kind(), ErrorKind::Status, "{event}");
            assert_eq!(error.message(), message, "{event}");
            assert_eq!((error.code(), error.error_type()), (code, class), "{event}");
            assert_eq!(error.request_id(), Some("req_1"));
            let data = event.rsplit_once("data: ").unwrap().1;
            assert_eq!(error.body(), data);
        }
    }
}

#[tokio::test]
async fn an_error_after_a_part_of_the_answer_is_not_to_be_repeated() {
    let error = r#"data: {"error":{"message":"m","code":503}}"#;
    let first = read_reply(stream(error)).await.error.unwrap();
    assert!(first.is_retryable());
    assert_eq!(
        first.to_string(),
        "the service refused the request with status 200 (503): m [request req_1]"
    );
    let later = read_reply(stream(format!("{CHUNK}\n\n{error}"))).await;
    let later = later.error.unwrap();
    assert!(!later.is_retryable());
    assert_eq!(
        later.to_string(),
        "the service broke off the answer with status 200 (503): m [request req_1]"
    );
}

#[tokio::test]
async fn what_only_looks_like_an_error_is_none() {
    for event in [
        r#"data: {"choices":[{"delta":{"content":"\"error\""}}]}"#,
        r#"data: {"choices":[{"delta":{},"finish_reason":"error"}]}"#,
        r#"data: {"choices":[],"error":null}"#,
        r#"data: {"choices":[],"error":""}"#,
        r#"data: {"choices":[],"error":false}"#,
        r#"data: {"choices":[{"delta":{"error":"inner"}}]}"#,
        r#"data: {"type":"error","choices":[]}"#,
    ] {
        let read = read_reply(stream(format!("{event}\n\ndata: [DONE]\n\n"))).await;
        assert!(read.error.is_none(), "{event}: {:?}", read.error);
        assert_eq!(read.chunks, 1, "{event}");
    }
}

#[tokio::test]
async fn secrets_in_errors_are_blacked_out() {
    for body in [
        stream(format!("data: {{\"error\":\"the key {KEY} is bad\"}}\n\n")),
        stream(format!("event: error\ndata: the key {KEY} is bad\n\n")),
        ok(format!("{{\"error\":\"the key {KEY} is bad\"}}")),
    ] {
        let error = read_reply(body).await.error.unwrap();
        assert_eq!(error.message(), Some("the key [key] is bad"));
        assert!(!format!("{error} {error:?}").contains(KEY));
    }
}

#[tokio::test]
async fn an_answer_that_is_no_stream() {
    let decode = ErrorKind::Decode;
    for kind in ["application/json", "text/event-stream"] {
        for (body, expected, text) in [
            (r#"{"error":{"message":"m"}}"#, ErrorKind::Status, "m"),
            (r#"[{"error":{"message":"m"}}]"#, ErrorKind::Status, "m"),
            (
                " {\"object\":\"error\",\"message\":\"m\"}",
                ErrorKind::Status,
                "m",
            ),
            (
                server::ANSWER,
                decode,
                "the answer is one JSON text, not an event stream",
            ),
            (
                r#"{"object":"chat.completion","choices":[{"message":{"content":"hi"}}]}"#,
                decode,
                "the answer came whole, not as an event stream: it stands in the \
                 error's body, and a call without streaming gives it",
            ),
            (
                r#"{"object":["chat.completion"]}"#,
                decode,
                "the answer is one JSON text, not an event stream",
            ),
            ("<!doctype html>", decode, "HTML or XML"),
            ("{\"cho", decode, "the answer is not an event stream"),
        ] {
            let read = read_reply(reply(200, &[("content-type", kind)], body)).await;
            assert_eq!((read.chunks, read.ended), (0, None), "{body}");
            let error = read.error.unwrap();
            assert_eq!(error.kind(), expected, "{body}");
            assert!(error.to_string().contains(text), "{error}");
            assert_eq!(error.body(), body);
        }
    }
    let error = read_reply(ok(server::ANSWER)).await.error.unwrap();
    let paid_for = ChatCompletion::from_json(error.body().clone()).unwrap();
    assert_eq!(paid_for.text(), Some("hi"));

    let read = read_reply(reply(200, &[("content-type", "text/plain")], "Bad gateway")).await;
    assert_eq!(read.error.unwrap().body(), "Bad gateway");
    for body in ["", "\n\n", ": hello\n\n", "data:\n\n", "Bad gateway"] {
        let error = read_reply(stream(body)).await.error.unwrap();
        assert_eq!(error.kind(), decode, "{body:?}");
        assert!(
            error.to_string().contains("ended before its first event"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn events_that_are_no_chunks() {
    for (event, text) in [
        (
            &b"data: {\"choices\":7}"[..],
            "no chunk of a chat completion",
        ),
        (b"data: hello", "not JSON"),
        (b"data: {\"choices\":", "JSON that ends too early"),
        (b"data: \"\xff\"", "an event of the answer is not UTF-8"),
    ] {
        let body = [CHUNK.as_bytes(), b"\n\n", event, b"\n\ndata: [DONE]\n\n"].concat();
        let read = read_reply(stream(body)).await;
        assert_eq!((read.chunks, read.ended), (1, None));
        let error = read.error.unwrap();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(text), "{error}");
    }
}

#[tokio::test]
async fn an_event_may_be_too_large() {
    let padded = |length: usize| {
        format!(
            "data: {{\"choices\":[],\"p\":\"{}\"}}\n\n",
            "x".repeat(length)
        )
    };
    let server = Server::start([
        stream(padded(900).repeat(5) + "data: [DONE]\n\n"),
        stream(padded(900) + &padded(2000)),
        ok(format!("[{}", "1,".repeat(1000))),
    ])
    .await;
    let client = server.builder().max_body_bytes(1000).build().unwrap();
    let all = read(open(&client).await).await;
    assert_eq!((all.chunks, all.error.is_none()), (5, true));

    let cut = read(open(&client).await).await;
    let error = cut.error.unwrap();
    assert_eq!((cut.chunks, error.kind()), (1, ErrorKind::Decode));
    assert!(
        error.to_string().contains("larger than 1000 bytes"),
        "{error}"
    );

    let error = read(open(&client).await).await.error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(
        error.to_string().contains("larger than 1000 bytes"),
        "{error}"
    );
    assert_eq!(error.body().len(), 1000);
}
