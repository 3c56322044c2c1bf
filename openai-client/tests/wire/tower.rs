//! Services of tower between the client and the wire.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::{HeaderValue, Request, Response};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use openai_client::{
    Client, ErrorKind,
    transport::{
        BoxError, HttpTransport, RequestBody, ResponseBody, ServiceTransport, TransportError,
    },
};
use tokio::sync::Semaphore;
use tower::{ServiceBuilder, limit::ConcurrencyLimit, service_fn};

use crate::server::{ANSWER, Server, ok, reply, request, stream};

fn http() -> HttpTransport {
    HttpTransport::new().unwrap()
}

#[tokio::test]
async fn layers_see_every_attempt_and_the_body_is_whole_in_each() {
    let server = Server::start([reply(503, &[("retry-after-ms", "1")], "{}"), ok(ANSWER)]).await;
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    let service = ServiceBuilder::new()
        .concurrency_limit(1)
        .map_request(move |mut request: Request<RequestBody>| {
            counted.fetch_add(1, Ordering::Relaxed);
            let headers = request.headers_mut();
            headers.insert("x-layer", HeaderValue::from_static("seen"));
            request
        })
        .service(http());
    let client = server
        .builder()
        .transport(ServiceTransport::new(service))
        .build()
        .unwrap();
    let completion = client.chat().create(request()).await.unwrap();
    assert_eq!(completion.text(), Some("hi"));
    assert_eq!(completion.meta().attempts(), 2);
    assert_eq!(attempts.load(Ordering::Relaxed), 2);
    let [first, second] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(first.body, second.body);
    assert_eq!(first.all("idempotency-key"), second.all("idempotency-key"));
    assert_eq!(second.all("x-layer"), ["seen"]);
}

#[tokio::test]
async fn streams_come_through() {
    let body = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\ndata: [DONE]\n\n";
    let server = Server::start([stream(body)]).await;
    let client = server
        .builder()
        .transport(ServiceTransport::new(http()))
        .build()
        .unwrap();
    let mut chunks = client.chat().create_stream(request()).await.unwrap();
    let chunk = chunks.next().await.unwrap().unwrap();
    assert_eq!(chunk.choices[0].delta.content.as_deref(), Some("hi"));
    assert!(chunks.next().await.is_none());
}

/// A service with bodies and errors of its own, called so often; says how often it was.
async fn refusing<E>(error: fn() -> E) -> (openai_client::Error, usize)
where
    E: Into<BoxError> + Send + 'static,
{
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let service = service_fn(move |request: Request<RequestBody>| {
        assert!(
            request
                .body()
                .size_hint()
                .exact()
                .is_some_and(|length| length > 0)
        );
        counted.fetch_add(1, Ordering::Relaxed);
        async move { Err::<Response<RequestBody>, E>(error()) }
    });
    let client = Client::builder()
        .no_auth()
        .transport(ServiceTransport::new(service))
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    (error, calls.load(Ordering::Relaxed))
}

#[derive(Debug, thiserror::Error)]
#[error("the queue says no")]
struct Queue(#[source] TransportError);

#[tokio::test(start_paused = true)]
async fn errors_say_how_far_they_know_it_to_have_got() {
    let (error, calls) = refusing(|| "odd").await;
    assert_eq!((error.kind(), calls), (ErrorKind::MaybeSent, 1));
    let (error, calls) = refusing(|| TransportError::not_sent("full")).await;
    assert_eq!((error.kind(), calls), (ErrorKind::NotSent, 3));
    assert_eq!(error.attempts(), 3);
    let (error, calls) = refusing(|| Queue(TransportError::not_sent("full"))).await;
    assert_eq!((error.kind(), calls), (ErrorKind::NotSent, 3));
    assert_eq!(
        format!("{error:?}"),
        "NotSent: no connection to the service [3 attempts]: the queue says no: no connection to the service: full"
    );
    let (error, calls) = refusing(|| TransportError::unusable("no")).await;
    assert_eq!((error.kind(), calls), (ErrorKind::Request, 1));
}

#[tokio::test]
async fn a_body_that_a_layer_made_is_read() {
    let service = service_fn(|_: Request<RequestBody>| async {
        Ok::<_, TransportError>(Response::new(ResponseBody::from(ANSWER)))
    });
    let client = Client::builder()
        .no_auth()
        .transport(ServiceTransport::new(service))
        .build()
        .unwrap();
    let completion = client.chat().create(request()).await.unwrap();
    assert_eq!(completion.text(), Some("hi"));
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_not_ready_in_time_has_sent_nothing() {
    // A queue whose only place is taken.
    let full = ConcurrencyLimit::with_semaphore(http(), Arc::new(Semaphore::new(0)));
    let client = Client::builder()
        .base_url("http://127.0.0.1:9/v1")
        .no_auth()
        .first_byte_timeout(Duration::from_secs(5))
        .transport(ServiceTransport::new(full))
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert_eq!(
        error.to_string(),
        "no connection to the service within 5s [3 attempts]"
    );
}

#[tokio::test(start_paused = true)]
async fn a_service_that_took_the_body_may_have_sent_it() {
    for is_read in [false, true] {
        let service = service_fn(move |request: Request<RequestBody>| async move {
            if is_read {
                request.into_body().collect().await.unwrap();
            } else {
                request.body().as_bytes().unwrap();
            }
            std::future::pending::<Result<Response<ResponseBody>, TransportError>>().await
        });
        let client = Client::builder()
            .no_auth()
            .transport(ServiceTransport::new(service))
            .build()
            .unwrap();
        let error = client.chat().create(request()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::MaybeSent, 1),
            "{is_read}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_waits_for_longer_than_the_call_is_never_sent() {
    let (queue, mut queued) = tokio::sync::mpsc::unbounded_channel();
    let service = service_fn(move |request: Request<RequestBody>| {
        queue.send(request.into_body()).unwrap();
        std::future::pending::<Result<Response<ResponseBody>, TransportError>>()
    });
    let client = Client::builder()
        .no_auth()
        .transport(ServiceTransport::new(service))
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotSent, 3));
    for _ in 0..3 {
        let body = queued.recv().await.unwrap();
        assert!(body.as_bytes().is_none());
        assert!(body.again().is_none());
        assert!(body.collect().await.is_err());
    }
}
