//! OpenAI's models in Azure: where a resource is, its versions and deployments, and its credentials.

use std::{borrow::Cow, sync::Arc};

use http::{HeaderName, HeaderValue, Request, header::AUTHORIZATION};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    Auth, Authorizing, Scheme,
    identity::{Around, Identity, Kind, Site},
};
use crate::{client::variable, error::Error, header, transport::RequestBody};

/// The environment's variables.
const ENDPOINT: &str = "AZURE_OPENAI_ENDPOINT";
const VERSION: &str = "OPENAI_API_VERSION";
const KEY: &str = "AZURE_OPENAI_API_KEY";

/// In which Azure takes a key.
const API_KEY: HeaderName = HeaderName::from_static("api-key");

/// Below a deployment; everything else is below the resource.
const OF_A_DEPLOYMENT: [&str; 9] = [
    "completions",
    "chat/completions",
    "embeddings",
    "audio/transcriptions",
    "audio/translations",
    "audio/speech",
    "images/generations",
    "images/edits",
    "batches",
];

/// What stands in a segment of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A resource of Azure OpenAI, for [`ClientBuilder::auth`](crate::ClientBuilder::auth).
///
/// ```
/// use openai_client::{Client, auth::Azure};
///
/// let azure = Azure::new("https://my-resource.openai.azure.com")
///     .api_version("2024-10-21")
///     .api_key("…");
/// let client = Client::builder().auth(azure).build()?;
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Azure {
    endpoint: String,
    deployment: Option<String>,
    api_version: Option<String>,
    key: Option<SecretString>,
}

impl Azure {
    /// The resource at this endpoint.
    pub fn new(endpoint: impl Into<String>) -> Self {
        Self {
            endpoint: endpoint.into(),
            deployment: None,
            api_version: None,
            key: None,
        }
    }

    /// What the environment says.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) without `AZURE_OPENAI_ENDPOINT`.
    pub fn from_env() -> Result<Self, Error> {
        let endpoint = variable(ENDPOINT)
            .ok_or_else(|| Error::config(format!("{ENDPOINT} is not set"), None))?;
        Ok(Self {
            api_version: variable(VERSION),
            key: variable(KEY).map(SecretString::from),
            ..Self::new(endpoint)
        })
    }

    /// The version of the API.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// The deployment that all calls of models go to, whatever model they name.
    pub fn deployment(mut self, name: impl Into<String>) -> Self {
        self.deployment = Some(name.into());
        self
    }

    /// A key of the resource.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(SecretString::from(key.into()));
        self
    }
}

impl From<Azure> for Identity {
    fn from(azure: Azure) -> Self {
        Self::new(azure)
    }
}

impl Kind for Azure {
    fn site(&self) -> Result<Site, Error> {
        let version = self.api_version.clone();
        let Some(version) = version.filter(|version| !version.trim().is_empty()) else {
            return Err(Error::config("Azure needs an `api_version`", None));
        };
        Ok(Site::Other {
            name: "the endpoint of Azure",
            base: format!("{}/openai", self.endpoint.trim().trim_end_matches('/')),
            query: Some(("api-version", version)),
        })
    }

    fn auth(&self, _: Around<'_>) -> Result<Arc<dyn Auth>, Error> {
        let key = self.key.as_ref().map(|key| key.expose_secret().trim());
        let Some(key) = key.filter(|key| !key.is_empty()) else {
            return Err(Error::config("Azure needs an `api_key`", None));
        };
        let deployment = self.deployment.as_deref();
        Ok(Arc::new(Resource {
            key: header::value(key)
                .map_err(|unfit| Error::config(format!("the key of Azure {unfit}"), None))?,
            deployment: deployment
                .map(|name| segment("the deployment", name))
                .transpose()
                .map_err(|what| Error::config(what, None))?,
        }))
    }

    fn secrets(&self) -> Vec<&SecretString> {
        self.key.iter().collect()
    }
}

/// A resource that is called.
struct Resource {
    key: HeaderValue,
    /// Of all calls, as a segment of the path.
    deployment: Option<String>,
}

impl Auth for Resource {
    fn header(&self) -> HeaderName {
        API_KEY
    }

    fn path<'a>(&self, path: &'a str, body: &RequestBody) -> Result<Cow<'a, str>, Error> {
        let route = path.trim_start_matches('/');
        let end = route.find('?').unwrap_or(route.len());
        let is_listed = |path: &&str| route.get(..end) == Some(*path);
        if !OF_A_DEPLOYMENT.iter().any(|path| is_listed(&path)) {
            return Ok(path.into());
        }
        let deployment = match &self.deployment {
            Some(deployment) => Cow::from(deployment),
            None => match model(body) {
                Some(model) => segment("the model", &model)
                    .map_err(|what| Error::request(what, None))?
                    .into(),
                None => return Ok(path.into()),
            },
        };
        Ok(format!("deployments/{deployment}/{route}").into())
    }

    fn authorize<'a>(
        &'a self,
        scheme: Scheme,
        request: &'a mut Request<RequestBody>,
    ) -> Authorizing<'a> {
        if scheme == Scheme::Admin {
            let what = "Azure has no endpoints that administer an organization";
            return Authorizing::Done(Err(Error::credentials(what, None)));
        }
        let headers = request.headers_mut();
        if !headers.contains_key(AUTHORIZATION) {
            headers.entry(API_KEY).or_insert_with(|| self.key.clone());
        }
        Authorizing::Done(Ok(None))
    }
}

/// The model that a body of JSON names.
fn model(body: &RequestBody) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        model: Option<String>,
    }
    let named: Named = serde_json::from_slice(body.bytes()?).ok()?;
    named.model
}

/// A name as a segment of a path. What would be another path is refused.
fn segment(what: &str, name: &str) -> Result<String, String> {
    match name {
        "" => Err(format!("{what} is empty")),
        "." | ".." => Err(format!(
            "{what} must not be `{name}`, which is a step in a path"
        )),
        _ => Ok(utf8_percent_encode(name, SEGMENT).to_string()),
    }
}
