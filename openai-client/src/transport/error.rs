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
    /// Not when this was judged: the body may yet have been taken to its end.
    NotTaken,
    MaybeSent,
}

const MAYBE_SENT: &str =
    "the connection broke before the answer, the request may have been carried out";

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
        Self::new(Reach::MaybeSent, MAYBE_SENT, Some(cause.into()))
    }

    /// Not all of the body had been taken, which is final when the call has given it up.
    pub(super) fn not_taken(cause: impl Into<BoxError>) -> Self {
        Self {
            reach: Reach::NotTaken,
            ..Self::not_sent(cause)
        }
    }

    /// A request that cannot be sent at all.
    pub fn unusable(cause: impl Into<BoxError>) -> Self {
        Self::new(
            Reach::Unusable,
            "the request cannot be built",
            Some(cause.into()),
        )
    }

    /// Whether the same request would come to the same.
    pub(crate) fn is_final(&self) -> bool {
        self.reach == Reach::Unusable
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
            Reach::NotTaken => Self::not_taken(cause),
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

    /// As the error of a call that was tried so often, when it is final whether all of its body was
    /// taken.
    pub(crate) fn into_error(self, attempts: u32, is_whole: bool) -> Error {
        let Self { reach, what, cause } = self;
        match reach {
            Reach::Unusable => Error::request(what, cause),
            Reach::NotTaken if is_whole => Error::maybe_sent(MAYBE_SENT, cause, attempts),
            Reach::NotSent | Reach::NotTaken => Error::not_sent(what, cause, attempts),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_body_that_was_taken_after_all_may_have_been_sent() {
        let error = |is_whole| TransportError::not_taken("broke").into_error(1, is_whole);
        assert_eq!(error(false).kind(), ErrorKind::NotSent);
        assert_eq!(error(true).kind(), ErrorKind::MaybeSent);
        assert_eq!(error(true).to_string(), MAYBE_SENT);
    }
}
