//! Chat completions that the service has stored.

use std::collections::BTreeMap;

use openai_client::{ErrorKind, Order};

use crate::{
    responses::check,
    server::{Server, ok},
};

const ONE: &str =
    r#"{"id":"c1","choices":[{"message":{"content":"hi"}}],"metadata":{"for":"blue"}}"#;

#[tokio::test]
async fn stored_completions_are_listed_page_by_page() {
    let page = |more: bool| {
        let other = ONE.replace("c1", if more { "c2" } else { "c3" });
        format!(r#"{{"object":"list","data":[{ONE},{other}],"has_more":{more}}}"#)
    };
    let server = Server::start([ok(page(true)), ok(page(false))]).await;
    let list = server.client().chat().list();
    let mut list = list
        .query("metadata[for]", "blue")
        .order(Order::Descending)
        .limit(2);
    let mut texts = Vec::new();
    while let Some(completion) = list.next().await {
        let completion = completion.unwrap();
        texts.push(format!("{} {}", completion.id, completion.text().unwrap()));
    }
    assert_eq!(texts, ["c1 hi", "c2 hi", "c1 hi", "c3 hi"]);
    let lines: Vec<_> = server.seen().into_iter().map(|seen| seen.line).collect();
    let query = "limit=2&order=desc";
    let own = "metadata%5Bfor%5D=blue";
    let expected = [
        format!("GET /v1/chat/completions?{query}&{own} HTTP/1.1"),
        format!("GET /v1/chat/completions?{query}&after=c2&{own} HTTP/1.1"),
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn a_page_with_what_is_no_completion_is_an_error() {
    let server = Server::start([ok(r#"{"data":[{"id":"c1"}]}"#)]).await;
    let error = server
        .client()
        .chat()
        .list()
        .next()
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("data[0]"))
    );
}

#[tokio::test]
async fn a_stored_completion_is_looked_up_noted_and_deleted() {
    let deleted = r#"{"id":"c1","deleted":true,"object":"chat.completion.deleted"}"#;
    let messages = r#"{"data":[{"id":"m1","role":"user","content":"hello"}],"has_more":false}"#;
    let server = Server::start([ok(ONE), ok(ONE), ok(messages), ok(deleted), ok("{}")]).await;
    let chat = server.client().chat();
    let completion = chat.retrieve("c1").await.unwrap();
    assert_eq!(completion.text(), Some("hi"));
    assert_eq!(completion.request_id(), Some("req_1"));
    check(&server.seen()[0], "GET /v1/chat/completions/c1", "");

    let notes = BTreeMap::from([("for".to_owned(), "blue".to_owned())]);
    let completion = chat.update("c1", &notes).await.unwrap();
    assert_eq!(completion.metadata, Some(notes));
    let body = r#"{"metadata":{"for":"blue"}}"#;
    check(&server.seen()[1], "POST /v1/chat/completions/c1", body);

    let message = chat.messages("c1").next().await.unwrap().unwrap();
    assert_eq!(
        (&*message.id, message.message.content.as_deref()),
        ("m1", Some("hello"))
    );
    check(
        &server.seen()[2],
        "GET /v1/chat/completions/c1/messages",
        "",
    );

    assert!(chat.delete("c1").await.unwrap().deleted);
    check(&server.seen()[3], "DELETE /v1/chat/completions/c1", "");
    let error = chat.retrieve("c1").await.unwrap_err();
    assert_eq!(error.json_path(), Some("choices"));
}
