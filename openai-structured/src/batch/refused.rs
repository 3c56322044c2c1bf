//! A request that a batch does not take.

use super::error::BatchError;
use std::error::Error;
use std::fmt;

/// Why a request is not in a batch, with the request; from [`TypedBatch::push`](super::TypedBatch::push).
pub struct PushError<R>(Box<(BatchError, R)>);

impl<R> PushError<R> {
    pub(super) fn new(error: BatchError, request: R) -> Self {
        Self(Box::new((error, request)))
    }

    /// Why.
    pub fn error(&self) -> &BatchError {
        &self.0.0
    }

    /// The request, for another batch.
    pub fn into_request(self) -> R {
        self.0.1
    }

    /// Both.
    pub fn into_parts(self) -> (BatchError, R) {
        *self.0
    }
}

impl<R> From<PushError<R>> for BatchError {
    fn from(refused: PushError<R>) -> Self {
        refused.0.0
    }
}

impl<R> fmt::Display for PushError<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error().fmt(formatter)
    }
}

/// Without the request, which may be large.
impl<R> fmt::Debug for PushError<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("PushError")
            .field(self.error())
            .finish_non_exhaustive()
    }
}

impl<R> Error for PushError<R> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error().source()
    }
}
