//! Deadlines: which one passed is said, and a request that may be under way is not sent again.

use std::time::{Duration, Instant};

use openai_client::{CallOptions, ChatRequest, Client, ClientBuilder, ErrorKind};
use tokio::io::AsyncReadExt;

use crate::server::{ANSWER, EVENTS, Reply, Server, chunk, ok, reply, request};

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

/// A service at which nobody takes up a connection: it is made, and nothing follows.
async fn silent(scheme: &str) -> (tokio::net::TcpListener, ClientBuilder) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("{scheme}://{}/v1", listener.local_addr().unwrap());
    let builder = Client::builder().base_url(url).no_auth();
    (listener, builder)
}

#[cfg(any(
    feature = "rustls-aws-lc",
    feature = "rustls-ring",
    feature = "native-tls"
))]
#[tokio::test]
async fn a_time_that_passes_before_there_is_a_connection_has_sent_nothing() {
    let (_listener, builder) = silent("https").await;
    let client = builder.first_byte_timeout(SHORT).max_retries(1);
    let error = client.build().unwrap().chat().create(request()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent, "{error:?}");
    assert!(error.is_retryable());
    assert_eq!(error.attempts(), 2);
    assert_eq!(
        error.to_string(),
        "no connection to the service within 300ms [2 attempts]"
    );

    let (_listener, builder) = silent("https").await;
    let client = builder.total_timeout(SHORT).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent, "{error:?}");
    assert_eq!(
        error.to_string(),
        "no connection to the service within the total time"
    );
}

#[tokio::test]
async fn a_request_that_is_not_taken_to_its_end_has_not_been_sent() {
    // More than the buffers of two sockets hold.
    let large = ChatRequest::new("gpt-5-mini").user("x".repeat(64 << 20));
    let (_listener, builder) = silent("http").await;
    let client = builder.first_byte_timeout(SHORT).max_retries(0);
    let error = client.build().unwrap().chat().create(large.clone()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent, "{error:?}");
    assert_eq!(
        error.to_string(),
        "the request was not sent to its end within 300ms"
    );

    let (listener, builder) = silent("http").await;
    let breaking = tokio::spawn(async move {
        for made in 1_u32.. {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut some = [0; 1000];
            connection.read_exact(&mut some).await.unwrap();
            connection.set_zero_linger().unwrap();
            if made == 2 {
                return;
            }
        }
    });
    let client = builder.max_retries(1).build().unwrap();
    let error = client.chat().create(large).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent, "{error:?}");
    assert_eq!(
        error.to_string(),
        "the connection broke before the request was sent to its end [2 attempts]"
    );
    breaking.await.unwrap();
}

#[tokio::test]
async fn what_keeps_a_stream_alive_counts_as_life_and_the_total_time_ends_it() {
    let comments = vec![chunk(": processing\n\n"); 20];
    let head = format!("{EVENTS}transfer-encoding: chunked\r\n\r\n").into_bytes();
    let end = chunk("data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\ndata: [DONE]\n\n");
    let script: Vec<_> = [head]
        .into_iter()
        .chain(comments)
        .chain([end, chunk("")])
        .collect();
    let slow = || Reply::Slowly(Duration::from_millis(50), script.clone());
    let server = Server::start([slow(), slow()]).await;
    let client = server.builder().idle_timeout(SHORT).build().unwrap();
    let mut stream = client.chat().create_stream(request()).await.unwrap();
    let chunk = stream.next().await.unwrap().unwrap();
    assert_eq!(chunk.choices[0].delta.content.as_deref(), Some("hi"));

    let within = CallOptions::new().total_timeout(2 * SHORT);
    let chat = client.chat().with(within);
    let mut stream = chat.create_stream(request()).await.unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert!(
        error.to_string().contains("within the total time"),
        "{error}"
    );
}
