//! One question to the metadata server of a cloud, which every program in it reaches without a proxy.

use std::{fmt, time::SystemTime};

use http::{HeaderName, HeaderValue, Request, Uri};
use url::Url;

use super::super::asking::{Reply, Who, ask};
use crate::{
    client::is_this_machine,
    error::Error,
    exchange::server_delay,
    secrets::Secrets,
    transport::{Connect, HttpTransport, RequestBody},
};

/// A metadata server.
#[derive(Clone)]
pub(super) struct Metadata {
    /// What it is called in errors.
    who: &'static str,
    /// What may be wrong if it is not there.
    hint: &'static str,
    /// Where it is, in every machine of the cloud.
    usual: &'static str,
    given: Option<String>,
    /// It answers those alone who send this header: nobody can be led to send it by a link.
    header: (HeaderName, HeaderValue),
}

impl Metadata {
    pub(super) fn new(
        who: &'static str,
        hint: &'static str,
        usual: &'static str,
        header: (&'static str, &'static str),
    ) -> Self {
        Self {
            who,
            hint,
            usual,
            given: None,
            header: (
                HeaderName::from_static(header.0),
                HeaderValue::from_static(header.1),
            ),
        }
    }

    /// Somewhere else.
    pub(super) fn at(&mut self, url: String) {
        self.given = Some(url);
    }

    /// What is asked there, with these parameters.
    pub(super) fn url(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        let mut url = self.origin()?;
        url.set_path(path);
        url.query_pairs_mut().extend_pairs(query);
        Ok(url)
    }

    /// What is asked has no TLS and says who a program is, so it may go to two places alone.
    fn origin(&self) -> Result<Url, Error> {
        let text = self.given.as_deref().unwrap_or(self.usual).trim();
        let refuse = |what: &str| Error::config(format!("{} {what}", self.who), None);
        let url = Url::parse(text).map_err(|_| refuse("cannot be read as a url"))?;
        let is_usual = Url::parse(self.usual).is_ok_and(|usual| usual.origin() == url.origin());
        let is_here = url.scheme() == "http" && is_this_machine(&url);
        if !is_usual && !is_here {
            let what = format!(
                "must be at {} or at http:// within this machine",
                self.usual
            );
            return Err(refuse(&what));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("must not carry a user or password"));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(refuse("must not carry a path, query or fragment"));
        }
        Ok(url)
    }

    /// The answer, if it is a success. It comes over a connection that is made for this alone.
    pub(super) async fn get(&self, url: Url) -> Result<Reply, Error> {
        let http = Connect::direct().client().map_err(|cause| {
            let what = format!("{} cannot be asked", self.who);
            Error::credentials(what, Some(cause.into()))
        })?;
        let mut request = Request::new(RequestBody::empty());
        *request.uri_mut() = Uri::try_from(url.as_str()).map_err(|_| {
            let what = format!("{} cannot be asked for this", self.who);
            Error::credentials(what, None)
        })?;
        let (name, value) = self.header.clone();
        request.headers_mut().insert(name, value);
        let reply = ask(&HttpTransport::from(http), request)
            .await
            .map_err(|unanswered| {
                unanswered.into_error(&Who {
                    name: self.who,
                    host: url.host_str().unwrap_or_default(),
                    hint: self.hint,
                    secrets: &Secrets::default(),
                })
            })?;
        let status = reply.status;
        tracing::debug!(status = status.as_u16(), "the metadata server answered");
        if status.is_success() {
            return Ok(reply);
        }
        let what = if status.is_redirection() {
            format!("redirects are not followed: {} answered", self.who)
        } else {
            format!("{} refused", self.who)
        };
        let Reply { headers, body, .. } = &reply;
        let delay = server_delay(headers, SystemTime::now());
        let secrets = Secrets::default();
        Err(Error::issuer_refused(
            what, status, headers, body, delay, &secrets,
        ))
    }

    /// Of a success, nothing is kept but what is wrong with it.
    pub(super) fn unreadable(&self, reply: &Reply, what: &str) -> Error {
        let what = format!("the answer of {} {what}", self.who);
        let (status, headers) = (reply.status, &reply.headers);
        Error::issuer_unreadable(what, status, headers, &reply.body, &Secrets::default())
    }
}

/// Without the URL, which somebody may have given a password.
impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.who)
    }
}
