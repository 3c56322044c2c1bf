//! Responses that are made in the background.

use std::time::Duration;

use openai_client::{
    ErrorKind, ResponseRequest,
    responses::{ResponseStatus, Wait},
};

use super::{RESPONSE, check};
use crate::server::{Reply, Server, ok, reply};

fn at(status: &str, advice: &str) -> Reply {
    let body =
        format!(r#"{{"id":"resp_1","object":"response","status":"{status}","output":null}}"#);
    reply(200, &[("openai-poll-after-ms", advice)], body)
}

#[tokio::test]
async fn a_response_is_looked_up_until_it_is_whole() {
    let server = Server::start([at("queued", "1"), at("in_progress", "1"), ok(RESPONSE)]).await;
    let responses = server.client().responses();
    let wait = Wait::new().deadline(Duration::from_mins(1));
    let response = tokio::spawn(responses.wait("resp_1", wait))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(response.text().as_deref(), Some("hi"));
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    for seen in &seen {
        check(seen, "GET /v1/responses/resp_1", "");
    }
}

#[tokio::test]
async fn a_request_is_carried_out_in_the_background() {
    let server = Server::start([at("queued", "1"), ok(RESPONSE)]).await;
    let request = ResponseRequest::new("m").input("Hello");
    let responses = server.client().responses();
    let response = responses
        .create_and_wait(request, Wait::new())
        .await
        .unwrap();
    assert_eq!(response.status, Some(ResponseStatus::Completed));
    let [create, look] = &server.seen()[..] else {
        panic!("two requests")
    };
    check(
        create,
        "POST /v1/responses",
        r#"{"model":"m","input":"Hello","background":true}"#,
    );
    check(look, "GET /v1/responses/resp_1", "");
}

/// As from a service that knows no background.
#[tokio::test]
async fn what_is_whole_at_once_is_not_looked_up() {
    let server = Server::start([ok(RESPONSE)]).await;
    let responses = server.client().responses();
    let request = ResponseRequest::new("m").input("Hello");
    responses
        .create_and_wait(request, Wait::new())
        .await
        .unwrap();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn the_deadline_holds_and_cancels() {
    let states = (0..100).map(|_| at("in_progress", "60"));
    let server = Server::start(states).await;
    let wait = Wait::new().deadline(Duration::from_millis(300));
    let responses = server.client().responses();
    let error = responses.wait("resp_1", wait.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unfinished);
    assert!(!error.is_retryable());
    let last = error.response().unwrap();
    assert_eq!(last.status, Some(ResponseStatus::InProgress));
    assert_eq!(error.body(), last.raw());
    let looks = server.seen().len();
    assert!((2..=6).contains(&looks), "{looks}");

    let wait = wait.cancel_at_deadline(true);
    let error = responses.wait("resp_1", wait).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unfinished);
    check(
        server.seen().last().unwrap(),
        "POST /v1/responses/resp_1/cancel",
        "",
    );
}

#[tokio::test]
async fn a_wait_that_is_dropped_looks_no_more() {
    let states = (0..100).map(|_| at("in_progress", "50"));
    let server = Server::start(states).await;
    let responses = server.client().responses();
    let waiting = responses.wait("resp_1", Wait::new());
    let gone = tokio::time::timeout(Duration::from_millis(200), waiting).await;
    assert!(gone.is_err());
    let looks = server.seen().len();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.seen().len(), looks);
    let lines: Vec<_> = server.seen().into_iter().map(|seen| seen.line).collect();
    assert!(
        lines.iter().all(|line| line.starts_with("GET ")),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_look_that_is_refused_ends_the_wait() {
    let server = Server::start([at("queued", "1"), reply(404, &[], "gone")]).await;
    let responses = server.client().responses();
    let error = responses.wait("resp_1", Wait::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.message(), Some("gone"));
}

#[tokio::test]
async fn what_is_not_over_and_has_no_id_is_kept_in_the_error() {
    let server = Server::start([ok(r#"{"object":"response","status":"queued"}"#)]).await;
    let responses = server.client().responses();
    let request = ResponseRequest::new("m").input("Hello");
    let error = responses.create_and_wait(request, Wait::new()).await;
    let error = error.unwrap_err();
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("id"))
    );
    let response = error.response().unwrap();
    assert_eq!(response.status, Some(ResponseStatus::Queued));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_look_that_fails_does_not_lose_the_response() {
    let server = Server::start([at("queued", "1"), reply(404, &[], "gone")]).await;
    let responses = server.client().responses();
    let request = ResponseRequest::new("m").input("Hello");
    let error = responses.create_and_wait(request, Wait::new()).await;
    let error = error.unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Status, Some("gone"))
    );
    assert_eq!(error.response().unwrap().id, "resp_1");
}
