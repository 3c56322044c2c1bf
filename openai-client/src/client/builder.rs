//! Settings to a client: what is missing or malformed is said here, before anything is sent.

use std::{borrow::Cow, fmt, future::Future, sync::Arc, time::Duration};

use secrecy::SecretString;

use super::{
    Client, Query, Residency,
    base_url::{self, Place},
    credentials::{Credentials, Project},
    env,
    headers::{Edit, Headers, Named},
    shared::Shared,
};
use crate::{
    auth::KeyProvider,
    error::Error,
    exchange::{Exchange, Limits},
    transport::{BoxError, Configure, Connect, HttpTransport, Proxy, Transport},
};

/// Makes a [`Client`].
///
/// | setting | default |
/// |---|---|
/// | [`base_url`](Self::base_url), [`data_residency`](Self::data_residency) | `https://api.openai.com/v1` |
/// | [`default_header`](Self::default_header), [`without_header`](Self::without_header) | nothing added, nothing removed |
/// | [`default_query`](Self::default_query) | none |
/// | [`connect_timeout`](Self::connect_timeout) | 5 s |
/// | [`first_byte_timeout`](Self::first_byte_timeout) | 600 s |
/// | [`idle_timeout`](Self::idle_timeout) | 600 s |
/// | [`total_timeout`](Self::total_timeout) | none |
/// | [`max_retries`](Self::max_retries) | 2 |
/// | [`retry_budget`](Self::retry_budget) | 100 retries in reserve |
/// | [`max_body_bytes`](Self::max_body_bytes) | 64 MiB |
///
/// Connect, first byte and retries are those of the official SDKs. Their telemetry headers
/// (`x-stainless-…`) are not sent.
///
/// ```
/// use std::time::Duration;
///
/// use openai_client::Client;
///
/// let client = Client::builder()
///     .base_url("http://localhost:11434/v1")
///     .no_auth()
///     .total_timeout(Duration::from_secs(60))
///     .build()?;
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    credentials: Credentials,
    place: Place,
    organization: Option<Named<String>>,
    project: Option<Named<String>>,
    headers: Vec<Edit>,
    query: Query,
    connect: Connect,
    limits: Limits,
    retry_budget: Option<u32>,
    transport: Option<Arc<dyn Transport>>,
    trace_content: bool,
    shared: Shared,
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            credentials: Credentials::default(),
            place: Place::default(),
            organization: None,
            project: None,
            headers: Vec::new(),
            query: Query::default(),
            connect: Connect::default(),
            limits: Limits {
                first_byte: Some(Duration::from_mins(10)),
                idle: Some(Duration::from_mins(10)),
                total: None,
                max_retries: 2,
                retry_maybe_sent: false,
                max_body_bytes: 64 << 20,
            },
            retry_budget: Some(100),
            transport: None,
            trace_content: false,
            shared: Shared::default(),
        }
    }

    /// Settings from the environment, as for [`Client::from_env`]; setters called later win.
    pub fn from_env() -> Self {
        Self::from_settings(env::Settings::of_process())
    }

    fn from_settings(settings: env::Settings) -> Self {
        let named = |name, value: Option<String>| value.map(|value| Named::new(name, value));
        let key = |name, key: String| Named::new(name, SecretString::from(key));
        let headers = settings.headers.into_iter();
        let headers = headers.map(|(name, value)| Edit {
            name,
            value: Some(value.into()),
            variable: Some(env::CUSTOM_HEADERS),
        });
        Self {
            credentials: Credentials {
                project: settings
                    .api_key
                    .map_or(Project::Unset, |text| Project::Key(key(env::API_KEY, text))),
                admin: settings.admin_key.map(|text| key(env::ADMIN_KEY, text)),
            },
            place: Place::of_environment(settings.base_url),
            headers: headers.collect(),
            organization: named(env::ORGANIZATION, settings.organization),
            project: named(env::PROJECT, settings.project),
            ..Self::new()
        }
    }

    /// The key, sent as `Authorization: Bearer …`. Space around it is cut off.
    ///
    /// It is blacked out where the service repeats it, in errors and in request ids. One shorter
    /// than 6 characters is not: that is a placeholder (`none`), and may be a part of any word.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.credentials.project = Project::Key(Named::new("the api key", key.into().into()));
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
        self.credentials.project = Project::Provider(KeyProvider::new(provider));
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
        self.credentials.project = Project::None;
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
    /// [copy](Client::with) elsewhere.
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
    /// `Cookie` each part is one.
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
        self.headers.push(Edit {
            name: name.into(),
            value: Some(value.into().into()),
            variable: None,
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
        self.headers.push(Edit {
            name: name.into(),
            value: None,
            variable: None,
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

    /// How long to wait for a connection. Not used with [`http_client`](Self::http_client), which
    /// has its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect.timeout = timeout;
        self
    }

    /// Calls through this HTTP proxy, `http://user:password@host:port`; `https://` if it is spoken to
    /// with TLS. User and password count as secrets.
    ///
    /// Without it, proxies are taken from the system's settings (`HTTPS_PROXY`, `NO_PROXY` and the
    /// like), but a service on `localhost` or another loopback address is called directly. This one
    /// is used for every service. Not used with [`http_client`](Self::http_client).
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// let client = Client::builder().api_key("sk-example").proxy("http://proxy.example:3128");
    /// ```
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.connect.proxy = Proxy::At(url.into());
        self
    }

    /// Calls directly, whatever proxies the system's settings have.
    pub fn no_proxy(mut self) -> Self {
        self.connect.proxy = Proxy::None;
        self
    }

    /// Trusts servers with certificates that lead to this one, beside those that the system trusts:
    /// for a service or a proxy with a certificate of your own. PEM, one certificate or several.
    /// Not used with [`http_client`](Self::http_client).
    ///
    /// ```no_run
    /// use openai_client::Client;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::builder()
    ///     .base_url("https://models.example.internal/v1")
    ///     .no_auth()
    ///     .root_certificate(std::fs::read("/etc/ssl/internal.pem")?)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.connect.roots.push(pem.into());
        self
    }

    /// How long an attempt may take until the status arrives, `None` for ever. An answer that is
    /// not streamed arrives after the model has finished, so this bounds the model's time. A
    /// request that it ends may have been carried out: whether it is tried again, see
    /// [`retry_maybe_sent`](Self::retry_maybe_sent).
    pub fn first_byte_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.first_byte = timeout.into();
        self
    }

    /// How long to wait for the next piece of a body, `None` for ever. In a stream, this is the time
    /// between events, while one is asked for.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.idle = timeout.into();
        self
    }

    /// How long a call may take with all its attempts and the waits between them, `None` for ever. A
    /// stream is part of the call up to its end.
    pub fn total_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.total = timeout.into();
        self
    }

    /// How often a failed request is sent again; 0 for never.
    ///
    /// Sent again is what was refused with 408, 409, 429 or at least 500, or as the header
    /// `x-should-retry` says, and what never left for want of a connection; what may have been
    /// carried out, see [`retry_maybe_sent`](Self::retry_maybe_sent). A body that can be read only
    /// once is never sent again. The wait is the one that the service asks for (a call that should
    /// wait longer than 120 s fails, see [`Error::retry_after`]), else a random part of 0.5 s,
    /// doubled each time up to 8 s. No wait begins that would end after the
    /// [`total_timeout`](Self::total_timeout).
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.limits.max_retries = retries;
        self
    }

    /// How many retries all calls of the client, and of its copies, have in reserve together; `None`
    /// for no bound.
    ///
    /// Each retry takes one, and ten calls that succeed at once earn one back, up to the reserve.
    /// When it is used up, a failed request is not sent again, whatever
    /// [`max_retries`](Self::max_retries) says: a service that is down is not asked three times by
    /// each of a thousand callers.
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// // A batch job that would rather be slow than stop.
    /// let client = Client::builder().api_key("sk-...").max_retries(8).retry_budget(None).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn retry_budget(mut self, reserve: impl Into<Option<u32>>) -> Self {
        self.retry_budget = reserve.into();
        self
    }

    /// The largest body of an answer that is read; a larger one is an error. Of a stream, it is the
    /// largest event; a stream may have any number of them.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_body_bytes = bytes;
        self
    }

    /// Changes settings of the HTTP client (of reqwest 0.13) that have no setter here: the pool, DNS,
    /// interfaces. It is called with all others set, and may set them anew.
    ///
    /// Redirects should stay unfollowed, see [`http_client`](Self::http_client).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use openai_client::Client;
    ///
    /// let client = Client::builder()
    ///     .api_key("sk-example")
    ///     .configure_http(|http| http.pool_idle_timeout(Duration::from_secs(20)))
    ///     .build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn configure_http<F>(mut self, configure: F) -> Self
    where
        F: Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    {
        self.connect.configure = Some(Configure(Arc::new(configure)));
        self
    }

    /// Uses this HTTP client (of reqwest 0.13), for its proxies, TLS settings or pool.
    ///
    /// It should not follow redirects (`redirect::Policy::none()`): the client's own never does, so
    /// that requests stay at the configured origin.
    ///
    /// reqwest's own default needs a TLS provider of the whole process, which this crate leaves to
    /// you: install one (`rustls::crypto::ring::default_provider().install_default()`), turn on
    /// reqwest's feature `rustls`, or give it TLS settings. Else its `build()` panics.
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(HttpTransport::from(client))
    }

    /// Sends by this transport, in the place of reqwest. Settings of the connection (connect
    /// timeout, proxies, TLS) are then the transport's own.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Also sends again what may have been carried out: a POST whose connection broke or whose
    /// first byte did not come in time. Default: false, because the service may do the work, and
    /// charge for it, twice. Requests that do the same when they are repeated (GET, PUT, DELETE)
    /// are sent again in any case.
    pub fn retry_maybe_sent(mut self, again: bool) -> Self {
        self.limits.retry_maybe_sent = again;
        self
    }

    /// Whether the spans of calls have what is said: the messages of the request and the answer, as
    /// `gen_ai.input.messages` and `gen_ai.output.messages`. Default: false, spans have sizes,
    /// counts and ids alone. See the [crate's documentation](crate#what-is-traced).
    pub fn trace_content(mut self, content: bool) -> Self {
        self.trace_content = content;
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the key is missing, when the base URL
    /// is not an http URL or carries a user, query or fragment, when both it and a data residency
    /// were given, when a key or header has characters other than printable ASCII, when a proxy is
    /// not an http URL, when a root certificate is not PEM, or when TLS cannot be set up or was not
    /// built in. What came from the environment is called by its variable.
    pub fn build(mut self) -> Result<Client, Error> {
        let auth = self.credentials.auth(self.place.needs_key())?;
        let headers = Headers::new(
            self.organization.as_ref(),
            self.project.as_ref(),
            &self.headers,
        )?;
        let keys = self.credentials.secrets().map(Cow::from);
        let proxy = self.connect.proxy.secrets().into_iter().map(Cow::from);
        let others: Vec<Cow<'_, str>> = keys.chain(proxy).chain(self.query.secrets()).collect();
        let secrets = Arc::new(headers.secrets(others.iter().map(AsRef::as_ref)));
        let base = self.place.url()?;
        self.connect.is_https = base.scheme() == "https";
        self.connect.is_loopback = base_url::is_loopback(&base);
        let shared = &mut self.shared;
        let exchange = Exchange {
            transport: shared.transport(self.transport.as_ref(), &self.connect)?,
            budget: shared.budget(self.retry_budget),
            auth,
            base,
            headers: headers.sent,
            removed: headers.removed,
            query: self.query.clone(),
            secrets,
            limits: self.limits.clone(),
            trace_content: self.trace_content,
        };
        self.place = self.place.inherited();
        Ok(Client::new(exchange, self))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|edit| edit.name.as_str()).collect();
        f.debug_struct("ClientBuilder")
            .field("limits", &self.limits)
            .field("retry_budget", &self.retry_budget)
            .field("connect_timeout", &self.connect.timeout)
            .field("proxy", &self.connect.proxy)
            .field("headers", &names)
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
