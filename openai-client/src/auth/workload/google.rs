//! The service account of what runs in Google Cloud, as its metadata server tells it.

use secrecy::SecretString;

use super::{
    exchange::is_bearer,
    metadata::Metadata,
    source::{Fetching, Source, SubjectKind, SubjectToken},
};
use crate::error::Error;

const PATH: &str = "/computeMetadata/v1/instance/service-accounts/default/identity";

/// For whom a token is, unless something else is said.
const AUDIENCE: &str = "https://api.openai.com/v1";

/// The service account that Google Cloud gives to what runs in it, for a
/// [`WorkloadIdentity`](super::WorkloadIdentity).
///
/// The metadata server is asked for an id token of the default account before each exchange: directly,
/// whatever proxies there are, and for at most 10 seconds.
///
/// ```
/// use openai_client::{Client, auth::{GoogleMetadata, WorkloadIdentity}};
///
/// let identity = WorkloadIdentity::new("idp_123", "sa_123", GoogleMetadata::new());
/// let client = Client::builder().auth(identity).build()?;
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct GoogleMetadata {
    audience: String,
    metadata: Metadata,
}

impl GoogleMetadata {
    /// The default account.
    pub fn new() -> Self {
        let who = "the metadata server of Google";
        let hint = " (is this a machine in Google Cloud?)";
        let header = ("metadata-flavor", "Google");
        Self {
            audience: AUDIENCE.to_owned(),
            metadata: Metadata::new(who, hint, "http://metadata.google.internal", header),
        }
    }

    /// For whom the token is, as the identity provider was set up with at OpenAI. Default:
    /// `https://api.openai.com/v1`.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = audience.into();
        self
    }

    /// Where the metadata server is, for a test: `http` within this machine. Default:
    /// `http://metadata.google.internal`.
    pub fn metadata_server(mut self, url: impl Into<String>) -> Self {
        self.metadata.at(url.into());
        self
    }

    fn url(&self) -> Result<url::Url, Error> {
        self.metadata.url(PATH, &[("audience", &self.audience)])
    }

    async fn fetch(&self) -> Result<SecretString, Error> {
        let reply = self.metadata.get(self.url()?).await?;
        let text = str::from_utf8(&reply.body).unwrap_or_default().trim();
        if text.is_empty() {
            return Err(self.metadata.unreadable(&reply, "is empty, or no text"));
        }
        if !is_bearer(text) {
            return Err(self.metadata.unreadable(&reply, "is no token"));
        }
        Ok(text.into())
    }
}

impl Default for GoogleMetadata {
    fn default() -> Self {
        Self::new()
    }
}

impl From<GoogleMetadata> for SubjectToken {
    fn from(metadata: GoogleMetadata) -> Self {
        Self::new(metadata)
    }
}

impl Source for GoogleMetadata {
    fn kind(&self) -> SubjectKind {
        SubjectKind::Id
    }

    fn check(&self) -> Result<(), Error> {
        if self.audience.trim().is_empty() {
            let what = "the `audience` of the token of Google is empty";
            return Err(Error::config(what, None));
        }
        self.url().map(drop)
    }

    fn token(&self) -> Fetching<'_> {
        Box::pin(self.fetch())
    }
}
