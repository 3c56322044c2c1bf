//! Transports of a user's own that do odd things.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use http::{Method, Request, Response, StatusCode};
use openai_client::{
    Client, ClientBuilder, ErrorKind,
    transport::{RequestBody, ResponseBody, Sending, Transport, TransportError},
};

use crate::server::request;

/// Answers each attempt by its number, from 0.
struct Scripted<F>(AtomicUsize, F);

impl<F> Transport for Scripted<F>
where
    F: Fn(usize) -> Result<Response<ResponseBody>, TransportError> + Send + Sync + 'static,
{
    fn send(&self, _: Request<RequestBody>) -> Sending {
        let result = (self.1)(self.0.fetch_add(1, Ordering::Relaxed));
        Box::pin(async { result })
    }
}

fn over<F>(script: F) -> ClientBuilder
where
    F: Fn(usize) -> Result<Response<ResponseBody>, TransportError> + Send + Sync + 'static,
{
    Client::builder()
        .no_auth()
        .transport(Scripted(AtomicUsize::new(0), script))
}

/// A body that always has nothing.
struct Nothing;

impl Stream for Nothing {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(Ok(Bytes::new())))
    }
}

#[tokio::test]
async fn a_body_of_empty_pieces_is_held_to_the_deadline() {
    let soon = Duration::from_millis(50);
    for status in [200, 503] {
        let client = over(move |_| {
            let mut response = Response::new(ResponseBody::stream(Nothing));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            Ok(response)
        })
        .total_timeout(soon)
        .build()
        .unwrap();
        let error = client.chat().create(request()).await.unwrap_err();
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
    }
    let client = over(|_| Ok(Response::new(ResponseBody::stream(Nothing))));
    let client = client.idle_timeout(soon).build().unwrap();
    let mut stream = client.chat().create_stream(request()).await.unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
}

#[tokio::test(start_paused = true)]
async fn what_an_attempt_may_have_done_is_not_forgotten() {
    let script = |attempt| {
        Err(match attempt {
            0 => TransportError::maybe_sent("broken"),
            _ => TransportError::not_sent("gone"),
        })
    };
    let client = over(script).retry_maybe_sent(true).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotSent, 3));
    assert!(!error.is_retryable());
    // To read twice is as good as to read once.
    let client = over(script).build().unwrap();
    let call = client.request(Method::GET, "models");
    assert!(call.send().await.unwrap_err().is_retryable());
}

#[tokio::test(start_paused = true)]
async fn attempts_before_the_key_was_lost_are_counted() {
    let asked = Arc::new(AtomicUsize::new(0));
    let client = over(|_| Err(TransportError::not_sent("gone")))
        .api_key_provider(move || {
            let first = asked.fetch_add(1, Ordering::Relaxed) == 0;
            async move { first.then_some("key").ok_or("the vault is shut") }
        })
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Credentials, 1)
    );
}
