//! Settings to a client: what is missing or malformed is said here, before anything is sent.

mod access;
mod connection;
mod limits;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt, sync::Arc};

use secrecy::SecretString;

use super::{
    Client,
    base_url::{self, Place},
    credentials::{Credentials, Project},
    env,
    headers::{Edit, Headers, Named},
    shared::Shared,
};
use crate::{
    auth::{Around, Site},
    error::Error,
    exchange::{Exchange, Limits, Query, RateLimiter},
    header,
    transport::{Connect, Transport},
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
/// | [`rate_limiter`](Self::rate_limiter) | none |
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
    /// How often `default_header` was called, and `without_header`.
    given_headers: usize,
    removed_headers: usize,
    query: Query,
    connect: Connect,
    limits: Limits,
    retry_budget: Option<u32>,
    limiter: Option<RateLimiter>,
    transport: Option<Arc<dyn Transport>>,
    trace_content: bool,
    shared: Shared,
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            credentials: Credentials::default(),
            place: Place::default(),
            organization: None,
            project: None,
            headers: Vec::new(),
            given_headers: 0,
            removed_headers: 0,
            query: Query::default(),
            connect: Connect::default(),
            limits: limits::DEFAULTS,
            retry_budget: Some(100),
            limiter: None,
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
        let headers = headers.map(|header| Edit {
            name: header.name,
            value: Some(header.value.into()),
            place: format!("{}: line {}", env::CUSTOM_HEADERS, header.line),
            is_of_environment: true,
        });
        Self {
            credentials: Credentials::new(
                settings
                    .api_key
                    .map_or(Project::Unset, |text| Project::Key(key(env::API_KEY, text))),
                settings.admin_key.map(|text| key(env::ADMIN_KEY, text)),
                settings.has_azure,
            ),
            place: Place::of_environment(settings.base_url),
            headers: headers.collect(),
            organization: named(env::ORGANIZATION, settings.organization),
            project: named(env::PROJECT, settings.project),
            ..Self::new()
        }
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
    /// not an http URL, when a root certificate is not PEM, when a
    /// client certificate or its key is not PEM or they do not fit together, or when TLS cannot be set up or was not
    /// built in. What came from the environment is called by its variable.
    pub fn build(mut self) -> Result<Client, Error> {
        self.credentials.stay(self.place.is_said())?;
        let site = self.credentials.site()?;
        let base = self.place.url(site.as_ref())?;
        self.connect.is_https = base.scheme() == "https" || self.credentials.needs_tls();
        self.connect.is_loopback = base_url::is_loopback(&base);
        let transport = self
            .shared
            .transport(self.transport.as_ref(), &self.connect)?;
        let needs_key = self.place.needs_key();
        let around = Around {
            transport: &transport,
            connect: self.transport.is_none().then_some(&self.connect),
            base: &base,
            is_regional: self.place.is_regional(),
            may_prove: self.transport.is_some() || self.connect.may_prove(),
            max_retries: self.limits.max_retries,
            admin: None,
        };
        let auth = self.credentials.auth(needs_key, &around)?;
        let headers = self.headers(site.as_ref())?;
        let mut query = self.query.clone();
        if let Some(Site::Other {
            query: Some((name, value)),
            ..
        }) = site
            && !query.has_default(name)
        {
            query.set_default(name.to_owned(), value);
        }
        let keys = self.credentials.secrets().map(Cow::from);
        let proxy = self.connect.proxy.secrets().into_iter().map(Cow::from);
        let others: Vec<Cow<'_, str>> = keys.chain(proxy).chain(query.secrets()).collect();
        let secrets = Arc::new(headers.secrets(others.iter().map(AsRef::as_ref)));
        let exchange = Exchange {
            transport,
            budget: self.shared.budget(self.retry_budget),
            limiter: self.limiter.clone(),
            auth,
            base,
            headers: headers.sent,
            removed: headers.removed,
            query,
            secrets,
            limits: self.limits.clone(),
            trace_content: self.trace_content,
        };
        self.place = self.place.inherited();
        Ok(Client::new(exchange, self))
    }

    /// The headers of every request. To another service than OpenAI's, without those that the
    /// environment has for OpenAI.
    fn headers(&self, site: Option<&Site>) -> Result<Headers, Error> {
        let is_other = matches!(site, Some(Site::Other { .. }));
        let fits = |of_environment: bool| !(is_other && of_environment);
        let named = |named: &'_ &Named<String>| fits(named.is_of_environment());
        let edits = self.headers.iter();
        let edits = edits.filter(|edit| fits(edit.is_of_environment));
        Headers::new(
            self.organization.as_ref().filter(named),
            self.project.as_ref().filter(named),
            edits,
        )
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers.iter().map(|edit| header::shown(&edit.name));
        let names: Vec<&str> = names.collect();
        f.debug_struct("ClientBuilder")
            .field("limits", &self.limits)
            .field("retry_budget", &self.retry_budget)
            .field("rate_limiter", &self.limiter)
            .field("connect_timeout", &self.connect.timeout)
            .field("proxy", &self.connect.proxy)
            .field("headers", &names)
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}
