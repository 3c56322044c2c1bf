//! Where tokens are exchanged, and over which connections.

use std::sync::Arc;

use http::{Uri, uri::Scheme};
use url::Url;

use crate::{
    auth::identity::Around,
    client::{is_loopback, is_this_machine},
    error::Error,
    transport::{Connect, HttpTransport, Transport},
};

/// What it is called in errors.
pub(super) const WHO: &str = "the token endpoint";

/// A token endpoint.
#[derive(Clone)]
pub(in crate::auth) struct Endpoint {
    uri: Uri,
    is_loopback: bool,
}

impl Endpoint {
    /// It is `https`, or within this machine if that is taken.
    pub(in crate::auth) fn new(text: &str, takes_http: bool) -> Result<Self, Error> {
        let refuse = |what: &str| Error::config(format!("{WHO} {what}"), None);
        let url = Url::parse(text.trim()).map_err(|_| refuse("cannot be read as a url"))?;
        let is_taken = match url.scheme() {
            "https" => true,
            "http" => takes_http && is_this_machine(&url),
            _ => false,
        };
        if !is_taken {
            return Err(refuse(if takes_http {
                "must start with https://, or http:// within this machine"
            } else {
                "must start with https://"
            }));
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(refuse("must not carry a user, a password or a fragment"));
        }
        Ok(Self {
            uri: Uri::try_from(url.as_str()).map_err(|_| refuse("cannot be read as a uri"))?,
            is_loopback: is_loopback(&url),
        })
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    pub(super) fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    pub(in crate::auth) fn needs_tls(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }

    /// What carries an exchange: the client's connections, if the way to this machine or out of it is
    /// theirs. In the clear it stays within this machine, whatever proxies those have.
    pub(in crate::auth) fn transport(
        &self,
        around: &Around<'_>,
    ) -> Result<Arc<dyn Transport>, Error> {
        let connect = if self.needs_tls() {
            let other = |connect: &Connect| connect.toward(self.is_loopback);
            around.connect.and_then(other)
        } else {
            Some(Connect::direct())
        };
        Ok(match connect {
            Some(connect) => Arc::new(HttpTransport::from(connect.client()?)),
            None => Arc::clone(around.transport),
        })
    }
}
