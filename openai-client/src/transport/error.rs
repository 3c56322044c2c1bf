//! Why a transport has no answer: how far the request got.

use std::{borrow::Cow, error::Error as StdError, fmt};

use super::BoxError;
use crate::error::Error;

/// Why a [`Transport`](super::Transport) has no answer, or not all of it.
///
/// The text is shown as a part of [`Error`]s and in logs: it must not name a secret.
///
/// ```
/// use openai_client::transport::TransportError;
///
/// let error = TransportError::not_sent("the queue is full");
/// assert_eq!(error.to_string(), "no connection to the service");
/// ```
#[derive(Debug)]
pub struct TransportError {
    reach: Reach,
    what: Cow<'static, str>,
    cause: Option<BoxError>,
}

/// How far a request got.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reach {
    Unusable,
    NotSent,
    MaybeSent,
}

impl TransportError {
    /// Nothing that the service could act on has left: no connection, or one that failed before the
    /// request was whole.
    pub fn not_sent(cause: impl Into<BoxError>) -> Self {
        Self::new(
            Reach::NotSent,
            "no connection to the service",
            Some(cause.into()),
        )
    }

    /// The request may have arrived, and the answer did not, or not whole.
    pub fn maybe_sent(cause: impl Into<BoxError>) -> Self {
        let what = "the connection broke before the answer, the request may have been carried out";
        Self::new(Reach::MaybeSent, what, Some(cause.into()))
    }

    /// A request that cannot be sent at all.
    pub fn unusable(cause: impl Into<BoxError>) -> Self {
        Self::new(
            Reach::Unusable,
            "the request cannot be built",
            Some(cause.into()),
        )
    }

    /// The same with words of the transport's own.
    #[must_use]
    pub fn saying(mut self, what: impl Into<Cow<'static, str>>) -> Self {
        self.what = what.into();
        self
    }

    /// An error of another kind that is known to have got so far.
    #[cfg(feature = "tower")]
    pub(super) fn reaching(reach: Reach, cause: BoxError) -> Self {
        match reach {
            Reach::Unusable => Self::unusable(cause),
            Reach::NotSent => Self::not_sent(cause),
            Reach::MaybeSent => Self::maybe_sent(cause),
        }
    }

    #[cfg(feature = "tower")]
    pub(super) fn reach(&self) -> Reach {
        self.reach
    }

    fn new(reach: Reach, what: &'static str, cause: Option<BoxError>) -> Self {
        Self {
            reach,
            what: what.into(),
            cause,
        }
    }

    /// As the error of a call that was tried so often.
    pub(crate) fn into_error(self, attempts: u32) -> Error {
        let Self { reach, what, cause } = self;
        match reach {
            Reach::Unusable => Error::request(what, cause),
            Reach::NotSent => Error::not_sent(what, cause, attempts),
            Reach::MaybeSent => Error::maybe_sent(what, cause, attempts),
        }
    }

    /// What broke a body off.
    pub(crate) fn into_cause(self) -> Option<BoxError> {
        self.cause
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}
