//! Services of tower as transports, and the usual transport as a service.

use std::{
    error::Error as StdError,
    future::poll_fn,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use super::{
    BoxError, HttpTransport, RequestBody, ResponseBody, Sending, Transport, TransportError,
};

/// Sends by a service of tower: with its limits, its logs, its load balancing.
///
/// The service is cloned for each attempt, and asked whether it is ready. Retries are the client's,
/// which makes each attempt a request of its own: a layer that retries would multiply them, and
/// send again what may have been carried out.
///
/// An error of the service counts as [`maybe_sent`](TransportError::maybe_sent), unless there is a
/// [`TransportError`] among its causes, which says better how far the request got; an error of
/// readiness counts as [`not_sent`](TransportError::not_sent). Make the error of a layer that
/// refuses what it has not sent into one with `map_err(TransportError::not_sent)`.
///
/// ```
/// use openai_client::{
///     Client,
///     transport::{HttpTransport, ServiceTransport},
/// };
/// use tower::ServiceBuilder;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = ServiceBuilder::new()
///     .concurrency_limit(8)
///     .service(HttpTransport::new()?);
/// let client = Client::builder()
///     .api_key("sk-example")
///     .transport(ServiceTransport::new(service))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ServiceTransport<S> {
    /// Locked to be cloned: few services can be shared, but all of these can be cloned.
    service: Mutex<S>,
}

impl<S> ServiceTransport<S> {
    /// Sends by clones of this service.
    pub fn new(service: S) -> Self {
        Self {
            service: Mutex::new(service),
        }
    }
}

impl<S, B> Transport for ServiceTransport<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(&self, request: Request<RequestBody>) -> Sending {
        let service = self.service.lock().unwrap_or_else(PoisonError::into_inner);
        let mut service = service.clone();
        Box::pin(async move {
            poll_fn(|cx| service.poll_ready(cx))
                .await
                .map_err(|cause| known(cause.into()).unwrap_or_else(TransportError::not_sent))?;
            let response = service
                .call(request)
                .await
                .map_err(|cause| failed(cause.into()))?;
            Ok(response.map(ResponseBody::from_body))
        })
    }
}

impl Service<Request<RequestBody>> for HttpTransport {
    type Response = Response<ResponseBody>;
    type Error = TransportError;
    type Future = Sending;

    /// Always: there is no bound on connections.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<RequestBody>) -> Sending {
        self.send(request)
    }
}

fn failed(cause: BoxError) -> TransportError {
    known(cause).unwrap_or_else(TransportError::maybe_sent)
}

/// An error that says itself how far the request got, or one that has such a cause.
fn known(cause: BoxError) -> Result<TransportError, BoxError> {
    let cause = match cause.downcast::<TransportError>() {
        Ok(known) => return Ok(*known),
        Err(cause) => cause,
    };
    let first: &(dyn StdError + 'static) = &*cause;
    let within = std::iter::successors(Some(first), |&error| error.source())
        .find_map(|error| error.downcast_ref::<TransportError>())
        .map(TransportError::reach);
    match within {
        Some(reach) => Ok(TransportError::reaching(reach, cause)),
        None => Err(cause),
    }
}

impl ResponseBody {
    fn from_body<B>(body: B) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let announced = body.size_hint().exact();
        Self::announcing(Pieces(Box::pin(body)), announced)
    }
}

/// A body without its trailers.
struct Pieces<B>(Pin<Box<B>>);

impl<B> Stream for Pieces<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            return Poll::Ready(match ready!(self.0.as_mut().poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(piece) => Some(Ok(piece)),
                    Err(_trailers) => continue,
                },
                Some(Err(cause)) => Some(Err(failed(cause.into()))),
                None => None,
            });
        }
    }
}
