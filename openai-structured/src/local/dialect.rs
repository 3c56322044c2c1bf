//! What differs between the endpoints at which a model answers: how a request is read, and how what
//! is said goes over the wire.

use bytes::Bytes;
use serde_json::Value;

#[cfg(feature = "local-model")]
use super::{error::ApiError, reply::Reply, stop::Stop};

/// How an endpoint writes a stream.
pub(super) trait Dialect {
    /// One event.
    fn event(data: &Value) -> Bytes;

    /// What follows the last event of a stream that came to its end.
    fn done() -> Option<Bytes>;

    /// The event that ends a stream with an error, after so many others.
    fn error(message: &str, events: usize) -> Bytes;
}

/// What there is to know of a request for who answers it.
pub(super) trait Request {
    /// The model that is asked.
    fn model(&self) -> &str;

    /// What the stand-in model says to it.
    #[cfg(feature = "local-model")]
    fn stand_in(&self, stop: &Stop) -> Result<Reply, ApiError>;
}
