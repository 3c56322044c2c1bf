//! The usual transport: reqwest, with its pool of connections.

use std::{error::Error as StdError, iter};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as _;
use hyper_util::client::legacy;

use super::{
    Connect, Progress, RequestBody, ResponseBody, Sending, Transport, TransportError,
    address::Addresses,
};
use crate::error::Error;

/// Sends with reqwest. A client has one by itself; this one is for what stands around it.
///
/// ```
/// use openai_client::{Client, transport::HttpTransport};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let http = HttpTransport::new()?;
/// let client = Client::builder().no_auth().transport(http).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    addresses: Addresses,
}

impl HttpTransport {
    /// As a client makes it that is told nothing of connections.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when it cannot be set up.
    pub fn new() -> Result<Self, Error> {
        Connect::default().client().map(Self::from)
    }
}

/// Over a client of your own, see [`http_client`](crate::ClientBuilder::http_client).
impl From<reqwest::Client> for HttpTransport {
    fn from(client: reqwest::Client) -> Self {
        Self {
            client,
            addresses: Addresses::default(),
        }
    }
}

impl Transport for HttpTransport {
    fn send(&self, mut request: Request<RequestBody>) -> Sending {
        let progress = request.body_mut().watched();
        let request = taken(request, &self.addresses);
        let sending = request.map(|request| self.client.execute(request));
        Box::pin(async move {
            let answered = sending?.await;
            answered
                .map(answer)
                .map_err(|cause| unanswered(cause, progress.as_ref()))
        })
    }
}

/// As reqwest takes requests.
fn taken(
    request: Request<RequestBody>,
    addresses: &Addresses,
) -> Result<reqwest::Request, TransportError> {
    let (head, sent) = request.into_parts();
    let url = addresses.url(&head.uri).map_err(TransportError::unusable)?;
    let mut request = reqwest::Request::new(head.method, url);
    *request.headers_mut() = head.headers;
    *request.version_mut() = head.version;
    *request.body_mut() = Some(body(sent));
    Ok(request)
}

/// No body as bytes, which reqwest has no further box for. Any other so that it is known how much of
/// it was taken. reqwest sends bytes again by itself when HTTP/2 says that a request was not looked
/// at; that is the client's, too, which counts attempts and waits between them.
fn body(body: RequestBody) -> reqwest::Body {
    if body.is_end_stream() {
        return Bytes::new().into();
    }
    reqwest::Body::wrap(body)
}

fn answer(mut answer: reqwest::Response) -> Response<ResponseBody> {
    let (status, version) = (answer.status(), answer.version());
    let headers = std::mem::take(answer.headers_mut());
    let mut response = Response::new(ResponseBody::http(answer));
    *response.status_mut() = status;
    *response.version_mut() = version;
    *response.headers_mut() = headers;
    response
}

/// No head came: reqwest tells apart whether there was a connection, hyper whether it was used, and
/// the body whether all of it was taken.
fn unanswered(cause: reqwest::Error, progress: Option<&Progress>) -> TransportError {
    // The cause would print the URL again, and a user's own client may have been given one with a
    // secret.
    let cause = cause.without_url();
    if cause.is_connect() || never_begun(&cause) {
        TransportError::not_sent(cause)
    } else if cause.is_builder() {
        TransportError::unusable(cause)
    } else if is_refused_unseen(&cause) {
        TransportError::not_sent(cause).saying("the service did not look at the request")
    } else if let Some(progress) = progress.filter(|progress| !progress.is_whole()) {
        let error = TransportError::not_taken(cause);
        if progress.is_begun() {
            error.saying("the connection broke before the request was sent to its end")
        } else {
            error
        }
    } else if cause.is_timeout() {
        // The client's are judged elsewhere.
        TransportError::maybe_sent(cause).saying(
            "no answer within the http client's own time, the request may have been carried out",
        )
    } else {
        TransportError::maybe_sent(cause)
    }
}

fn causes(cause: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    iter::successors(cause.source(), |&cause| cause.source())
}

/// Whether no byte of the request was written: hyper had no connection to write it to, or gave it back
/// because the connection was gone by then.
fn never_begun(cause: &reqwest::Error) -> bool {
    let mut had_none = false;
    for cause in causes(cause) {
        if let Some(cause) = cause.downcast_ref::<legacy::Error>() {
            had_none = cause.connect_info().is_none();
        }
        if let Some(cause) = cause.downcast_ref::<hyper::Error>() {
            return had_none || cause.is_canceled();
        }
    }
    had_none
}

/// Whether HTTP/2 says that nothing was done with the request: its stream was refused, or came after
/// the last that a service which leaves, for whatever reason, has taken (RFC 9113, section 8.7). Those
/// that it has taken are told of its leaving only by the end of the connection.
fn is_refused_unseen(cause: &reqwest::Error) -> bool {
    causes(cause)
        .find_map(|cause| cause.downcast_ref::<h2::Error>())
        .filter(|cause| cause.is_remote())
        .is_some_and(|cause| {
            cause.is_go_away() || cause.reason() == Some(h2::Reason::REFUSED_STREAM)
        })
}
