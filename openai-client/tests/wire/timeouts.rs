//! Deadlines: which one passed is said, and a request that may be under way is not sent again.

use std::time::{Duration, Instant};

use openai_client::ErrorKind;

use crate::server::{ANSWER, Reply, Server, ok, reply, request};

const SHORT: Duration = Duration::from_millis(300);

#[tokio::test(start_paused = true)]
async fn the_words_of_a_refusal_do_not_hold_up_the_next_attempt() {
    // The clock jumps ahead whenever all wait, so a bound of the body that were not there would be
    // the idle time.
    let hanging = Reply::Stall(b"HTTP/1.1 503 X\r\ncontent-length: 9\r\n\r\nwait".to_vec());
    let server = Server::start([hanging, ok(ANSWER)]).await;
    let begun = tokio::time::Instant::now();
    let completion = server.client().chat().create(request()).await.unwrap();
    assert_eq!(completion.meta().attempts(), 2);
    assert!(
        begun.elapsed() < Duration::from_secs(30),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_slow_first_byte() {
    let server = Server::start([Reply::Stall(Vec::new()), ok(ANSWER)]).await;
    let client = server.builder().first_byte_timeout(SHORT).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(server.seen().len(), 1);
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert_eq!(error.attempts(), 1);
    assert_eq!(
        error.to_string(),
        "no answer within 300ms, the request may have been carried out"
    );
}

#[tokio::test]
async fn a_body_that_stops() {
    let head = b"HTTP/1.1 200 OK\r\nx-request-id: req_1\r\ncontent-length: 100\r\n\r\n{";
    let server = Server::start([Reply::Stall(head.to_vec()), ok(ANSWER)]).await;
    let client = server.builder().idle_timeout(SHORT).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(server.seen().len(), 1);
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert_eq!(
        error.to_string(),
        "the answer did not continue within 300ms, the request may have been carried out [request req_1]"
    );
    assert_eq!(error.body(), "{");
}

#[tokio::test]
async fn a_refusal_whose_body_stops_is_still_a_refusal() {
    let head = b"HTTP/1.1 400 X\r\ncontent-length: 100\r\n\r\n{\"error\"";
    let server = Server::start([Reply::Stall(head.to_vec())]).await;
    let client = server.builder().idle_timeout(SHORT).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.body(), "{\"error\"");
}

#[tokio::test]
async fn the_total_time_spans_retries_and_waits() {
    let busy = reply(503, &[("retry-after-ms", "750")], "");
    let server = Server::start(vec![busy; 50]).await;
    let client = server
        .builder()
        .max_retries(50)
        .total_timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    let start = Instant::now();
    let error = client.chat().create(request()).await.unwrap_err();
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    // The last refusal tells more than a timeout would.
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.attempts(), 3);
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn the_total_time_ends_an_attempt() {
    let busy = reply(503, &[("retry-after-ms", "20")], "");
    let server = Server::start([busy, Reply::Stall(Vec::new())]).await;
    let client = server.builder().total_timeout(SHORT).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert_eq!(error.attempts(), 2);
    assert!(
        error.to_string().contains("within the total time"),
        "{error}"
    );
}

#[tokio::test]
async fn deadlines_can_be_taken_away() {
    let server = Server::start([ok(ANSWER)]).await;
    let client = server
        .builder()
        .first_byte_timeout(None)
        .idle_timeout(Duration::MAX)
        .total_timeout(Duration::MAX)
        .build()
        .unwrap();
    client.chat().create(request()).await.unwrap();
}
