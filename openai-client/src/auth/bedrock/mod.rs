//! OpenAI's models in Amazon Bedrock: where a region has them, and by which of AWS's credentials.

mod carrier;
mod failure;
mod given;
mod held;
mod region;
mod sign;
mod site;

use std::{
    future::Future,
    sync::{Arc, OnceLock},
    time::SystemTime,
};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider},
};
use http::Request;
use secrecy::{ExposeSecret, SecretString};

use self::{
    carrier::Carrier,
    given::{BEARER, Choice, Given},
    held::{Clock, Held, Source},
    sign::Scope,
    site::Family,
};
use super::{
    Auth, Authorizing, KeyProvider, Keys, Provided, Scheme,
    identity::{Around, Identity, Kind, Site},
};
use crate::{
    client::variable,
    error::Error,
    header,
    transport::{BoxError, RequestBody},
};

const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
const BASE_URL: &str = "AWS_BEDROCK_BASE_URL";

/// OpenAI's models in Amazon Bedrock, for [`ClientBuilder::auth`](crate::ClientBuilder::auth).
///
/// ```
/// use openai_client::{Client, auth::Bedrock};
///
/// let client = Client::builder().auth(Bedrock::mantle("us-east-1")).build()?;
/// # Ok::<(), openai_client::Error>(())
/// ```
///
/// Who calls is said by one of these, and several are an error:
///
/// | setter | |
/// |---|---|
/// | [`api_key`](Self::api_key) | a key of Bedrock |
/// | [`token_provider`](Self::token_provider) | such a key, asked for before each attempt |
/// | [`keys`](Self::keys) | an access key of AWS |
/// | [`profile`](Self::profile) | a profile of `~/.aws/config` |
/// | [`credentials_provider`](Self::credentials_provider) | a provider of your own |
/// | [`default_chain`](Self::default_chain) | AWS's default chain |
///
/// If nothing is said, it is the key in `AWS_BEARER_TOKEN_BEDROCK`, else AWS's default chain: the
/// environment, profiles (with single sign-on, roles and programs), web identity, the container, the
/// instance. Their credentials are kept until ten seconds before they expire.
///
/// A key goes with the request as it is. With any other credentials a request is signed, over the whole
/// of its body: a file is read twice for that, and a stream that can be read once is refused, as is
/// another `authorization`.
///
/// The environment's settings for OpenAI do not apply.
#[derive(Clone)]
#[must_use]
pub struct Bedrock {
    family: Family,
    region: String,
    /// Instead of the root in the region; with what the setting is called.
    base_url: Option<(&'static str, String)>,
    choice: Choice,
}

impl Bedrock {
    /// The endpoints of a region that speak as OpenAI's do, `bedrock-mantle`.
    pub fn mantle(region: impl Into<String>) -> Self {
        Self::new(Family::Mantle, region.into())
    }

    /// The endpoints of a region that all models of Bedrock have, `bedrock-runtime`.
    ///
    /// ```
    /// # use openai_client::{Client, auth::Bedrock};
    /// let bedrock = Bedrock::runtime("us-west-2").profile("research");
    /// let client = Client::builder().auth(bedrock).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn runtime(region: impl Into<String>) -> Self {
        Self::new(Family::Runtime, region.into())
    }

    /// Where the environment says: `AWS_BEDROCK_BASE_URL`, if it is set, and `AWS_REGION`, else
    /// `AWS_DEFAULT_REGION`. Family and region may be said by the URL alone; else the family is
    /// [`mantle`](Self::mantle).
    ///
    /// ```no_run
    /// # use openai_client::{Client, auth::Bedrock};
    /// let client = Client::builder().auth(Bedrock::from_env()?).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when nothing says the region.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(variable)
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let base_url = variable(BASE_URL);
        let told = base_url.as_deref().and_then(site::told);
        let (family, told) = told.map_or((Family::Mantle, None), |(family, region)| {
            (family, Some(region))
        });
        let Some(region) = REGIONS.iter().find_map(|name| variable(name)).or(told) else {
            let what = "no region for Bedrock: set AWS_REGION, or name one with `Bedrock::mantle`";
            return Err(Error::config(what, None));
        };
        Ok(Self {
            base_url: base_url.map(|url| (BASE_URL, url)),
            ..Self::new(family, region)
        })
    }

    fn new(family: Family, region: String) -> Self {
        Self {
            family,
            region,
            base_url: None,
            choice: Choice::default(),
        }
    }

    /// Another root than the region's: of a private endpoint, a gateway, or a host of AWS with IPv6 or
    /// FIPS. A host of AWS must be of the same family and region. `/responses` at its end is cut off.
    ///
    /// ```
    /// # use openai_client::{Client, auth::Bedrock};
    /// let bedrock = Bedrock::runtime("us-east-1")
    ///     .base_url("https://bedrock-runtime-fips.us-east-1.amazonaws.com/openai/v1");
    /// # Client::builder().auth(bedrock).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(("the base url of Bedrock", url.into()));
        self
    }

    /// A key of Bedrock.
    ///
    /// ```
    /// # use openai_client::{Client, auth::Bedrock};
    /// let bedrock = Bedrock::mantle("us-east-1").api_key("bedrock-api-key-…");
    /// # let bedrock = Bedrock::mantle("us-east-1").api_key("bedrock-api-key");
    /// let client = Client::builder().auth(bedrock).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn api_key(self, key: impl Into<String>) -> Self {
        self.giving(Given::ApiKey(SecretString::from(key.into())))
    }

    /// Asked for a key of Bedrock before each attempt. It is kept nowhere.
    ///
    /// ```
    /// # use openai_client::{Client, auth::Bedrock};
    /// # async fn from_vault() -> std::io::Result<String> { Ok(String::new()) }
    /// let bedrock = Bedrock::mantle("us-east-1").token_provider(from_vault);
    /// # Client::builder().auth(bedrock).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn token_provider<F, Fut, K, E>(self, provide: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<K, E>> + Send + 'static,
        K: Into<String>,
        E: Into<BoxError>,
    {
        self.giving(Given::TokenProvider(KeyProvider::new(provide)))
    }

    /// An access key of AWS: its id and its secret.
    ///
    /// ```
    /// # use openai_client::{Client, auth::Bedrock};
    /// let bedrock = Bedrock::mantle("us-east-1").keys("AKIDEXAMPLE", "wJalrXUtnFEMI…");
    /// # Client::builder().auth(bedrock).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn keys(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.giving(Given::Keys {
            id: id.into(),
            secret: SecretString::from(secret.into()),
        })
    }

    /// The session token of the [`keys`](Self::keys), if they are temporary.
    ///
    /// ```
    /// # use openai_client::{Client, auth::Bedrock};
    /// let bedrock = Bedrock::mantle("us-east-1")
    ///     .keys("ASIAEXAMPLE", "wJalrXUtnFEMI…")
    ///     .session_token("IQoJb3JpZ2luX2Vj…");
    /// # Client::builder().auth(bedrock).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn session_token(mut self, token: impl Into<String>) -> Self {
        let token = SecretString::from(token.into());
        self.choice.set_session_token(token);
        self
    }

    /// A profile of AWS's files, with whatever it says: keys, a role, single sign-on, a program.
    pub fn profile(self, name: impl Into<String>) -> Self {
        self.giving(Given::Profile(name.into()))
    }

    /// A provider of AWS's credentials. What it gives is kept until it expires, or for fifteen minutes.
    ///
    /// ```
    /// use openai_client::{
    ///     Client,
    ///     auth::Bedrock,
    ///     aws_credential_types::provider::{ProvideCredentials, future},
    /// };
    ///
    /// #[derive(Debug)]
    /// struct Vault;
    ///
    /// impl ProvideCredentials for Vault {
    ///     fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    ///     where
    ///         Self: 'a,
    ///     {
    ///         future::ProvideCredentials::new(async { todo!("ask the vault") })
    ///     }
    /// }
    ///
    /// let bedrock = Bedrock::mantle("us-east-1").credentials_provider(Vault);
    /// # Client::builder().auth(bedrock).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn credentials_provider(self, provider: impl ProvideCredentials + 'static) -> Self {
        self.giving(Given::Provider(SharedCredentialsProvider::new(provider)))
    }

    /// AWS's default chain, even if `AWS_BEARER_TOKEN_BEDROCK` is set.
    pub fn default_chain(self) -> Self {
        self.giving(Given::DefaultChain)
    }

    fn giving(mut self, given: Given) -> Self {
        self.choice.set(given);
        self
    }
}

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
        let held = self.held.get_or_init(|| {
            let carrier = Carrier::new(Arc::clone(around.transport));
            let held = Held::new(source, region.clone(), carrier, CLOCK);
            Arc::new(held)
        });
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
