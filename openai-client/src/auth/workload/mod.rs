//! The identity of a workload: what a cloud says of it, exchanged for tokens of OpenAI.

mod azure;
pub(super) mod endpoint;
pub(super) mod exchange;
mod google;
mod kubernetes;
mod metadata;
mod source;

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::Serialize;

pub(super) use self::exchange::is_bearer;
pub use self::{
    azure::AzureManagedIdentity, google::GoogleMetadata, kubernetes::KubernetesToken,
    source::SubjectToken,
};
use self::{
    endpoint::Endpoint,
    exchange::{Account, Exchange, GRANT_TYPE},
};
use super::{
    Auth,
    identity::{Around, Identity, Kind, Site},
    token::{BUFFER, Issuer, Issuing, Renewed, Tokens},
};
use crate::{error::Error, transport::Transport};

/// Where tokens are exchanged.
const ENDPOINT: &str = "https://auth.openai.com/oauth/token";

/// How often an exchange is tried again.
const RETRIES: u32 = 2;

/// What a cloud says of a program, in place of a key: for [`ClientBuilder::auth`](crate::ClientBuilder::auth).
///
/// It is for OpenAI's own API. What Azure calls a workload identity, of a pod in AKS, is a token of Entra
/// ID for a resource in Azure: see [`Azure`](super::Azure).
///
/// The subject token that the cloud gives is exchanged at OpenAI for a token that the calls are made
/// with. That one is shared by the client and its copies, and renewed in the background before its end,
/// so that no call waits while there is one that is good. Where there is none, one exchange is made
/// for all calls that wait for it; it has its own tries, and its failure is theirs, as
/// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials). If the issuer answered, it is that of
/// all who call within the next second, too, or as long as the issuer says (`retry-after`), up to two minutes.
///
/// Clients that are built from clones of a `WorkloadIdentity` have a token each. Where more than one is
/// built, and a [copy](crate::Client::with) will not do, make an [`Identity`] of it first
/// (`let identity: Identity = workload.into()`), and give each a clone of that.
///
/// If the service refuses a token (401), it is forgotten, and the call is sent once more with a new one,
/// which does not count as a retry. A body that is a stream cannot be sent again; its call fails.
///
/// The exchange goes over the client's connections, and through a proxy of the system's if there is one
/// for the token endpoint. A [`transport`](crate::ClientBuilder::transport) or an
/// [`http_client`](crate::ClientBuilder::http_client) of your own carries it, too, and must not follow
/// redirects: the subject token is in the body. With a [`token_endpoint`](Self::token_endpoint) that
/// is `http`, nothing of that carries it: it stays within this machine, whatever proxies there are.
///
/// ```
/// use openai_client::{Client, auth::{KubernetesToken, WorkloadIdentity}};
///
/// let token = KubernetesToken::at("/var/run/secrets/openai/token");
/// let identity = WorkloadIdentity::new("idp_123", "sa_123", token);
/// let client = Client::builder().auth(identity).build()?;
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct WorkloadIdentity {
    account: Account,
    subject: SubjectToken,
    client_id: Option<String>,
    buffer: Duration,
    endpoint: String,
}

impl WorkloadIdentity {
    /// What OpenAI calls the cloud (`idp_…`) and the account that it acts for (`sa_…`); and where
    /// subject tokens come from.
    pub fn new(
        identity_provider_id: impl Into<String>,
        service_account_id: impl Into<String>,
        subject: impl Into<SubjectToken>,
    ) -> Self {
        Self {
            account: Account::new(&identity_provider_id.into(), &service_account_id.into()),
            subject: subject.into(),
            client_id: None,
            buffer: BUFFER,
            endpoint: ENDPOINT.to_owned(),
        }
    }

    /// A client that the exchange names beside both. Default: none is named.
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.client_id = Some(id.into());
        self
    }

    /// So long before its end a token is renewed, but not in the first half of its life. Default:
    /// 20 minutes.
    pub fn refresh_buffer(mut self, buffer: Duration) -> Self {
        self.buffer = buffer;
        self
    }

    /// Where tokens are exchanged, for a gateway or a test: `https`, or `http` at `localhost` or another
    /// loopback address.
    /// Default: `https://auth.openai.com/oauth/token`.
    pub fn token_endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = url.into();
        self
    }

    fn checked(&self) -> Result<Settings, Error> {
        self.account.check()?;
        if self
            .client_id
            .as_ref()
            .is_some_and(|id| id.trim().is_empty())
        {
            let what = "the `client_id` of the workload identity is empty";
            return Err(Error::config(what, None));
        }
        self.subject.check()?;
        Ok(Settings {
            identity: self.clone(),
            endpoint: Endpoint::new(&self.endpoint, true)?,
        })
    }
}

/// Where subject tokens come from is not shown.
impl fmt::Debug for WorkloadIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkloadIdentity")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl From<WorkloadIdentity> for Identity {
    fn from(identity: WorkloadIdentity) -> Self {
        let tokens = Tokens::new(identity.buffer);
        Self::new(Workload { identity, tokens })
    }
}

/// The settings, and what has come of them.
struct Workload {
    identity: WorkloadIdentity,
    tokens: Arc<Tokens>,
}

impl Kind for Workload {
    fn site(&self) -> Result<Site, Error> {
        Ok(Site::OpenAi("https://api.openai.com/v1"))
    }

    fn auth(&self, around: Around<'_>) -> Result<Arc<dyn Auth>, Error> {
        let settings = self.identity.checked()?;
        let issuer = Exchanges {
            transport: settings.endpoint.transport(&around)?,
            settings: Arc::new(settings),
        };
        Ok(Arc::new(Renewed {
            tokens: Arc::clone(&self.tokens),
            issuer: Arc::new(issuer),
            fixed: around.keys(),
        }))
    }

    fn needs_tls(&self) -> bool {
        Endpoint::new(&self.identity.endpoint, true).is_ok_and(|endpoint| endpoint.needs_tls())
    }

    fn secrets(&self) -> Vec<&SecretString> {
        Vec::new()
    }
}

/// Settings that are in order.
struct Settings {
    identity: WorkloadIdentity,
    endpoint: Endpoint,
}

/// Exchanges subject tokens.
struct Exchanges {
    settings: Arc<Settings>,
    transport: Arc<dyn Transport>,
}

impl Issuer for Exchanges {
    fn issue(&self) -> Issuing {
        let settings = Arc::clone(&self.settings);
        let transport = Arc::clone(&self.transport);
        Box::pin(async move {
            let Settings { identity, endpoint } = &*settings;
            let subject = identity.subject.get().await?;
            let exchange = Exchange {
                endpoint,
                body: identity.body(&subject)?,
                subject: Some(&subject),
                retries: RETRIES,
            };
            exchange.run(&*transport).await
        })
    }
}

impl WorkloadIdentity {
    /// What is sent, in memory that is wiped.
    fn body(&self, subject: &SecretString) -> Result<Bytes, Error> {
        #[derive(Serialize)]
        struct Body<'a> {
            grant_type: &'static str,
            subject_token: &'a str,
            subject_token_type: &'static str,
            #[serde(flatten)]
            account: &'a Account,
            #[serde(skip_serializing_if = "Option::is_none")]
            client_id: Option<&'a str>,
        }
        let body = Body {
            grant_type: GRANT_TYPE,
            subject_token: subject.expose_secret(),
            subject_token_type: self.subject.kind().urn(),
            account: &self.account,
            client_id: self.client_id.as_deref(),
        };
        // Room for all of it, as what grows leaves what it was before: a token has little to escape.
        let room = 2 * body.subject_token.len() + 1024;
        let mut json = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *json, &body).map_err(|cause| {
            let what = "the exchange of a token cannot be written";
            Error::credentials(what, Some(cause.into()))
        })?;
        Ok(Bytes::from_owner(json))
    }
}
