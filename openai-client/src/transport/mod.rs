//! The seam below: what carries one request to a service and its answer back.
//!
//! A [`Client`](crate::Client) judges, waits, retries and reads; a [`Transport`] only sends. The
//! usual one is [`HttpTransport`], over reqwest.

mod address;
mod body;
mod connect;
mod error;
mod http;
mod pieces;
mod progress;
mod proxy;
mod tls;
#[cfg(feature = "tower")]
mod tower;

use std::{future::Future, pin::Pin};

pub use body::{BoxError, RequestBody, ResponseBody};
pub use error::TransportError;
pub use http::HttpTransport;
#[cfg(feature = "tower")]
pub use tower::ServiceTransport;

pub(crate) use body::UNREADABLE;
pub(crate) use connect::{Configure, Connect};
pub(crate) use pieces::Boxed;
pub(crate) use progress::{Progress, Stage};
pub(crate) use proxy::Proxy;
pub(crate) use tls::ClientCertificate;

/// What a [`Transport`] gives at once: the head of the answer, to come.
pub type Sending =
    Pin<Box<dyn Future<Output = Result<::http::Response<ResponseBody>, TransportError>> + Send>>;

/// Carries requests to a service.
///
/// [`send`](Self::send) is called once for each attempt of a call. It must not send anything twice
/// by itself, nor follow redirects, as the client vouches for both; deadlines are the client's, too,
/// which drops the future or the body when one passes. A request whose body was not taken to its
/// end by then was not sent, so nothing may be made of it that way. The headers hold credentials.
///
/// ```
/// use http::{Request, Response};
/// use openai_client::{
///     Client,
///     transport::{RequestBody, ResponseBody, Sending, Transport},
/// };
///
/// /// Answers every request with the same completion.
/// struct Always(&'static str);
///
/// impl Transport for Always {
///     fn send(&self, _request: Request<RequestBody>) -> Sending {
///         let body = ResponseBody::from(self.0);
///         Box::pin(async { Ok(Response::new(body)) })
///     }
/// }
///
/// # fn main() -> Result<(), openai_client::Error> {
/// let client = Client::builder()
///     .no_auth()
///     .transport(Always(r#"{"choices":[{"message":{"content":"hi"}}]}"#))
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request; ready when the head of the answer has come.
    ///
    /// # Errors
    ///
    /// Says how far the request got, as far as is known: [`TransportError::not_sent`] is tried
    /// again, [`TransportError::maybe_sent`] only if doing the work twice does no harm.
    fn send(&self, request: ::http::Request<RequestBody>) -> Sending;
}
