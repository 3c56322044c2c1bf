//! How a request proves who sends it: the seam, one kind in each file.

mod keys;
mod provider;

use std::{future::Future, pin::Pin};

use http::{HeaderMap, HeaderValue, Request, header::AUTHORIZATION};
use secrecy::SecretString;

pub(crate) use keys::Keys;
pub(crate) use provider::{KeyProvider, Provided};

use crate::{error::Error, transport::RequestBody};

/// Which credentials an endpoint takes. Neither stands in for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// Those of a project: all that makes and reads answers.
    Project,
    /// The admin key, for the endpoints that administer an organization.
    Admin,
}

/// Credentials of a kind.
pub(crate) trait Auth: Send + Sync {
    /// Puts the credentials on a request, unless a header stands in their place that the user gave.
    ///
    /// Called for each attempt. What is new with this attempt is given back, to be blacked out.
    fn authorize<'a>(
        &'a self,
        scheme: Scheme,
        request: &'a mut Request<RequestBody>,
    ) -> Authorizing<'a>;
}

/// The credentials of an attempt; with what of them is not known to the client yet.
pub(crate) enum Authorizing<'a> {
    /// They were at hand.
    Done(Result<Option<SecretString>, Error>),
    /// They are to come.
    Waiting(Pin<Box<dyn Future<Output = Result<Option<SecretString>, Error>> + Send + 'a>>),
}

/// Puts in a bearer token, unless the user has said what stands there.
fn insert_bearer(headers: &mut HeaderMap, value: HeaderValue) {
    headers.entry(AUTHORIZATION).or_insert(value);
}
