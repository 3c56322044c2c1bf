//! What a client's settings do to the requests.

use http::Method;
use openai_client::CallOptions;

use crate::server::{ANSWER, KEY, Server, ok, reply, request};

#[tokio::test]
async fn the_query_is_sent_with_every_request() {
    let server = Server::start(vec![ok(ANSWER); 4]).await;
    let client = server
        .builder()
        .default_query("api-version", "old")
        .default_query("x", "a b")
        .default_query("api-version", "new")
        .build()
        .unwrap();
    client.chat().create(request()).await.unwrap();
    let options = CallOptions::new().query("x", "1").query("x", "2");
    let chat = client.chat().with(options);
    chat.create(request()).await.unwrap();
    let models = |path| client.request(Method::GET, path);
    models("models?x=%2f").send().await.unwrap();
    models("models?x=%2f").query("x", "").send().await.unwrap();
    let lines: Vec<String> = server.seen().into_iter().map(|seen| seen.line).collect();
    assert_eq!(
        lines,
        [
            "POST /v1/chat/completions?api-version=new&x=a+b HTTP/1.1",
            "POST /v1/chat/completions?api-version=new&x=1&x=2 HTTP/1.1",
            "GET /v1/models?x=%2f&api-version=new HTTP/1.1",
            "GET /v1/models?api-version=new&x= HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn a_key_in_the_query_is_never_shown() {
    let body = r#"{"error":{"message":"no a/hunter2 in /files?key=a%2Fhunter2&after=file-12345"}}"#;
    let server = Server::start(vec![reply(400, &[], body); 2]).await;
    let builder = server.builder();
    let options = CallOptions::new().query("after", "file-12345");
    let same = builder.clone().default_query("key", "a/hunter2");
    let other = builder.default_query("key", "another");
    for (builder, options) in [
        (same, options.clone()),
        (other, options.query("key", "a/hunter2")),
    ] {
        assert!(!format!("{builder:?} {options:?}").contains("hunter2"));
        let chat = builder.build().unwrap().chat().with(options);
        let error = chat.create(request()).await.unwrap_err();
        assert_eq!(
            error.message(),
            Some("no [key] in /files?key=[key]&after=file-12345")
        );
    }
}

#[tokio::test]
async fn a_header_that_is_not_wanted_is_not_sent() {
    let server = Server::start([ok(ANSWER), ok(ANSWER)]).await;
    let builder = server
        .builder()
        .organization("org")
        .without_header("AUTHORIZATION")
        .without_header("Idempotency-Key")
        .without_header("OpenAI-Organization")
        .without_header("user-agent");
    for builder in [
        builder.clone(),
        builder
            .default_header("X-User", "1")
            .default_header("Idempotency-Key", "mine"),
    ] {
        let chat = builder.build().unwrap().chat();
        chat.create(request()).await.unwrap();
    }
    let [first, second] = &server.seen()[..] else {
        panic!("two requests")
    };
    for name in ["authorization", "openai-organization", "user-agent"] {
        assert!(
            first.all(name).is_empty() && second.all(name).is_empty(),
            "{name}"
        );
    }
    assert!(!format!("{first:?} {second:?}").contains(KEY));
    assert!(first.all("idempotency-key").is_empty());
    assert_eq!(second.all("idempotency-key"), ["mine"]);
}
