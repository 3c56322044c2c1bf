//! OpenAI's models in Azure: the settings of a resource.

mod credentials;
mod model;
mod paths;
mod place;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt, future::Future, sync::Arc};

use http::{HeaderName, Request};
use secrecy::SecretString;

pub(crate) use self::place::ENDPOINT;
use self::{
    credentials::{Credentials, Proof},
    paths::Paths,
    place::Place,
};
use super::{
    Auth, Authorizing, KeyProvider, Scheme,
    identity::{Around, Identity, Kind, Site},
};
use crate::{
    client::variable,
    error::Error,
    transport::{BoxError, RequestBody},
};

/// The variable of the environment that has the version.
const VERSION: &str = "OPENAI_API_VERSION";

/// A resource of Azure OpenAI, for [`ClientBuilder::auth`](crate::ClientBuilder::auth).
///
/// | where it is | what is called |
/// |---|---|
/// | [`Azure::v1`] | `<endpoint>/openai/v1/…`: the API without versions, which is the newer one |
/// | [`Azure::new`] | `<endpoint>/openai/deployments/<model>/chat/completions?api-version=…` |
/// | [`Azure::new`] and [`deployment`](Self::deployment) | the same, with this deployment whatever model a request names |
/// | [`Azure::at`] | what a gateway has in the place of `<endpoint>/openai` |
/// | [`Azure::from_env`] | what the environment says |
///
/// What proves who calls is one of [`api_key`](Self::api_key), [`entra_token`](Self::entra_token) and
/// [`entra_token_provider`](Self::entra_token_provider). A header that the client or a call is given is
/// sent in the place of the same one, and `Authorization` in the place of a key, too. An `api-key` beside a
/// token of Entra ID is sent with it, as API Management wants both.
///
/// The `model` of a request is the name of a deployment in the resource, on all of them.
///
/// ```
/// use openai_client::{Client, auth::Azure};
///
/// let azure = Azure::v1("https://my-resource.openai.azure.com").api_key("...");
/// let client = Client::builder().auth(azure).build()?;
///
/// let azure = Azure::new("https://my-resource.openai.azure.com")
///     .api_version("2024-10-21")
///     .api_key("...");
/// let client = Client::builder().auth(azure).build()?;
/// # Ok::<(), openai_client::Error>(())
/// ```
///
/// # What is called by versions
///
/// By [`Azure::new`], and by [`Azure::at`] with a base URL that has no `/deployments`, these are below
/// the deployment that is the `model` of the request, as one segment of the path: `completions`,
/// `chat/completions`, `embeddings`, `audio/transcriptions`, `audio/translations`, `audio/speech`,
/// `images/generations` and `images/edits`. So are they of [`Client::request`](crate::Client::request),
/// where the body is JSON or a [`Form`](crate::Form) with a field `model`. All else, as responses, files,
/// uploads and batches, is below `<endpoint>/openai`. An absolute URL is called as it is.
///
/// The version is a parameter of the URL of each request; one that a call has itself
/// ([`CallOptions::query`](crate::CallOptions::query)) is sent in its place.
///
/// A batch by versions is for [`BatchEndpoint::from("/chat/completions")`](crate::batches::BatchEndpoint),
/// without `/v1`, in the requests of its file, too.
#[derive(Clone)]
#[must_use]
pub struct Azure {
    place: Place,
    deployment: Option<String>,
    api_version: Option<String>,
    credentials: Credentials,
}

impl Azure {
    /// The resource at this endpoint, `https://my-resource.openai.azure.com`, by versions of the API: it
    /// needs an [`api_version`](Self::api_version). An `/openai` at its end, as the portal shows it, is
    /// no matter.
    #[doc(alias = "azure_endpoint")]
    pub fn new(endpoint: impl Into<String>) -> Self {
        Self::of(Place::resource(endpoint.into()))
    }

    /// The resource at this endpoint, by the API without versions: all paths are those of OpenAI, below
    /// `<endpoint>/openai/v1`. An `/openai/v1` at the endpoint's end is no matter.
    ///
    /// An [`api_version`](Self::api_version) is sent if one is given: `preview` has features that are not
    /// stable yet.
    pub fn v1(endpoint: impl Into<String>) -> Self {
        Self::of(Place::v1(endpoint.into()))
    }

    /// The service at this base URL, which is what all paths are below, as it is: for gateways. If it has
    /// `/deployments`, nothing is put before a path any more; if it ends in `/v1`, it is the API without
    /// versions, unless an [`api_version`](Self::api_version) with a date is given. On Azure's own hosts,
    /// one that ends in the path of a call is refused.
    ///
    /// ```
    /// use openai_client::{Client, auth::Azure};
    ///
    /// let azure = Azure::at("https://gateway.example/azure/deployments/gpt-5-mini")
    ///     .api_version("2024-10-21")
    ///     .api_key("...");
    /// let client = Client::builder().auth(azure).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn at(base_url: impl Into<String>) -> Self {
        Self::of(Place::verbatim(base_url.into()))
    }

    /// What the environment says: `AZURE_OPENAI_ENDPOINT`, `OPENAI_API_VERSION`, and
    /// `AZURE_OPENAI_AD_TOKEN` or else `AZURE_OPENAI_API_KEY`. Empty ones count as not set. An endpoint
    /// that ends in `/openai/v1` is that of the API without versions.
    ///
    /// Setters called later win: one of credentials, over those of the environment.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) without an endpoint. What else is missing can be
    /// set later.
    ///
    /// ```no_run
    /// use openai_client::{Client, auth::Azure};
    ///
    /// let client = Client::builder().auth(Azure::from_env()?).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn from_env() -> Result<Self, Error> {
        Self::read(variable)
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let place = Place::of_environment(&variable)?;
        Ok(Self {
            // A version that is set for other programs would be refused there.
            api_version: variable(VERSION).filter(|_| !place.is_v1()),
            credentials: Credentials::of_environment(&variable),
            ..Self::of(place)
        })
    }

    fn of(place: Place) -> Self {
        Self {
            place,
            deployment: None,
            api_version: None,
            credentials: Credentials::default(),
        }
    }

    /// The version of the API, as `2024-10-21`.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// The deployment that all calls of models go to, whatever model they name. For [`Azure::new`] alone:
    /// elsewhere it is the `model` of a request, or part of the URL.
    #[doc(alias = "azure_deployment")]
    #[doc(alias = "with_deployment_id")]
    pub fn deployment(mut self, name: impl Into<String>) -> Self {
        self.deployment = Some(name.into());
        self
    }

    /// A key of the resource, sent as `api-key`. Space around it is cut off.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.credentials.given().key = Some(SecretString::from(key.into()));
        self
    }

    /// A token of Microsoft Entra ID, sent as `Authorization: Bearer …` and given without `Bearer`. It ends within hours: for a
    /// program that runs longer there is [`entra_token_provider`](Self::entra_token_provider).
    #[doc(alias = "azure_ad_token")]
    pub fn entra_token(mut self, token: impl Into<String>) -> Self {
        self.credentials.given().token = Some(SecretString::from(token.into()));
        self
    }

    /// Asks for a token of Microsoft Entra ID before each attempt of each call, and keeps it nowhere; as
    /// [`ClientBuilder::api_key_provider`](crate::ClientBuilder::api_key_provider) asks for keys. The
    /// scope of the token is `https://cognitiveservices.azure.com/.default`; the API without versions of
    /// Foundry takes `https://ai.azure.com/.default`, too, and Azure Government has
    /// `https://cognitiveservices.azure.us/.default`.
    ///
    /// With the crates `azure_core` and `azure_identity`, for a program that runs in Azure. This credential
    /// keeps a token until shortly before it ends; those that ask the command line keep none.
    ///
    /// ```ignore
    /// use azure_core::credentials::TokenCredential as _;
    /// use azure_identity::ManagedIdentityCredential;
    ///
    /// let credential = ManagedIdentityCredential::new(None)?;
    /// let azure = Azure::v1("https://my-resource.openai.azure.com").entra_token_provider(move || {
    ///     let credential = credential.clone();
    ///     async move {
    ///         let scope = "https://cognitiveservices.azure.com/.default";
    ///         let token = credential.get_token(&[scope], None).await?;
    ///         Ok::<_, azure_core::Error>(token.token.secret().to_owned())
    ///     }
    /// });
    /// ```
    ///
    /// ```
    /// use openai_client::{Client, auth::Azure};
    ///
    /// async fn token() -> std::io::Result<String> {
    ///     // From wherever the program has it.
    ///     Ok("eyJ...".to_owned())
    /// }
    ///
    /// let azure = Azure::v1("https://my-resource.openai.azure.com").entra_token_provider(token);
    /// let client = Client::builder().auth(azure).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    #[doc(alias = "azure_ad_token_provider")]
    pub fn entra_token_provider<F, Fut, K, E>(mut self, provider: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<K, E>> + Send + 'static,
        K: Into<String>,
        E: Into<BoxError>,
    {
        self.credentials.given().provider = Some(KeyProvider::new(provider));
        self
    }

    /// Sends no credentials of its own: for a gateway that has them, or for calls that each have a header
    /// of their own.
    pub fn no_auth(mut self) -> Self {
        self.credentials.given().none = true;
        self
    }

    /// The version to be sent.
    fn version(&self) -> Result<Option<String>, Error> {
        let version = self.api_version.as_deref().map(str::trim);
        match version {
            Some("") => Err(Error::config("the `api_version` of Azure is empty", None)),
            Some(version) => Ok(Some(version.to_owned())),
            None if self.place.is_v1() => Ok(None),
            None if self.place.is_of_environment() => {
                let what = format!(
                    "no version of Azure's API: set {VERSION} (AZURE_{VERSION} is not read), or let {ENDPOINT} end in `/openai/v1` for the API without versions"
                );
                Err(Error::config(what, None))
            }
            None => {
                let what = "no version of Azure's API: give one to `api_version`, as 2024-10-21, or call the API without versions by `Azure::v1`";
                Err(Error::config(what, None))
            }
        }
    }
}

impl From<Azure> for Identity {
    fn from(azure: Azure) -> Self {
        Self::new(azure)
    }
}

/// Without what proves who calls, and without the URL, where people put keys, too.
impl fmt::Debug for Azure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Azure")
            .field("api_version", &self.api_version)
            .field("deployment", &self.deployment)
            .finish_non_exhaustive()
    }
}

impl Kind for Azure {
    fn site(&self) -> Result<Site, Error> {
        Ok(Site::Other {
            name: self.place.name(),
            base: self.place.base()?,
            query: self.version()?.map(|version| ("api-version", version)),
        })
    }

    fn auth(&self, _: Around<'_>) -> Result<Arc<dyn Auth>, Error> {
        Ok(Arc::new(Resource {
            proof: self.credentials.proof()?,
            paths: self
                .place
                .paths(self.deployment.as_deref(), self.version()?.as_deref())?,
        }))
    }

    fn secrets(&self) -> Vec<&SecretString> {
        self.credentials.secrets()
    }
}

/// A resource that is called.
struct Resource {
    proof: Proof,
    paths: Paths,
}

impl Auth for Resource {
    fn header(&self) -> HeaderName {
        self.proof.header()
    }

    fn provider(&self) -> &'static str {
        "azure.ai.openai"
    }

    fn path<'a>(
        &self,
        path: &'a str,
        body: &RequestBody,
        models: &[String],
    ) -> Result<Cow<'a, str>, Error> {
        self.paths.of(path, body, models)
    }

    fn authorize<'a>(
        &'a self,
        scheme: Scheme,
        request: &'a mut Request<RequestBody>,
    ) -> Authorizing<'a> {
        let headers = request.headers_mut();
        if self.proof.gives_way(headers) {
            return Authorizing::Done(Ok(None));
        }
        if scheme == Scheme::Admin {
            let what = "Azure has no endpoints that administer an organization";
            return Authorizing::Done(Err(Error::credentials(what, None)));
        }
        self.proof.put(headers)
    }
}
