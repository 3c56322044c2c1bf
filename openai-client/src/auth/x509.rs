//! The identity of a certificate: what a connection proves by it, exchanged for tokens of OpenAI.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, header::HOST};
use secrecy::SecretString;
use serde::Serialize;

use super::{
    Auth, Authorizing, Scheme,
    identity::{Around, Identity, Kind, Site},
    token::{BUFFER, Issuer, Issuing, Renewed, Tokens},
    workload::{
        endpoint::Endpoint,
        exchange::{Account, Exchange, GRANT_TYPE},
    },
};
use crate::{
    error::Error,
    transport::{RequestBody, Transport},
};

/// Both ask for the client's certificate.
const BASE: &str = "https://mtls.api.openai.com/v1";
const ENDPOINT: &str = "https://mtls.auth.openai.com/oauth/token";

const TOKEN_TYPE: &str = "urn:openai:params:oauth:token-type:x509";

/// An exchange is tried again as often as a call is, and no oftener than this.
const MOST_RETRIES: u32 = 2;

/// Headers with credentials of other kinds, which would say that somebody else calls.
const OTHERS: [&str; 3] = ["api-key", "x-api-key", "proxy-authorization"];

/// A certificate in place of a key (X.509 over mTLS), for
/// [`ClientBuilder::auth`](crate::ClientBuilder::auth). Calls go to `https://mtls.api.openai.com/v1`, if
/// nothing else is said, and always with TLS. The hosts of
/// [`data_residency`](crate::ClientBuilder::data_residency) ask for no certificate, so it is refused:
/// give the [`base_url`](crate::ClientBuilder::base_url) of one that does, in Europe
/// `https://mtls-eu.api.openai.com/v1`.
///
/// The certificate is one of the connections: of
/// [`client_certificate`](crate::ClientBuilder::client_certificate), or of an
/// [`http_client`](crate::ClientBuilder::http_client) of your own, which must not follow redirects nor add
/// headers by itself. It is exchanged at OpenAI, over those connections, for a token that the calls are
/// made with; that one is held, renewed and replaced as of a
/// [`WorkloadIdentity`](super::WorkloadIdentity), for all clients that share the connections: what a
/// certificate has got is not used by a copy that was given another one.
///
/// A call with a header in which other credentials go (`api-key`, `x-api-key`, `proxy-authorization`) or
/// with a `Host` that is not the one of the base URL is
/// [refused](crate::ErrorKind::Request) before it is sent.
///
/// ```no_run
/// use openai_client::{Client, auth::X509Identity};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder()
///     .auth(X509Identity::new("idp_123", "sa_123"))
///     .client_certificate(std::fs::read("client.pem")?, std::fs::read("client.key")?)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct X509Identity {
    account: Account,
    buffer: Duration,
    endpoint: String,
}

impl X509Identity {
    /// What OpenAI calls the one who vouches for the certificate (`idp_…`) and the account that it acts
    /// for (`sa_…`).
    pub fn new(
        identity_provider_id: impl Into<String>,
        service_account_id: impl Into<String>,
    ) -> Self {
        Self {
            account: Account::new(&identity_provider_id.into(), &service_account_id.into()),
            buffer: BUFFER,
            endpoint: ENDPOINT.to_owned(),
        }
    }

    /// So long before its end a token is renewed, but not in the first half of its life. Default:
    /// 20 minutes.
    pub fn refresh_buffer(mut self, buffer: Duration) -> Self {
        self.buffer = buffer;
        self
    }

    /// Where the certificate is exchanged, for a test: `https`. Default:
    /// `https://mtls.auth.openai.com/oauth/token`.
    pub fn token_endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = url.into();
        self
    }

    /// What is sent, which has no secret: the connection proves who sends it.
    fn body(&self) -> Result<Bytes, Error> {
        #[derive(Serialize)]
        struct Body<'a> {
            grant_type: &'static str,
            subject_token_type: &'static str,
            #[serde(flatten)]
            account: &'a Account,
        }
        let body = Body {
            grant_type: GRANT_TYPE,
            subject_token_type: TOKEN_TYPE,
            account: &self.account,
        };
        let json = serde_json::to_vec(&body).map_err(|cause| {
            let what = "the exchange of a certificate cannot be written";
            Error::config(what, Some(cause.into()))
        })?;
        Ok(json.into())
    }
}

/// Without the endpoint, which somebody may have given a password.
impl fmt::Debug for X509Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("X509Identity")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl From<X509Identity> for Identity {
    fn from(identity: X509Identity) -> Self {
        let tokens = Mutex::default();
        Self::new(Certificate { identity, tokens })
    }
}

/// The settings, and what has come of them.
struct Certificate {
    identity: X509Identity,
    /// By the connections that proved who asked for them: over others, somebody else may be calling.
    tokens: Mutex<Vec<Proven>>,
}

/// Connections, and what is held for them.
type Proven = (Weak<dyn Transport>, Arc<Tokens>);

impl Certificate {
    /// Those of these connections.
    fn tokens(&self, transport: &Arc<dyn Transport>) -> Arc<Tokens> {
        // Each change of it is whole.
        let mut all = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(connections, _)| connections.strong_count() > 0);
        let these = Arc::downgrade(transport);
        if let Some((_, tokens)) = all.iter().find(|(held, _)| held.ptr_eq(&these)) {
            return Arc::clone(tokens);
        }
        let tokens = Tokens::new(self.identity.buffer);
        all.push((these, Arc::clone(&tokens)));
        tokens
    }
}

impl Kind for Certificate {
    fn site(&self) -> Result<Site, Error> {
        Ok(Site::OpenAi(BASE))
    }

    fn auth(&self, around: Around<'_>) -> Result<Arc<dyn Auth>, Error> {
        self.identity.account.check()?;
        if around.is_regional {
            let what = "with an X.509 identity, `data_residency` is not taken, as its hosts ask for no certificate: give the region's host that does to `base_url`, as `https://mtls-eu.api.openai.com/v1` in Europe";
            return Err(Error::config(what, None));
        }
        if around.base.scheme() != "https" {
            let what = "with an X.509 identity, the base url must start with https://";
            return Err(Error::config(what, None));
        }
        if !around.may_prove {
            let what = "an X.509 identity is that of a certificate: give one to `client_certificate`, or an http client that has one to `http_client`";
            return Err(Error::config(what, None));
        }
        let endpoint = Endpoint::new(&self.identity.endpoint, false)?;
        let issuer = Exchanges {
            body: self.identity.body()?,
            retries: around.max_retries.min(MOST_RETRIES),
            transport: endpoint.transport(&around)?,
            endpoint,
        };
        Ok(Arc::new(Certified(Renewed {
            tokens: self.tokens(around.transport),
            issuer: Arc::new(issuer),
            fixed: around.keys(),
        })))
    }

    fn secrets(&self) -> Vec<&SecretString> {
        Vec::new()
    }
}

/// Exchanges the certificate of a client's connections, over those or their like.
struct Exchanges {
    endpoint: Endpoint,
    body: Bytes,
    retries: u32,
    transport: Arc<dyn Transport>,
}

impl Issuer for Exchanges {
    fn issue(&self) -> Issuing {
        let (endpoint, body) = (self.endpoint.clone(), self.body.clone());
        let (retries, transport) = (self.retries, Arc::clone(&self.transport));
        Box::pin(async move {
            let exchange = Exchange {
                endpoint: &endpoint,
                body,
                subject: None,
                retries,
            };
            exchange.run(&*transport).await
        })
    }
}

/// Credentials for requests that name nobody else.
struct Certified(Renewed);

impl Auth for Certified {
    fn check(&self, request: &Request<RequestBody>) -> Result<(), Error> {
        misled(request).map_or(Ok(()), |what| Err(Error::request(what, None)))
    }

    fn authorize<'a>(
        &'a self,
        scheme: Scheme,
        request: &'a mut Request<RequestBody>,
    ) -> Authorizing<'a> {
        self.0.authorize(scheme, request)
    }

    fn awaited(&self) -> &'static str {
        self.0.awaited()
    }

    fn refused(&self, used: &SecretString) -> bool {
        self.0.refused(used)
    }
}

/// What of a request would have it taken for another's, or taken elsewhere. Values are not shown.
fn misled(request: &Request<RequestBody>) -> Option<String> {
    let headers = request.headers();
    // Some servers read both as the same.
    let is_other = |name: &str| OTHERS.contains(&&*name.replace('_', "-"));
    if let Some(name) = headers.keys().find(|name| is_other(name.as_str())) {
        let what = format!("with an X.509 identity, no header `{name}` may be sent");
        return Some(what);
    }
    let authority = request.uri().authority();
    let authority = authority.map_or("", |authority| authority.as_str());
    let mut hosts = headers.get_all(HOST).iter();
    let is_host = hosts.next().is_none_or(|host| host == authority) && hosts.next().is_none();
    if is_host {
        return None;
    }
    let what = "with an X.509 identity, the header `host` must be that of the base url";
    Some(what.to_owned())
}
