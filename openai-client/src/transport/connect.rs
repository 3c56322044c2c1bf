//! How connections are made: in what time, through which proxy, trusting whom, as whom.

use std::{sync::Arc, time::Duration};

use super::{
    proxy::{Proxy, Route},
    tls::{self, Certificates, ClientCertificate, SystemRoots},
};
use crate::error::Error;

/// What a pool of connections is made by: clients with equal settings may share one.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Connect {
    pub(crate) timeout: Option<Duration>,
    pub(crate) proxy: Proxy,
    /// Trusted beside those of the system; PEM, as given.
    pub(crate) roots: Vec<Vec<u8>>,
    /// For servers that ask who the client is.
    pub(crate) certificate: Option<ClientCertificate>,
    /// Something is reached with TLS: the service, or who gives out tokens for it.
    pub(crate) is_https: bool,
    /// The service is in this machine, which a proxy of the system could not reach.
    pub(crate) is_loopback: bool,
    /// The user's word after all that, but for redirects.
    pub(crate) configure: Option<Configure>,
}

/// Further settings of reqwest.
#[derive(Clone)]
pub(crate) struct Configure(
    pub(crate) Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>,
);

/// What functions do cannot be compared, so each is like itself alone.
impl PartialEq for Configure {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Configure {}

impl Default for Connect {
    fn default() -> Self {
        Self {
            timeout: Some(Duration::from_secs(5)),
            proxy: Proxy::System,
            roots: Vec::new(),
            certificate: None,
            is_https: false,
            is_loopback: false,
            configure: None,
        }
    }
}

impl Connect {
    /// A pool of such connections. Redirects are not followed, so that requests stay at the origin
    /// that they were made for.
    pub(crate) fn client(&self) -> Result<reqwest::Client, Error> {
        let route = self.proxy.route(self.is_loopback)?;
        let builder = reqwest::Client::builder();
        let builder = match self.timeout {
            Some(timeout) => builder.connect_timeout(timeout),
            None => builder,
        };
        let certificates = Certificates {
            roots: &self.roots,
            client: self.certificate.as_ref(),
        };
        let builder = tls::set_up(builder, certificates, self.system_roots(&route))?;
        let builder = route.set_up(builder)?;
        let builder = match &self.configure {
            Some(configure) => (configure.0)(builder),
            None => builder,
        };
        // Last, so that nothing undoes it.
        let builder = builder.redirect(reqwest::redirect::Policy::none());
        builder.build().map_err(unusable)
    }

    /// To this machine and its neighbours: without TLS, and through no proxy.
    pub(crate) fn direct() -> Self {
        Self {
            proxy: Proxy::None,
            is_loopback: true,
            ..Self::default()
        }
    }

    /// The like of these to another, with TLS, if the way is not the same: proxies of the system's are
    /// asked for all that is not in this machine.
    pub(crate) fn toward(&self, is_loopback: bool) -> Option<Self> {
        let is_other = self.proxy == Proxy::System && self.is_loopback != is_loopback;
        is_other.then(|| Self {
            is_https: true,
            is_loopback,
            ..self.clone()
        })
    }

    /// Whether servers that ask who calls may be shown a certificate; what `configure` does is not known.
    pub(crate) fn may_prove(&self) -> bool {
        self.certificate.is_some() || self.configure.is_some()
    }

    fn system_roots(&self, route: &Route) -> SystemRoots {
        match route {
            _ if self.is_https => SystemRoots::Needed,
            Route::Through(proxy) if proxy.scheme() == "https" => SystemRoots::Needed,
            Route::System => SystemRoots::Welcome,
            Route::Through(_) | Route::Direct => SystemRoots::Useless,
        }
    }
}

pub(super) fn unusable(cause: reqwest::Error) -> Error {
    let cause = cause.without_url();
    Error::config("the http client cannot be set up", Some(cause.into()))
}
