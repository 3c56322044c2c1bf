//! What is sent again, what is not, and what stays the same.

use std::time::{Duration, Instant};

use openai_client::{Client, ErrorKind};

use crate::server::{ANSWER, Reply, Server, ok, reply, request};

const SOON: (&str, &str) = ("retry-after-ms", "1");

#[tokio::test]
async fn too_many_requests_then_success() {
    let server = Server::start([reply(429, &[("retry-after-ms", "30")], "{}"), ok(ANSWER)]).await;
    let start = Instant::now();
    let completion = server.client().chat().create(request()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(30));
    assert_eq!(completion.meta().attempts(), 2);

    let [first, second] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(first.body, second.body);
    assert_eq!(first.headers, second.headers);
    assert_eq!(first.all("idempotency-key").len(), 1);
}

#[tokio::test]
async fn calls_differ_in_their_idempotency_key() {
    let server = Server::start([ok(ANSWER), ok(ANSWER)]).await;
    let chat = server.client().chat();
    chat.create(request()).await.unwrap();
    chat.create(request()).await.unwrap();
    let seen = server.seen();
    assert_ne!(
        seen[0].all("idempotency-key"),
        seen[1].all("idempotency-key")
    );
}

#[tokio::test]
async fn trouble_that_stays_is_an_error_in_the_end() {
    let trouble = reply(
        500,
        &[SOON, ("x-request-id", "req_5")],
        r#"{"error":{"message":"Oops."}}"#,
    );
    let server = Server::start([trouble.clone(), trouble.clone(), trouble]).await;
    let error = server.client().chat().create(request()).await.unwrap_err();
    assert_eq!(server.seen().len(), 3);
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.attempts(), 3);
    assert_eq!(error.retry_after(), Some(Duration::from_millis(1)));
    assert_eq!(
        error.to_string(),
        "the service refused the request with status 500: Oops [request req_5] [3 attempts]"
    );
}

#[tokio::test]
async fn the_service_decides() {
    for (reply, attempts) in [
        (reply(400, &[SOON], ""), 1),
        (reply(400, &[SOON, ("x-should-retry", "true")], ""), 2),
        (reply(503, &[SOON, ("x-should-retry", "false")], ""), 1),
        (reply(408, &[SOON], ""), 2),
        (reply(409, &[SOON], ""), 2),
        (reply(429, &[("retry-after", "121")], ""), 1),
        (
            reply(429, &[("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")], ""),
            1,
        ),
    ] {
        let server = Server::start([reply, ok(ANSWER)]).await;
        let result = server.client().chat().create(request()).await;
        assert_eq!(server.seen().len(), attempts);
        assert_eq!(result.is_ok(), attempts == 2);
    }
}

#[tokio::test]
async fn a_long_wait_is_handed_to_the_caller() {
    let headers = [
        ("retry-after", "3600"),
        ("x-ratelimit-remaining-requests", "0"),
        ("x-ratelimit-reset-requests", "1h0m0s"),
    ];
    let server = Server::start([reply(429, &headers, "")]).await;
    let error = server.client().chat().create(request()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_hours(1)));
    assert!(error.is_retryable());
    let requests = error.rate_limits().requests().unwrap();
    assert_eq!(requests.remaining, Some(0));
    assert_eq!(requests.reset, Some(Duration::from_hours(1)));
    assert_eq!(error.rate_limits().tokens(), None);
}

#[tokio::test]
async fn retries_can_be_turned_off() {
    let server = Server::start([reply(503, &[SOON], "")]).await;
    let client = server.builder().max_retries(0).build().unwrap();
    assert_eq!(
        client
            .chat()
            .create(request())
            .await
            .unwrap_err()
            .attempts(),
        1
    );
}

#[tokio::test]
async fn calls_share_a_reserve_of_retries() {
    let trouble = reply(503, &[SOON], "");
    let server = Server::start(vec![trouble; 4]).await;
    let client = server.builder().retry_budget(1).build().unwrap();
    let mut attempts = Vec::new();
    for chat in [client.chat(), client.clone().chat()] {
        attempts.push(chat.create(request()).await.unwrap_err().attempts());
    }
    assert_eq!(attempts, [2, 1]);
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_connection_closed_before_the_answer_is_not_tried_again() {
    let server = Server::start([Reply::SendAndClose(Vec::new()), ok(ANSWER)]).await;
    let error = server.client().chat().create(request()).await.unwrap_err();
    assert_eq!(server.seen().len(), 1);
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert!(!error.is_retryable());
    assert!(
        error.to_string().contains("may have been carried out"),
        "{error}"
    );
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn no_connection_is_tried_again_and_says_that_nothing_was_sent() {
    // A port that was free a moment ago.
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let client = Client::builder()
        .base_url(format!("http://{address}/v1"))
        .no_auth()
        .max_retries(1)
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert_eq!(error.attempts(), 2);
    assert!(error.is_retryable());
    assert_eq!(
        error.to_string(),
        "no connection to the service [2 attempts]"
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn connections_that_the_server_closed_meanwhile_do_no_harm() {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{ANSWER}",
        ANSWER.len()
    );
    let server = Server::start(vec![Reply::SendAndClose(head.into_bytes()); 5]).await;
    let chat = server.client().chat();
    for _ in 0..5 {
        assert_eq!(chat.create(request()).await.unwrap().meta().attempts(), 1);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}
