//! A token that the service refuses: one other is got, and the call is sent once more with it.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use openai_client::{CallOptions, ErrorKind, transport::RequestBody};
use tokio::task::JoinSet;

use super::{
    super::witness::{secret, show},
    memory::{Fate, Memory, at_once, bearer, token},
};
use crate::server::{ANSWER, request};

/// A body in one piece.
struct Once(Option<Bytes>);

impl futures_core::Stream for Once {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

fn unauthorized() -> Fate {
    at_once(
        401,
        r#"{"error":{"message":"expired","code":"token_expired"}}"#,
    )
}

#[tokio::test(start_paused = true)]
async fn a_call_is_sent_once_more_without_a_retry() {
    let memory = Memory::new([], [at_once(200, ANSWER), unauthorized()]);
    let client = memory.client();
    client.chat().create(request()).await.unwrap();
    let answer = client.chat().create(request()).await.unwrap();
    assert_eq!(answer.meta().attempts(), 2);
    assert_eq!(
        memory.shown(),
        ["issued-1", "issued-1", "issued-2"].map(bearer)
    );
    assert_eq!(memory.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_second_refusal_is_the_error() {
    let memory = Memory::new([], vec![unauthorized(); 2]);
    let client = memory.client();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.attempts(), 2);
    assert_eq!(memory.exchanges().len(), 2);
    assert_eq!(memory.shown(), ["issued-1", "issued-2"].map(bearer));
    // The token that was refused second is forgotten, too.
    client.chat().create(request()).await.unwrap();
    assert_eq!(memory.exchanges().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_not_renewed_is_the_error() {
    let refusal = at_once(400, r#"{"error":"invalid_grant"}"#);
    let memory = Memory::new(
        [at_once(200, token("first", 3600.0)), refusal],
        [unauthorized()],
    );
    let error = memory.client().chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.code(), Some("invalid_grant"));
    // One attempt was made, and refused.
    assert_eq!(error.attempts(), 1);
    assert_eq!(memory.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_used_up_is_not_sent_again_but_the_token_is_forgotten() {
    let memory = Memory::new([], [unauthorized()]);
    let client = memory.builder().max_retries(2).build().unwrap();
    let body = RequestBody::stream(Once(Some(Bytes::from_static(b"{}"))), None);
    let call = client
        .request(Method::POST, "anything")
        .body("application/json", body);
    let error = call.send().await.unwrap_err();
    show(&error);
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.code(), Some("token_expired"));
    assert_eq!((memory.calls().len(), memory.exchanges().len()), (1, 1));
    client.chat().create(request()).await.unwrap();
    assert_eq!(memory.shown(), ["issued-1", "issued-2"].map(bearer));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_can_be_had_again_is() {
    let memory = Memory::new([], [unauthorized()]);
    let client = memory.client();
    let empty = || Once(None);
    let body = RequestBody::restartable(empty, Some(0));
    let call = client
        .request(Method::POST, "anything")
        .body("application/json", body);
    call.send().await.unwrap();
    assert_eq!(memory.shown(), ["issued-1", "issued-2"].map(bearer));
}

#[tokio::test(start_paused = true)]
async fn only_a_refused_token_is_renewed() {
    for status in [400, 403, 404, 429, 500] {
        let memory = Memory::new([], [at_once(status, "{}")]);
        let client = memory.client();
        show(&client.chat().create(request()).await.unwrap_err());
        client.chat().create(request()).await.unwrap();
        assert_eq!(memory.exchanges().len(), 1, "{status}");
    }
    // Nor is one that is the user's.
    let memory = Memory::new([], [unauthorized()]);
    let own = CallOptions::new().header("authorization", secret("own"));
    let call = memory.client().request(Method::GET, "models").with(own);
    let error = call.send().await.unwrap_err();
    show(&error);
    assert_eq!(error.attempts(), 1);
    assert!(memory.exchanges().is_empty());
}

#[tokio::test(start_paused = true)]
async fn many_that_are_refused_with_one_token_renew_it_once() {
    let second = Duration::from_secs(1);
    let late = |millis: u64| {
        let body = r#"{"error":{"message":"expired"}}"#.to_owned();
        Fate::After(Duration::from_millis(millis), 401, Vec::new(), body)
    };
    // They hear of it one after the other: before, while and after another token is fetched.
    let refusals = (0..100).map(|call| late(20 * call));
    let answers = [token("first", 3600.0), token("second", 3600.0)];
    let [first, renewed] = answers.map(|body| Fate::After(second, 200, Vec::new(), body));
    let memory = Memory::new([first, renewed], refusals);
    let client = memory.client();
    let mut callers = JoinSet::new();
    for _ in 0..100 {
        let client = client.clone();
        callers.spawn(async move { client.chat().create(request()).await });
    }
    while let Some(answer) = callers.join_next().await {
        assert_eq!(answer.unwrap().unwrap().meta().attempts(), 2);
    }
    assert_eq!(memory.exchanges().len(), 2);
    let shown = memory.shown();
    let second = bearer("second");
    assert_eq!(shown.iter().filter(|shown| **shown == second).count(), 100);
}
