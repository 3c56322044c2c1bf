//! The managed identity of a virtual machine in Azure, as its metadata server tells it.

use secrecy::SecretString;
use serde_json::Value;

use super::{
    exchange::is_bearer,
    metadata::Metadata,
    source::{Fetching, Source, SubjectKind, SubjectToken},
};
use crate::error::Error;

const PATH: &str = "/metadata/identity/oauth2/token";

/// Of the metadata server's API.
const VERSION: &str = "2018-02-01";

/// For whom a token is, unless something else is said.
const RESOURCE: &str = "https://management.azure.com/";

/// The managed identity of a virtual machine in Azure, for a
/// [`WorkloadIdentity`](super::WorkloadIdentity).
///
/// The metadata server of the machine is asked for a token before each exchange: directly, whatever
/// proxies there are, and for at most 10 seconds.
///
/// App Service, Functions and Container Apps have no such server: there, give
/// [`SubjectToken::jwt`] a function that asks the crate `azure_identity`, whose
/// `ManagedIdentityCredential` knows them. A pod in AKS would get the identity of its node; its own is
/// a [`KubernetesToken`](super::KubernetesToken).
///
/// The token is for a [`resource`](Self::resource), which is the audience of the identity provider at
/// OpenAI: the Application ID URI of an application that is registered in Entra ID for this.
///
/// A machine with several identities assigned by users has to say which, by one of
/// [`client_id`](Self::client_id), [`object_id`](Self::object_id) and [`msi_res_id`](Self::msi_res_id).
///
/// ```
/// use openai_client::{Client, auth::{AzureManagedIdentity, WorkloadIdentity}};
///
/// let token = AzureManagedIdentity::new()
///     .resource("api://99999999-8888-7777-6666-555555555555")
///     .client_id("11111111-2222-3333-4444-555555555555");
/// let identity = WorkloadIdentity::new("idp_123", "sa_123", token);
/// let client = Client::builder().auth(identity).build()?;
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct AzureManagedIdentity {
    resource: String,
    object_id: Option<String>,
    client_id: Option<String>,
    msi_res_id: Option<String>,
    metadata: Metadata,
}

impl AzureManagedIdentity {
    /// The one that the machine has.
    pub fn new() -> Self {
        let who = "the metadata server of Azure";
        let hint = " (is this a virtual machine in Azure?)";
        Self {
            resource: RESOURCE.to_owned(),
            object_id: None,
            client_id: None,
            msi_res_id: None,
            metadata: Metadata::new(who, hint, "http://169.254.169.254", ("metadata", "true")),
        }
    }

    /// For whom the token is, `api://…`: the audience that the identity provider was set up with at
    /// OpenAI. Default: `https://management.azure.com/`, whose tokens are good at Azure itself, too, so
    /// that one of its own is better.
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resource = resource.into();
        self
    }

    /// The identity with this object id.
    pub fn object_id(mut self, id: impl Into<String>) -> Self {
        self.object_id = Some(id.into());
        self
    }

    /// The identity with this client id.
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.client_id = Some(id.into());
        self
    }

    /// The identity that is this resource of Azure, `/subscriptions/…`.
    pub fn msi_res_id(mut self, id: impl Into<String>) -> Self {
        self.msi_res_id = Some(id.into());
        self
    }

    /// Where the metadata server is, for a test: `http` within this machine. Default:
    /// `http://169.254.169.254`.
    pub fn metadata_server(mut self, url: impl Into<String>) -> Self {
        self.metadata.at(url.into());
        self
    }

    fn url(&self) -> Result<url::Url, Error> {
        let mut query = vec![("api-version", VERSION), ("resource", &self.resource)];
        query.extend(self.ids());
        self.metadata.url(PATH, &query)
    }

    /// What was said of which identity it is.
    fn ids(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let ids = [
            ("object_id", &self.object_id),
            ("client_id", &self.client_id),
            ("msi_res_id", &self.msi_res_id),
        ];
        let given = ids.into_iter();
        given.filter_map(|(name, id)| Some((name, id.as_deref()?)))
    }

    async fn fetch(&self) -> Result<SecretString, Error> {
        let reply = self.metadata.get(self.url()?).await?;
        let unreadable = |what| Err(self.metadata.unreadable(&reply, what));
        let Ok(answer) = serde_json::from_slice::<Value>(&reply.body) else {
            return unreadable("cannot be read as JSON");
        };
        match answer.get("access_token") {
            Some(Value::String(token)) if is_bearer(token.trim()) => Ok(token.trim().into()),
            Some(Value::String(_)) => unreadable("has an `access_token` that is no token"),
            Some(_) => unreadable("has an `access_token` that is no text"),
            None => unreadable("has no `access_token`"),
        }
    }
}

impl Default for AzureManagedIdentity {
    fn default() -> Self {
        Self::new()
    }
}

impl From<AzureManagedIdentity> for SubjectToken {
    fn from(identity: AzureManagedIdentity) -> Self {
        Self::new(identity)
    }
}

impl Source for AzureManagedIdentity {
    fn kind(&self) -> SubjectKind {
        SubjectKind::Jwt
    }

    fn check(&self) -> Result<(), Error> {
        let refuse = |what| Err(Error::config(what, None));
        let mut said = self.ids().chain([("resource", &*self.resource)]);
        if let Some((name, _)) = said.find(|(_, text)| text.trim().is_empty()) {
            return refuse(format!("the `{name}` of the managed identity is empty"));
        }
        let mut ids = self.ids();
        if let (Some((one, _)), Some((other, _))) = (ids.next(), ids.next()) {
            let what = format!(
                "`{one}` and `{other}` both say which managed identity it is, give one of them"
            );
            return refuse(what);
        }
        self.url().map(drop)
    }

    fn token(&self) -> Fetching<'_> {
        Box::pin(self.fetch())
    }
}
