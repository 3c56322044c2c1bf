//! Keys that do not change: of a project, of an organization's administration, or none.

use http::{HeaderValue, Request, header::AUTHORIZATION};

use super::{Auth, Authorizing, Scheme, insert_bearer};
use crate::{error::Error, transport::RequestBody};

/// The headers of the keys that there are, `Bearer …`.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) project: Option<HeaderValue>,
    pub(crate) admin: Option<HeaderValue>,
    /// No key at all is meant: the service needs none, or takes what the user puts in a header.
    pub(crate) none_needed: bool,
}

impl Auth for Keys {
    fn authorize<'a>(
        &'a self,
        scheme: Scheme,
        request: &'a mut Request<RequestBody>,
    ) -> Authorizing<'a> {
        let (key, missing) = match scheme {
            Scheme::Project => (
                &self.project,
                "no api key: set OPENAI_API_KEY or give one to `api_key`; the admin key is not used in its place",
            ),
            Scheme::Admin => (
                &self.admin,
                "no admin key: set OPENAI_ADMIN_KEY or give one to `admin_api_key`; the api key is not used in its place",
            ),
        };
        let headers = request.headers_mut();
        Authorizing::Done(match key {
            Some(key) => {
                insert_bearer(headers, key.clone());
                Ok(None)
            }
            None if self.none_needed || headers.contains_key(AUTHORIZATION) => Ok(None),
            None => Err(Error::credentials(missing, None)),
        })
    }
}
