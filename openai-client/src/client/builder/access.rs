//! Where requests go, and what they carry: credentials, headers, parameters.

use std::future::Future;

use super::ClientBuilder;
use crate::{
    auth::{Identity, KeyProvider},
    client::{
        Residency,
        credentials::Project,
        headers::{Edit, Named},
    },
    transport::BoxError,
};

/// Where requests go, and what they carry.
impl ClientBuilder {
    /// The key, sent as `Authorization: Bearer …`. Space around it is cut off.
    ///
    /// It is blacked out where the service repeats it, in errors and in request ids. One shorter
    /// than 6 characters is not: that is a placeholder (`none`), and may be a part of any word.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        let key = Named::new("the api key", key.into().into());
        self.credentials.set(Project::Key(key));
        self
    }

    /// Asks for the key before each attempt of each call, and keeps it nowhere: for keys that are
    /// short-lived or come from a vault. It should answer from a cache of its own, as the call
    /// waits for it, at most for [`first_byte_timeout`](Self::first_byte_timeout).
    ///
    /// The key is blacked out as the [`api_key`](Self::api_key) is. An error of the provider ends
    /// the call, as [`ErrorKind::Credentials`](crate::ErrorKind::Credentials) with the error as its
    /// cause, and is not tried again.
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// async fn from_vault() -> std::io::Result<String> {
    ///     Ok("sk-…".to_owned())
    /// }
    ///
    /// # fn main() -> Result<(), openai_client::Error> {
    /// let client = Client::builder().api_key_provider(from_vault).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn api_key_provider<F, Fut, K, E>(mut self, provider: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<K, E>> + Send + 'static,
        K: Into<String>,
        E: Into<BoxError>,
    {
        let provider = KeyProvider::new(provider);
        self.credentials.set(Project::Provider(provider));
        self
    }

    /// Another way in than a key: Azure, the identity of a workload or of a certificate, Bedrock. See
    /// [`auth`](crate::auth) for the kinds there are.
    ///
    /// Of this, the [`api_key`](Self::api_key), the [`api_key_provider`](Self::api_key_provider) and
    /// [`no_auth`](Self::no_auth), the one that was called last holds. An identity that also says where
    /// the service is (Azure, Bedrock) gives way to those only together with a
    /// [`base_url`](Self::base_url) or a [`data_residency`](Self::data_residency): what was meant for one
    /// service does not go to another in silence.
    pub fn auth(mut self, identity: impl Into<Identity>) -> Self {
        self.credentials.set(Project::Identity(identity.into()));
        self
    }

    /// The key for the endpoints that administer an organization. It is sent to no other endpoint,
    /// and the [`api_key`](Self::api_key) not to those. Alone it is enough to make a client.
    pub fn admin_api_key(mut self, key: impl Into<String>) -> Self {
        self.credentials.admin = Some(Named::new("the admin key", key.into().into()));
        self
    }

    /// Sends no credentials: for local servers, or with a [`default_header`](Self::default_header)
    /// of another kind.
    pub fn no_auth(mut self) -> Self {
        self.credentials.set(Project::None);
        self
    }

    /// Where the API is, up to and with the version: `http://localhost:8080/v1`. With or without a
    /// slash at the end.
    ///
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.place.given = Some(url.into());
        self
    }

    /// The region in which OpenAI keeps the data: sets the base URL to that of the region, whatever
    /// `OPENAI_BASE_URL` says. Together with [`base_url`](Self::base_url) it is refused, but either moves a
    /// [copy](crate::Client::with) elsewhere.
    ///
    /// ```
    /// use openai_client::{Client, Residency};
    ///
    /// let client = Client::builder().api_key("sk-...").data_residency(Residency::Eu).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn data_residency(mut self, residency: Residency) -> Self {
        self.place.residency = Some(residency);
        self
    }

    /// The organization that is charged, sent as `OpenAI-Organization`.
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = Some(Named::new("the organization", id.into()));
        self
    }

    /// The project that is charged, sent as `OpenAI-Project`.
    pub fn project(mut self, id: impl Into<String>) -> Self {
        self.project = Some(Named::new("the project", id.into()));
        self
    }

    /// A header for every request. It replaces one that the client sends itself, whatever the case
    /// of the letters.
    ///
    /// The value counts as a secret and is blacked out as the [`api_key`](Self::api_key) is, also
    /// without a scheme before it (`Bearer …`). Of `Authorization`, `Proxy-Authorization` and
    /// `Cookie` each part is one. One of letters alone is blacked out as a whole word only. Those of
    /// `Accept`, `Content-Type`, `User-Agent`, `OpenAI-Beta`, `OpenAI-Organization` and
    /// `OpenAI-Project` are none.
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// let client = Client::builder()
    ///     .base_url("https://gateway.example/v1")
    ///     .no_auth()
    ///     .default_header("x-api-key", "...")
    ///     .build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.given_headers += 1;
        self.headers.push(Edit {
            name: name.into(),
            value: Some(value.into().into()),
            place: format!("default header {}", self.given_headers),
            is_of_environment: false,
        });
        self
    }

    /// Does not send this header, whatever the case of the letters: one that was given, or one that
    /// the client sends itself, `Authorization` and `Idempotency-Key` among them. A later
    /// [`default_header`](Self::default_header) of the name sends it again.
    ///
    /// What HTTP itself needs is not the client's: `Host`, `Content-Length`, and an `Accept` that says
    /// `*/*`.
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// // A gateway that takes no header it does not know.
    /// let client = Client::builder()
    ///     .base_url("https://gateway.example/v1")
    ///     .api_key("...")
    ///     .without_header("idempotency-key")
    ///     .build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn without_header(mut self, name: impl Into<String>) -> Self {
        self.removed_headers += 1;
        self.headers.push(Edit {
            name: name.into(),
            value: None,
            place: format!("`without_header` {}", self.removed_headers),
            is_of_environment: false,
        });
        self
    }

    /// A query parameter for every request; of two with one name, the later. One that a call's own
    /// URL has already stays as it is there.
    ///
    /// The value counts as a secret, as that of a [`default_header`](Self::default_header) does,
    /// except that of `api-version`.
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// let client = Client::builder()
    ///     .base_url("https://resource.example/openai/deployments/gpt-5-mini")
    ///     .no_auth()
    ///     .default_header("api-key", "...")
    ///     .default_query("api-version", "2024-10-21")
    ///     .build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn default_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.set_default(name.into(), value.into());
        self
    }
}
