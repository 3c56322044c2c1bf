//! What the settings come to: where requests go, and what is put on them.

use std::{
    sync::{Arc, OnceLock},
    time::SystemTime,
};

use aws_credential_types::Credentials;
use http::Request;
use secrecy::{ExposeSecret, SecretString};

use super::{
    super::{
        Auth, Authorizing, Keys, Provided, Scheme,
        identity::{Around, Identity, Kind, Site},
    },
    Bedrock,
    carrier::Carrier,
    given::{BEARER, Given},
    held::{Clock, Held, Source},
    region,
    sign::{self, Scope},
    site,
};
use crate::{
    client::variable,
    error::Error,
    header,
    transport::{HttpTransport, RequestBody, Transport},
};

impl From<Bedrock> for Identity {
    fn from(bedrock: Bedrock) -> Self {
        let is_open = bedrock.choice.is_empty();
        let bearer = if is_open { variable(BEARER) } else { None };
        Self::new(Settings {
            bearer: bearer.map(SecretString::from),
            bedrock,
            held: OnceLock::new(),
        })
    }
}

/// What carries questions for credentials: the client's connections, but for a gateway to Bedrock that
/// is in this machine, as those who give credentials are elsewhere.
fn toward_aws(around: &Around<'_>) -> Result<Arc<dyn Transport>, Error> {
    let other = around.connect.and_then(|connect| connect.toward(false));
    Ok(match other {
        Some(connect) => Arc::new(HttpTransport::from(connect.client()?)),
        None => Arc::clone(around.transport),
    })
}

/// The settings, as clients have them.
struct Settings {
    bedrock: Bedrock,
    /// Of the environment, if nothing else was said.
    bearer: Option<SecretString>,
    /// Made for the first client, and shared with its copies.
    held: OnceLock<Arc<Held>>,
}

impl Kind for Settings {
    fn site(&self) -> Result<Site, Error> {
        let Bedrock { family, region, .. } = &self.bedrock;
        if !region::is_region(region) {
            let what =
                "the region of Bedrock is not written as the regions of AWS are, as `us-east-1`";
            return Err(Error::config(what, None));
        }
        let base = match &self.bedrock.base_url {
            None => family.root(region),
            Some((name, url)) => site::given(url, *family, region)
                .map_err(|what| Error::config(format!("{name} {what}"), None))?,
        };
        let name = "the endpoint of Bedrock";
        Ok(Site::Other {
            name,
            base,
            query: None,
        })
    }

    fn auth(&self, around: Around<'_>) -> Result<Arc<dyn Auth>, Error> {
        let choice = &self.bedrock.choice;
        let source = match (choice.one()?, &self.bearer) {
            (Some(Given::ApiKey(key)), _) => return key_of("the key of Bedrock", key),
            (None, Some(key)) => return key_of(BEARER, key),
            (Some(Given::TokenProvider(provider)), _) => {
                return Ok(Arc::new(Caller::Asked(Provided {
                    provider: provider.clone(),
                    fixed: Keys::default(),
                })));
            }
            (Some(Given::Keys { id, secret }), _) => Source::Fixed(Credentials::new(
                id.trim(),
                secret.expose_secret().trim(),
                choice.session_token().map(str::to_owned),
                None,
                "Keys",
            )),
            (Some(Given::Profile(name)), _) => Source::Profile(name.trim().to_owned()),
            (Some(Given::Provider(provider)), _) => Source::Provider(provider.clone()),
            (Some(Given::DefaultChain) | None, _) => Source::DefaultChain,
        };
        let region = self.bedrock.region.clone();
        let held = if let Some(held) = self.held.get() {
            held
        } else {
            let carrier = Carrier::new(toward_aws(&around)?);
            let held = Held::new(source, region.clone(), carrier, CLOCK);
            self.held.get_or_init(|| Arc::new(held))
        };
        Ok(Arc::new(Caller::Signs {
            held: Arc::clone(held),
            scope: Scope {
                region,
                service: self.bedrock.family.service(),
            },
        }))
    }

    fn needs_tls(&self) -> bool {
        let is_found = |given: &Given| matches!(given, Given::Profile(_) | Given::DefaultChain);
        let one = self.bedrock.choice.one();
        self.bearer.is_none() && one.is_ok_and(|one| one.is_none_or(is_found))
    }

    fn secrets(&self) -> Vec<&SecretString> {
        let given = self.bedrock.choice.secrets();
        given.chain(&self.bearer).collect()
    }
}

/// The system's.
const CLOCK: Clock = SystemTime::now;

/// A key that does not change; `name` is what it is called in errors.
fn key_of(name: &str, key: &SecretString) -> Result<Arc<dyn Auth>, Error> {
    let key = header::bearer(key.expose_secret().trim())
        .map_err(|unfit| Error::config(format!("{name} {unfit}"), None))?;
    Ok(Arc::new(Caller::Known(Keys {
        project: Some(key),
        ..Keys::default()
    })))
}

/// By what requests go.
enum Caller {
    Known(Keys),
    Asked(Provided),
    Signs { held: Arc<Held>, scope: Scope },
}

impl Auth for Caller {
    fn provider(&self) -> &'static str {
        "aws.bedrock"
    }

    fn authorize<'a>(
        &'a self,
        scheme: Scheme,
        request: &'a mut Request<RequestBody>,
    ) -> Authorizing<'a> {
        if scheme == Scheme::Admin {
            let what = "Bedrock has no endpoints that administer an organization";
            return Authorizing::Done(Err(Error::credentials(what, None)));
        }
        let (held, scope) = match self {
            Self::Known(key) => return key.authorize(scheme, request),
            Self::Asked(provided) => return provided.authorize(scheme, request),
            Self::Signs { held, scope } => (held, scope),
        };
        if let Err(error) = sign::check(request) {
            return Authorizing::Done(Err(error));
        }
        Authorizing::Waiting(Box::pin(async move {
            let credentials = held.get().await.map_err(|failure| failure.error())?;
            let hash = sign::hash(request.body()).await?;
            sign::sign(request, hash, &credentials, scope, CLOCK())?;
            Ok(credentials.session_token().map(SecretString::from))
        }))
    }

    fn refused(&self, used: &SecretString) -> bool {
        match self {
            Self::Known(_) | Self::Asked(_) => false,
            Self::Signs { held, .. } => held.refused(used),
        }
    }
}
