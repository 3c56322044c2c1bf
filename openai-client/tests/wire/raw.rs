//! Calls of any endpoint, and what is different about single calls.

use bytes::Bytes;
use http::Method;
use openai_client::{CallOptions, ErrorKind, transport::RequestBody};
use serde::Deserialize;
use serde_json::json;

use crate::server::{ANSWER, KEY, Reply, Server, ok, reply, request};

#[derive(Debug, Deserialize)]
struct Model {
    id: String,
}

#[tokio::test]
async fn an_endpoint_without_a_method_of_its_own() {
    let server = Server::start([ok(r#"{"id":"gpt-5"}"#), ok("{}")]).await;
    let client = server.client();
    let answer = client
        .request(Method::GET, "/models/gpt-5")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.json::<Model>().unwrap().id, "gpt-5");
    assert_eq!(answer.meta().request_id(), Some("req_1"));
    client
        .request(Method::POST, "things")
        .json(&json!({"a": 1}))
        .send()
        .await
        .unwrap();
    let [get, post] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(get.line, "GET /v1/models/gpt-5 HTTP/1.1");
    assert_eq!(get.all("authorization"), [format!("Bearer {KEY}")]);
    for name in ["content-type", "idempotency-key"] {
        assert!(get.all(name).is_empty(), "{name}");
        assert_eq!(post.all(name).len(), 1, "{name}");
    }
    assert_eq!(post.line, "POST /v1/things HTTP/1.1");
    assert_eq!(post.body, br#"{"a":1}"#);
}

#[tokio::test]
async fn no_path_leads_credentials_away() {
    let server = Server::start([ok("{}")]).await;
    let away = Server::start([]).await;
    let client = server.client();
    let with_user = |user| server.url().replace("http://", user) + "/models";
    for path in [
        away.url() + "/models",
        "https://api.openai.com/v1/models".to_owned(),
        server.url().replace("http:", "https:"),
        "file:///etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
        "../admin".to_owned(),
        "%2e%2E/admin".to_owned(),
        "/\\evil.example".to_owned(),
        server.url().replace("/v1", "/v2"),
        "a\tb".to_owned(),
        " models".to_owned(),
        "models#a".to_owned(),
        "models\0".to_owned(),
        with_user("http://user:hunter2@"),
        with_user("/http://hunter2@"),
        with_user("http:\\\\:hunter2@"),
        with_user("\\\\hunter2:x@"),
        with_user("user:hunter2@"),
    ] {
        let request = client.request(Method::GET, &path);
        assert!(!format!("{request:?}").contains("hunter2"), "{request:?}");
        let error = request.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{path}: {error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
    // The slashes in front are cut off, so this is a path of the service.
    let elsewhere = format!("//{}", away.url().trim_start_matches("http://"));
    client.request(Method::GET, elsewhere).send().await.unwrap();
    assert_eq!(server.seen().len(), 1);
    let same = client
        .request(Method::GET, server.url() + "/models")
        .send()
        .await;
    assert_eq!(
        same.unwrap_err().status().map(|status| status.as_u16()),
        Some(418)
    );
    assert_eq!(server.seen().len(), 2);
    assert!(away.seen().is_empty());
}

#[tokio::test]
async fn a_body_that_is_used_up_is_sent_once() {
    let trouble = reply(503, &[("retry-after-ms", "1")], "{}");
    let server = Server::start([trouble.clone(), trouble]).await;
    let pieces = Pieces(vec![
        Bytes::from_static(b"two "),
        Bytes::from_static(b"parts"),
    ]);
    let error = server
        .client()
        .request(Method::PUT, "files")
        .body("text/plain", RequestBody::stream(pieces, Some(9)))
        .send()
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Status, 1));
    let [seen] = &server.seen()[..] else {
        panic!("one request")
    };
    assert_eq!(seen.body, b"two parts");
    assert_eq!(seen.all("content-type"), ["text/plain"]);
    assert_eq!(seen.all("content-length"), ["9"]);
}

pub(crate) struct Pieces(pub(crate) Vec<Bytes>);

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let next = (!self.0.is_empty()).then(|| Ok(self.0.remove(0)));
        std::task::Poll::Ready(next)
    }
}

#[tokio::test]
async fn what_may_have_been_carried_out_is_repeated_where_that_is_harmless() {
    let broken = || Reply::SendAndClose(Vec::new());
    let server = Server::start([broken(), ok("{}"), broken(), broken(), ok("{}")]).await;
    let client = server.client();
    client.request(Method::GET, "models").send().await.unwrap();
    assert_eq!(server.seen().len(), 2);

    let post = || client.request(Method::POST, "things").json(&1);
    let error = post().send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::MaybeSent, 1));
    let again = CallOptions::new().retry_maybe_sent(true);
    let answer = post().with(again).send().await.unwrap();
    assert_eq!(answer.meta().attempts(), 2);
}

#[tokio::test]
async fn a_call_may_differ_from_its_client() {
    let server = Server::start([ok(ANSWER), ok(ANSWER)]).await;
    let client = server.builder().default_header("x-a", "1").build().unwrap();
    let options = CallOptions::new()
        .header("X-A", "2")
        .without_header("Authorization")
        .idempotency_key("mine");
    client.chat().with(options).create(request()).await.unwrap();
    client.chat().create(request()).await.unwrap();
    let [first, second] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(first.all("x-a"), ["2"]);
    assert!(first.all("authorization").is_empty());
    assert_eq!(first.all("idempotency-key"), ["mine"]);
    assert_eq!(second.all("x-a"), ["1"]);
    assert_eq!(second.all("authorization").len(), 1);
}

#[tokio::test]
async fn what_is_said_later_holds_and_the_rest_stays() {
    let server = Server::start([ok("{}"), ok(ANSWER)]).await;
    let client = server.client();
    client
        .request(Method::POST, "files")
        .body("text/plain", "hello")
        .query("a", "1")
        .header("x-a", "1")
        .with(
            CallOptions::new()
                .max_retries(0)
                .header("x-a", "2")
                .query("b", "2"),
        )
        .send()
        .await
        .unwrap();
    let first = CallOptions::new().header("x-a", "1").query("a", "1");
    let then = CallOptions::new().header("x-b", "2").query("a", "2");
    let chat = client.chat().with(first).with(then);
    chat.create(request()).await.unwrap();
    let [raw, chat] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(raw.line, "POST /v1/files?a=1&b=2 HTTP/1.1");
    assert_eq!(raw.all("content-type"), ["text/plain"]);
    assert_eq!(raw.all("x-a"), ["2"]);
    assert_eq!(chat.line, "POST /v1/chat/completions?a=2 HTTP/1.1");
    assert_eq!((chat.all("x-a"), chat.all("x-b")), (vec!["1"], vec!["2"]));
}

#[tokio::test]
async fn a_header_of_one_call_is_blacked_out_in_its_error() {
    let refusal = reply(
        400,
        &[],
        r#"{"error":{"message":"bad tenant blue-tenant"}}"#,
    );
    let server = Server::start([refusal]).await;
    let options = CallOptions::new().header("x-tenant", "blue-tenant");
    let error = server
        .client()
        .chat()
        .with(options)
        .create(request())
        .await
        .unwrap_err();
    assert_eq!(error.message(), Some("bad tenant [key]"));
}

#[tokio::test]
async fn an_answer_that_is_something_else_is_an_error() {
    for (body, kind) in [
        ("<html>", ErrorKind::Decode),
        ("", ErrorKind::Decode),
        (r#"{"id":7}"#, ErrorKind::Decode),
        (r#"{"error":{"message":"no"}}"#, ErrorKind::Status),
    ] {
        let server = Server::start([ok(body)]).await;
        let answer = server
            .client()
            .request(Method::GET, "models/x")
            .send()
            .await
            .unwrap();
        let error = answer.json::<Model>().unwrap_err();
        assert_eq!(error.kind(), kind, "{body}");
        assert_eq!(error.body(), body);
        assert_eq!(error.request_id(), Some("req_1"));
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_error_of_the_request_and_not_repeated() {
    let server = Server::start([]).await;
    let client = server.client();
    for (options, expected) in [
        (
            CallOptions::new().header("Bearer sk-proj-hunter2hunter2", "authorization"),
            "header 1 of the call is called by a text that is not the name of a header \
             (not shown here)",
        ),
        (
            CallOptions::new()
                .header("x-a", "1")
                .without_header("X-Key: hunter2"),
            "header 2 of the call is called by a text that is not the name of a header \
             (not shown here)",
        ),
        (
            CallOptions::new().header("X-A", "hunter2\n"),
            "the call's header X-A has characters other than printable ASCII",
        ),
    ] {
        assert!(!format!("{options:?}").contains("hunter2"), "{options:?}");
        let error = client.chat().with(options).create(request()).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        assert_eq!(error.to_string(), expected);
    }
    let error = client
        .request(Method::POST, "files")
        .body("text/plain\n", "hunter2")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request, "{error}");
    assert!(server.seen().is_empty());
}
