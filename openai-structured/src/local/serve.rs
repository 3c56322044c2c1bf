//! The edge: hyper on a loopback socket. It reads a request, asks for its answer and writes it.

use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::answer::{Answer, Job, Rules, error_answer};
use super::error::ApiError;
use super::outgoing::Outgoing;
use super::received::Received;
use super::route;
use super::stop::Stop;
use super::tape::{Exchange, Player};

/// Bytes that a request's body may have: a part of an upload, and what a form writes around it.
const BODY: usize = 65 << 20;

/// Between two tries to accept a connection where the system has no room for one.
const PAUSE: Duration = Duration::from_millis(10);

/// One running server: its rules and what it received.
#[derive(Debug)]
pub(super) struct Server {
    rules: Rules,
    received: Mutex<Vec<Received>>,
    count: AtomicUsize,
}

impl Server {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            received: Mutex::default(),
            count: AtomicUsize::new(0),
        }
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn unplayed(&self) -> Vec<Exchange> {
        let player = self.rules.player.as_ref();
        player.map(Player::unplayed).unwrap_or_default()
    }

    /// Serves connections until the task that runs this is dropped; its connections go with it.
    pub(super) async fn run(self: Arc<Self>, listener: TcpListener) {
        let listener = Arc::new(listener);
        let accept = || {
            let listener = Arc::clone(&listener);
            async move { listener.accept().await.map(|(socket, _)| socket) }
        };
        self.serve(accept).await;
    }

    /// Serves what `accept` gives, without end.
    pub(super) async fn serve<A, F>(self: Arc<Self>, mut accept: A)
    where
        A: FnMut() -> F,
        F: Future<Output = io::Result<TcpStream>>,
    {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = accept() => {
                    if let Ok(socket) = accepted {
                        // Each piece of a stream is to leave at once.
                        let _ = socket.set_nodelay(true);
                        let server = Arc::clone(&self);
                        connections.spawn(server.connection(TokioIo::new(socket)));
                    } else {
                        // Out of file descriptors, perhaps. A runtime need not have a timer, so a
                        // thread of its pool does the waiting.
                        let wait = || std::thread::sleep(PAUSE);
                        let _ = tokio::task::spawn_blocking(wait).await;
                    }
                }
                Some(_) = connections.join_next(), if !connections.is_empty() => {}
            }
        }
    }

    async fn connection(self: Arc<Self>, socket: TokioIo<TcpStream>) {
        let service = service_fn(|request| {
            let server = Arc::clone(&self);
            async move { Ok::<_, Infallible>(server.handle(request).await) }
        });
        // A client that hangs up in the middle is no error of ours.
        let _ = hyper::server::conn::http1::Builder::new()
            .serve_connection(socket, service)
            .await;
    }

    async fn handle(self: Arc<Self>, request: Request<Incoming>) -> Response<Outgoing> {
        let (parts, body) = request.into_parts();
        let collected = Limited::new(body, BODY).collect().await;
        let (bytes, fault) = match collected {
            Ok(body) => (body.to_bytes(), None),
            Err(error) if error.is::<LengthLimitError>() => {
                let message = format!("The body of the request has more than {BODY} bytes.");
                (Bytes::new(), Some(ApiError::new(413, message)))
            }
            Err(_) => {
                let message = "The body of the request could not be read.";
                (Bytes::new(), Some(ApiError::invalid(message)))
            }
        };
        let headers = parts.headers.iter().map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        });
        let received = Received {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: headers.collect(),
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
            bytes,
        };
        self.received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(received.clone());
        if let Some(fault) = fault {
            return response(error_answer(&fault));
        }
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        // The stand-in model may take a while over a large schema: off the runtime's threads.
        // It stops when this is dropped: with the server, or as the client hangs up.
        let stop = Stop::default();
        let _raised = stop.on_drop();
        let work = move || {
            route::answer(Job {
                rules: &self.rules,
                received: &received,
                number,
                created: since.as_secs(),
                stop: &stop,
            })
        };
        let answer = tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
            let message = "The local API failed to make an answer.";
            error_answer(&ApiError::own("local_api_failed", message))
        });
        response(answer)
    }
}

/// The answer as hyper sends it. A status or header that HTTP does not know, which only a script
/// can ask for, becomes an error that says so.
fn response(answer: Answer) -> Response<Outgoing> {
    checked(answer).unwrap_or_else(|what| {
        let message = format!("The script of the local API asks for {what}.");
        let error = error_answer(&ApiError::own("invalid_script", message));
        // HTTP knows the status and headers of an error of ours.
        checked(error)
            .unwrap_or_else(|what| Response::new(Outgoing::Whole(Some(Bytes::from(what)))))
    })
}

/// The answer as hyper sends it, or what of it HTTP does not allow.
fn checked(answer: Answer) -> Result<Response<Outgoing>, String> {
    let status = StatusCode::from_u16(answer.status)
        .map_err(|_| format!("the status {}, which HTTP does not have", answer.status))?;
    if status.is_informational() {
        return Err(format!("the status {status}, which is no final answer"));
    }
    let mut headers = hyper::HeaderMap::new();
    for (name, value) in &answer.headers {
        let header = (
            HeaderName::try_from(name.as_str()),
            HeaderValue::try_from(value.as_str()),
        );
        let (Ok(name), Ok(value)) = header else {
            return Err(format!(
                "the header {name:?}: {value:?}, which HTTP does not allow"
            ));
        };
        headers.append(name, value);
    }
    let mut response = Response::new(Outgoing::from(answer.body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}
