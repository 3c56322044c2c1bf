//! Bodies that come in pieces: they arrive whole, or the call says why not.

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use http::Method;
use openai_client::{Client, Error, ErrorKind, RawAnswer, transport::RequestBody};

use crate::server::{Server, ok, reply};

/// Ends after its pieces, and gives empty ones in between.
struct Pieces(VecDeque<io::Result<&'static str>>);

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.pop_front();
        Poll::Ready(next.map(|piece| piece.map(|text| Bytes::from_static(text.as_bytes()))))
    }
}

async fn put<const N: usize>(
    client: &Client,
    pieces: [io::Result<&'static str>; N],
    length: Option<u64>,
) -> Result<RawAnswer, Error> {
    let body = RequestBody::stream(Pieces(pieces.into()), length);
    let request = client.request(Method::PUT, "files");
    request.body("text/plain", body).send().await
}

#[tokio::test]
async fn a_body_of_another_length_than_was_said_is_an_error() {
    let cases: [(&[&'static str], u64, &str); 5] = [
        (&["two ", "parts"], 4, "longer than the 4 bytes"),
        (&["two parts"], 4, "longer than the 4 bytes"),
        (&["two ", "parts"], 10, "ended 1 bytes before the 10"),
        (&[], 3, "ended 3 bytes before the 3"),
        (&["x"], 0, "longer than the 0 bytes"),
    ];
    for (pieces, length, expected) in cases {
        let server = Server::start([ok("{}"), ok("{}")]).await;
        let pieces = pieces.iter().map(|&piece| Ok(piece)).collect();
        let body = RequestBody::stream(Pieces(pieces), Some(length));
        let request = server.client().request(Method::PUT, "files");
        let error = request.body("text/plain", body).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{error:?}");
        assert!(format!("{error:?}").contains(expected), "{error:?}");
        assert!(server.seen().is_empty(), "{error:?}");
    }
}

#[tokio::test]
async fn a_body_of_the_length_that_was_said_arrives() {
    let server = Server::start([ok("{}"), ok("{}")]).await;
    let pieces = [Ok(""), Ok("two "), Ok(""), Ok("parts"), Ok("")];
    put(&server.client(), pieces, Some(9)).await.unwrap();
    // Nobody takes a piece of what has no bytes, so it is sent as if its length were not known.
    put(&server.client(), [Ok("")], Some(0)).await.unwrap();
    let [full, none] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(full.body, b"two parts");
    assert_eq!(full.all("content-length"), ["9"]);
    assert_eq!(none.all("transfer-encoding"), ["chunked"]);
    assert_eq!(none.body, b"0\r\n\r\n");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_said_to_be_that() {
    for length in [None, Some(9)] {
        let server = Server::start([ok("{}"), ok("{}")]).await;
        let broke = || Err(io::Error::other("the disk broke"));
        let error = put(&server.client(), [Ok("two "), broke()], length).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{error:?}");
        assert_eq!(
            error.to_string(),
            "the body of the request could not be read"
        );
        let cause = std::error::Error::source(&error).unwrap();
        assert!(cause.is::<io::Error>(), "{error:?}");
        assert_eq!(cause.to_string(), "the disk broke");
        assert!(!error.is_retryable());
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_can_be_had_again_is_made_once_for_each_attempt() {
    let made = Arc::new(AtomicUsize::new(0));
    let server = Server::start([reply(503, &[], ""), reply(429, &[], ""), ok("{}")]).await;
    let body = RequestBody::restartable(
        {
            let made = Arc::clone(&made);
            move || {
                made.fetch_add(1, Ordering::Relaxed);
                Pieces([Ok("two "), Ok("parts")].into())
            }
        },
        Some(9),
    );
    let request = server.client().request(Method::PUT, "files");
    request.body("text/plain", body).send().await.unwrap();
    let bodies: Vec<_> = server.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(bodies, [b"two parts"; 3]);
    assert_eq!(made.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn the_type_is_that_of_the_body() {
    let server = Server::start([ok("{}"), ok("{}")]).await;
    let client = server.client();
    let put = || client.request(Method::PUT, "files").body("text/plain", "x");
    put().json("x").send().await.unwrap();
    put().header("content-type", "text/x").send().await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].all("content-type"), ["application/json"]);
    assert_eq!(seen[1].all("content-type"), ["text/x"]);
}
