//! What a stream does to its connection: kept after the end, closed at once when it is given up.

use std::time::{Duration, Instant};

use openai_client::{ErrorKind, StreamEnd};

use crate::{
    server::{Reply, Server, chunk, events, stream},
    stream::{ANSWER, TEXT, open, read},
};

const SHORT: Duration = Duration::from_millis(300);
/// Far more than a loopback needs, far less than any deadline of a client.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn dropping_it_gives_up_the_request() {
    for asked in [0, 1, 3] {
        let server = Server::start([Reply::Stall(events([ANSWER.as_bytes()]))]).await;
        let client = server.client();
        let mut stream = open(&client).await;
        for _ in 0..asked {
            stream.next().await.unwrap().unwrap();
        }
        drop(stream);
        let closed = tokio::time::timeout(SOON, server.given_up()).await;
        closed.expect("the server sees the close");
    }
}

#[tokio::test]
async fn dropping_the_call_before_the_answer_gives_it_up() {
    let server = Server::start([Reply::Stall(Vec::new())]).await;
    let client = server.client();
    let call = tokio::time::timeout(SHORT, open(&client)).await;
    assert!(call.is_err());
    let closed = tokio::time::timeout(SOON, server.given_up()).await;
    closed.expect("the server sees the close");
}

#[tokio::test]
async fn a_stream_that_was_read_leaves_its_connection_to_the_next() {
    let late_end = Reply::Slowly(
        Duration::from_millis(30),
        vec![events([ANSWER.as_bytes()]), chunk("")],
    );
    let remark = Reply::Send(events([ANSWER.as_bytes(), b": bye\n\n", b""]));
    let length = ANSWER.len();
    let sized = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{ANSWER}");
    let unmarked = stream(ANSWER.replace("data: [DONE]\n\n", ""));
    let server = Server::start([
        stream(ANSWER),
        late_end,
        remark,
        Reply::Send(sized.into()),
        unmarked,
        stream(ANSWER),
    ])
    .await;
    let client = server.client();
    for _ in 0..6 {
        let read = read(open(&client).await).await;
        assert_eq!(read.text, TEXT);
    }
    assert_eq!(server.seen().len(), 6);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_body_that_goes_on_after_the_marker_is_not_waited_for() {
    let open_end = Reply::Stall(events([ANSWER.as_bytes()]));
    let noise = vec![b':'; 100 << 10];
    let long_end = Reply::Stall(events([ANSWER.as_bytes(), &noise]));
    let server = Server::start([open_end, long_end, stream(ANSWER)]).await;
    let client = server.client();
    for count in 1..=3 {
        let start = Instant::now();
        let read = read(open(&client).await).await;
        assert_eq!(read.text, TEXT);
        assert_eq!(read.ended, Some(StreamEnd::Marker));
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
        assert_eq!(server.connections(), count);
    }
}

#[tokio::test]
async fn a_stream_that_stops_is_given_up() {
    let first = ANSWER.split_inclusive("\n\n").next().unwrap();
    let server = Server::start([Reply::Stall(events([first.as_bytes()]))]).await;
    let client = server.builder().idle_timeout(SHORT).build().unwrap();
    let mut stream = open(&client).await;
    stream.next().await.unwrap().unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(
        error.to_string(),
        "the answer did not continue within 300ms, the request may have been carried out [request req_1]"
    );
    let closed = tokio::time::timeout(SOON, server.given_up()).await;
    closed.expect("the server sees the close");
    assert!(stream.next().await.is_none());
    assert_eq!(stream.ended(), None);
}

#[tokio::test]
async fn a_stream_that_goes_on_is_not_idle() {
    let pieces = ANSWER.split_inclusive("\n\n").map(chunk);
    let head = [events([])];
    let pieces: Vec<_> = head.into_iter().chain(pieces).chain([chunk("")]).collect();
    let pause = Duration::from_millis(100);
    let server = Server::start(vec![Reply::Slowly(pause, pieces); 2]).await;
    let client = server.builder().idle_timeout(SHORT).build().unwrap();
    let start = Instant::now();
    assert_eq!(read(open(&client).await).await.text, TEXT);
    assert!(start.elapsed() > 2 * SHORT);

    // A slow reader is not a slow service.
    let mut stream = open(&client).await;
    stream.next().await.unwrap().unwrap();
    tokio::time::sleep(3 * SHORT).await;
    assert!(stream.next().await.unwrap().is_ok());
}

#[tokio::test]
async fn the_total_time_spans_the_stream() {
    let pieces = std::iter::repeat_n(chunk("data: {\"choices\":[]}\n\n"), 100);
    let pieces = [events([])].into_iter().chain(pieces).collect();
    let pause = Duration::from_millis(50);
    let server = Server::start([Reply::Slowly(pause, pieces)]).await;
    let client = server.builder().total_timeout(2 * SHORT).build().unwrap();
    let start = Instant::now();
    let read = read(open(&client).await).await;
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    let error = read.error.unwrap();
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert!(
        error.to_string().contains("within the total time"),
        "{error}"
    );
    assert!(read.chunks > 1);
}
