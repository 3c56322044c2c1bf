//! Connections that are gone before the first byte of a request: nothing was sent, and that is known.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http2, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use openai_client::{Client, ErrorKind};
use reqwest::redirect::Policy;
use tokio::{net::TcpListener, sync::Notify};
use tower::util::MapFutureLayer;

use crate::server::{ANSWER, own_http, request};

#[tokio::test]
async fn a_connection_that_is_gone_before_the_request_has_sent_nothing() {
    for is_reset in [false, true] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let (made, gone) = (Arc::new(AtomicU32::new(0)), Arc::new(Notify::new()));
        let (counted, told) = (Arc::clone(&made), Arc::clone(&gone));
        let listening = tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                if is_reset {
                    connection.set_zero_linger().unwrap();
                }
                drop(connection);
                counted.fetch_add(1, Ordering::Relaxed);
                told.notify_one();
            }
        });
        // Each connection is given to the client once it is gone.
        let late = MapFutureLayer::new(move |connecting| {
            let gone = Arc::clone(&gone);
            async move {
                let connection = connecting.await;
                gone.notified().await;
                connection
            }
        });
        let http = own_http().redirect(Policy::none()).connector_layer(late);
        let client = Client::builder()
            .base_url(url)
            .no_auth()
            .http_client(http.build().unwrap())
            .max_retries(1)
            .build()
            .unwrap();
        let error = client.chat().create(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotSent, "{is_reset}: {error:?}");
        assert_eq!(error.attempts(), 2, "{is_reset}: {error:?}");
        assert_eq!(made.load(Ordering::Relaxed), 2, "{is_reset}");
        listening.abort();
    }
}

#[tokio::test]
async fn a_stream_that_the_service_refuses_unseen_is_a_new_attempt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let seen = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&seen);
    let listening = tokio::spawn(async move {
        let (connection, _) = listener.accept().await.unwrap();
        let service = service_fn(move |_: Request<Incoming>| {
            let refuses = counted.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                if refuses {
                    return Err(h2::Error::from(h2::Reason::REFUSED_STREAM));
                }
                Ok(Response::new(Full::<Bytes>::from(ANSWER)))
            }
        });
        let server = http2::Builder::new(TokioExecutor::new());
        let serving = server.serve_connection(TokioIo::new(connection), service);
        serving.await.unwrap();
    });
    let http = own_http()
        .redirect(Policy::none())
        .http2_prior_knowledge()
        .build()
        .unwrap();
    let client = Client::builder().base_url(url).no_auth().http_client(http);
    let client = client.build().unwrap();
    let completion = client.chat().create(request()).await.unwrap();
    assert_eq!(completion.meta().attempts(), 2);
    assert_eq!(seen.load(Ordering::Relaxed), 2);
    listening.abort();
}
