//! OpenAI's models in Amazon Bedrock: where a region has them, and by which of AWS's credentials.

mod caller;
mod carrier;
mod failure;
mod given;
mod held;
mod region;
mod sign;
mod site;

use std::{fmt, future::Future};

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use secrecy::SecretString;

use self::{
    given::{Choice, Given},
    site::Family,
};
use super::KeyProvider;
use crate::{client::variable, error::Error, transport::BoxError};

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
///
/// AWS's crates write what they ask for credentials, and what they are answered, into their records at
/// level trace. The client keeps those from subscribers of `tracing`; in a program that has `log` alone,
/// with `tracing`'s feature of that name, keep `aws_*` above that level.
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
        Self::new(Family::Mantle, &region.into())
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
        Self::new(Family::Runtime, &region.into())
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
            let what = "no region for Bedrock: set AWS_REGION, or name one with `Bedrock::mantle`; that of a profile is not read";
            return Err(Error::config(what, None));
        };
        Ok(Self {
            base_url: base_url.map(|url| (BASE_URL, url)),
            ..Self::new(family, &region)
        })
    }

    fn new(family: Family, region: &str) -> Self {
        Self {
            family,
            region: region.trim().to_owned(),
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
    /// let bedrock = Bedrock::mantle("us-east-1").api_key("bedrock-api-key-...");
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
    /// let bedrock = Bedrock::mantle("us-east-1").keys("AKIDEXAMPLE", "wJalrXUtnFEMI...");
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
    ///     .keys("ASIAEXAMPLE", "wJalrXUtnFEMI...")
    ///     .session_token("IQoJb3JpZ2luX2Vj...");
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

/// Where it is; not who calls, not a URL of somebody's own, and no region that may be a key.
impl fmt::Debug for Bedrock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_region = region::is_region(&self.region);
        f.debug_struct("Bedrock")
            .field("family", &self.family)
            .field("region", &if is_region { &*self.region } else { "…" })
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_the_region_or_the_url_does() {
        let mantle = "https://bedrock-mantle.eu-west-1.api.aws/openai/v1";
        let runtime = "https://bedrock-runtime-fips.us-west-2.amazonaws.com/openai/v1/responses";
        let own = "https://gateway.example/openai/v1";
        for (region, default, url, expected) in [
            (
                Some("us-east-1"),
                None,
                None,
                Some((Family::Mantle, "us-east-1")),
            ),
            (
                None,
                Some("us-east-2"),
                None,
                Some((Family::Mantle, "us-east-2")),
            ),
            (
                Some("us-east-1"),
                Some("us-east-2"),
                Some(own),
                Some((Family::Mantle, "us-east-1")),
            ),
            (
                None,
                None,
                Some(mantle),
                Some((Family::Mantle, "eu-west-1")),
            ),
            (
                None,
                None,
                Some(runtime),
                Some((Family::Runtime, "us-west-2")),
            ),
            // That they differ is said when a client is made.
            (
                Some("us-east-1"),
                None,
                Some(runtime),
                Some((Family::Runtime, "us-east-1")),
            ),
            (None, None, Some(own), None),
            (None, None, None, None),
        ] {
            let found = Bedrock::from_variables(|name| {
                let value = match name {
                    "AWS_REGION" => region,
                    "AWS_DEFAULT_REGION" => default,
                    "AWS_BEDROCK_BASE_URL" => url,
                    other => panic!("{other} is of no concern"),
                };
                value.map(str::to_owned)
            });
            let found = found.as_ref().map(|found| (found.family, &*found.region));
            assert_eq!(found.ok(), expected, "{region:?} {default:?} {url:?}");
        }
    }
}
