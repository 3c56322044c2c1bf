//! Answers that are none: each ends in an error of its kind, after one attempt.

use std::time::Duration;

use openai_client::{Error, ErrorKind};

use crate::server::{ANSWER, Reply, Server, ok, reply, request};

async fn fail(reply: Reply) -> Error {
    let server = Server::start([reply]).await;
    let error = server.client().chat().create(request()).await.unwrap_err();
    assert_eq!(server.seen().len(), 1);
    assert_eq!(error.attempts(), 1);
    error
}

#[tokio::test]
async fn a_length_that_is_only_announced_costs_nothing() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 9000000000000000000\r\n\r\n{\"a".to_vec();
    let pause = Duration::from_millis(20);
    let server = Server::start([Reply::Slowly(pause, vec![head, b"bc".to_vec()])]).await;
    let client = server
        .builder()
        .max_body_bytes(usize::MAX)
        .idle_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert_eq!(error.body(), "{\"abc");
}

#[tokio::test]
async fn a_success_that_is_no_completion() {
    let huge = format!(r#"{{"choices":[],"pad":"{}"}}"#, "x".repeat(200_000));
    for (body, path) in [
        ("<html><body>Welcome</body></html>", None),
        ("", None),
        ("{}", Some("choices")),
        (r#"{"choices":null}"#, Some("choices")),
        (r#"{"choices":[]}"#, Some("choices")),
        (
            r#"{"choices":[{"message":[]}]}"#,
            Some("choices[0].message"),
        ),
        (
            r#"{"choices":[{"message":{"content":"cut"#,
            Some("choices[0].message.content"),
        ),
        (huge.as_str(), Some("choices")),
    ] {
        let error = fail(ok(body)).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{body:.50}");
        assert_eq!(error.json_path(), path, "{body:.50}");
        assert_eq!(error.request_id(), Some("req_1"));
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.body(), body);
        assert!(!error.is_retryable());
        assert!(!error.to_string().contains("Welcome") && !error.to_string().contains('\n'));
    }
}

#[tokio::test]
async fn bytes_that_are_no_text() {
    let error = fail(ok(
        b"{\"choices\":[{\"message\":{\"content\":\"\xc3\x28\"}}]}",
    ))
    .await;
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn an_error_under_a_success() {
    let error = fail(ok(
        r#"{"error":{"message":"Upstream is busy.","code":502,"type":"upstream"}}"#,
    ))
    .await;
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(
        (error.code(), error.error_type()),
        (Some("502"), Some("upstream"))
    );
    assert_eq!(
        error.to_string(),
        "the service refused the request with status 200 (502): Upstream is busy [request req_1]"
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn refusals_in_every_shape() {
    for (body, message, code) in [
        (
            r#"{"error":{"message":"m","type":"invalid_request_error","param":"n","code":"c"}}"#,
            Some("m"),
            Some("c"),
        ),
        (
            r#"{"error":{"message":"m","code":400}}"#,
            Some("m"),
            Some("400"),
        ),
        (r#"{"error":"m"}"#, Some("m"), None),
        (
            r#"[{"error":{"message":"m","code":400}}]"#,
            Some("m"),
            Some("400"),
        ),
        ("m", Some("m"), None),
        ("<html>m</html>", None, None),
        ("", None, None),
    ] {
        let error = fail(reply(400, &[("x-request-id", "req_2")], body)).await;
        assert_eq!(error.kind(), ErrorKind::Status, "{body}");
        assert_eq!((error.message(), error.code()), (message, code), "{body}");
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(error.request_id(), Some("req_2"));
        assert_eq!(error.headers().unwrap()["x-request-id"], "req_2");
        assert_eq!(error.body(), body);
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_long_refusal_is_cut_in_the_text_only() {
    let long = "word ".repeat(100_000);
    let error = fail(reply(400, &[], format!(r#"{{"error":"{long}"}}"#))).await;
    assert!(error.to_string().len() < 400);
    assert_eq!(error.message().unwrap().len(), long.len());
}

#[tokio::test]
async fn a_body_over_the_limit() {
    let limit = ANSWER.len() - 1;
    let chunked = |body: &str| {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        Reply::Stall(format!("{head}{:x}\r\n{body}\r\n", body.len()).into_bytes())
    };
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n{";
    for (reply, received) in [
        (ok(ANSWER), ""),
        (chunked(ANSWER), &ANSWER[..limit]),
        (Reply::Stall(announced.to_vec()), ""),
    ] {
        let server = Server::start([reply]).await;
        let client = server
            .builder()
            .idle_timeout(Duration::from_secs(2))
            .max_body_bytes(limit)
            .build()
            .unwrap();
        let error = client.chat().create(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(
            error.to_string().starts_with("the answer is larger than"),
            "{error}"
        );
        assert_eq!(error.body(), received);
        assert_eq!(server.seen().len(), 1);
    }
    let server = Server::start([ok(ANSWER)]).await;
    let client = server
        .builder()
        .max_body_bytes(ANSWER.len())
        .build()
        .unwrap();
    client.chat().create(request()).await.unwrap();
}

#[tokio::test]
async fn a_refusal_over_the_limit_is_still_a_refusal() {
    let server = Server::start([reply(400, &[], "0123456789")]).await;
    let client = server.builder().max_body_bytes(4).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.body(), "0123");
}

#[tokio::test]
async fn a_connection_that_breaks_within_the_answer() {
    let cut = Reply::SendAndClose(
        b"HTTP/1.1 200 OK\r\nx-request-id: req_1\r\ncontent-length: 100\r\n\r\n{\"choices\""
            .to_vec(),
    );
    let error = fail(cut).await;
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(error.body(), "{\"choices\"");
    assert_eq!(
        error.to_string(),
        "the connection broke within the answer [request req_1]"
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn what_is_not_http() {
    let error = fail(Reply::SendAndClose(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec())).await;
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
}
