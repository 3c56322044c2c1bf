//! Settings to a client: what is missing or malformed is said here, before anything is sent.

use std::{fmt, sync::Arc, time::Duration};

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};
use secrecy::{ExposeSecret, SecretString};

use super::{Client, base_url, env};
use crate::{
    error::Error,
    exchange::{Exchange, Limits},
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("openai-client-rust/", env!("CARGO_PKG_VERSION")));

/// Makes a [`Client`].
///
/// | setting | default |
/// |---|---|
/// | [`base_url`](Self::base_url) | `https://api.openai.com/v1` |
/// | [`connect_timeout`](Self::connect_timeout) | 5 s |
/// | [`first_byte_timeout`](Self::first_byte_timeout) | 600 s |
/// | [`idle_timeout`](Self::idle_timeout) | 600 s |
/// | [`total_timeout`](Self::total_timeout) | none |
/// | [`max_retries`](Self::max_retries) | 2 |
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
    auth: Auth,
    base_url: Option<String>,
    organization: Option<String>,
    project: Option<String>,
    headers: Vec<(String, SecretString)>,
    connect_timeout: Duration,
    limits: Limits,
    http: Option<reqwest::Client>,
}

#[derive(Clone)]
enum Auth {
    Unset,
    None,
    Key(SecretString),
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            auth: Auth::Unset,
            base_url: None,
            organization: None,
            project: None,
            headers: Vec::new(),
            connect_timeout: Duration::from_secs(5),
            limits: Limits {
                first_byte: Some(Duration::from_mins(10)),
                idle: Some(Duration::from_mins(10)),
                total: None,
                max_retries: 2,
                max_body_bytes: 64 << 20,
            },
            http: None,
        }
    }

    /// Settings from the environment, as for [`Client::from_env`]; setters called later win.
    pub fn from_env() -> Self {
        Self::from_settings(env::Settings::of_process())
    }

    fn from_settings(settings: env::Settings) -> Self {
        let auth = match (settings.api_key, &settings.base_url) {
            (Some(key), _) => Auth::Key(key.into()),
            (None, Some(_)) => Auth::None,
            (None, None) => Auth::Unset,
        };
        Self {
            auth,
            base_url: settings.base_url,
            organization: settings.organization,
            project: settings.project,
            ..Self::new()
        }
    }

    /// The key, sent as `Authorization: Bearer …`. Space around it is cut off.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.auth = Auth::Key(key.into().into());
        self
    }

    /// Sends no credentials: for local servers, or with a [`default_header`](Self::default_header)
    /// of another kind.
    pub fn no_auth(mut self) -> Self {
        self.auth = Auth::None;
        self
    }

    /// Where the API is, up to and with the version: `http://localhost:8080/v1`. With or without a
    /// slash at the end.
    ///
    /// Proxies are taken from the system's settings (`HTTPS_PROXY` and the like), but a service on
    /// `localhost` or another loopback address is always called directly.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The organization that is charged, sent as `OpenAI-Organization`.
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = Some(id.into());
        self
    }

    /// The project that is charged, sent as `OpenAI-Project`.
    pub fn project(mut self, id: impl Into<String>) -> Self {
        self.project = Some(id.into());
        self
    }

    /// A header for every request. It replaces one that the client sends itself, whatever the case
    /// of the letters.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into().into()));
        self
    }

    /// How long to wait for a connection. Not used with [`http_client`](Self::http_client), which
    /// has its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long an attempt may take until the status arrives, `None` for ever. An answer that is
    /// not streamed arrives after the model has finished, so this bounds the model's time. Such a
    /// request is not tried again: it may have been carried out.
    pub fn first_byte_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.first_byte = timeout.into();
        self
    }

    /// How long to wait for the next piece of a body, `None` for ever.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.idle = timeout.into();
        self
    }

    /// How long a call may take with all its attempts and the waits between them, `None` for ever.
    pub fn total_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.total = timeout.into();
        self
    }

    /// How often a failed request is sent again; 0 for never.
    ///
    /// Sent again is what was refused with 408, 409, 429 or at least 500, or as the header
    /// `x-should-retry` says, and what never left for want of a connection. The wait is the one
    /// that the service asks for (a call that should wait longer than 120 s fails, see
    /// [`Error::retry_after`]), else a random part of 0.5 s, doubled each time up to 8 s.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.limits.max_retries = retries;
        self
    }

    /// The largest body of an answer that is read; a larger one is an error.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_body_bytes = bytes;
        self
    }

    /// Uses this HTTP client (of reqwest 0.13), for its proxies, TLS settings or pool.
    ///
    /// It should not follow redirects (`redirect::Policy::none()`): the client's own never does, so
    /// that requests stay at the configured origin.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the key is missing, when the base URL
    /// is not an http URL or carries a user, query or fragment, when a key or header has characters
    /// that are illegal in a header, or when TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let key = self.auth.key()?;
        let headers = self.all_headers(key.as_ref())?;
        let base = base_url::parse(self.base_url.as_deref().unwrap_or(base_url::OPENAI))?;
        let http = match self.http {
            Some(http) => http,
            None => http_client(self.connect_timeout, base_url::is_loopback(&base))?,
        };
        Ok(Client(Arc::new(Exchange {
            http,
            base,
            headers,
            key,
            limits: self.limits,
        })))
    }

    fn all_headers(&self, key: Option<&SecretString>) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(USER_AGENT, AGENT);
        if let Some(key) = key {
            let value = SecretString::from(format!("Bearer {}", key.expose_secret()));
            headers.insert(AUTHORIZATION, header_value("the api key", &value)?);
        }
        for (name, value) in [
            ("openai-organization", &self.organization),
            ("openai-project", &self.project),
        ] {
            if let Some(value) = value {
                let value = SecretString::from(value.trim());
                headers.insert(HeaderName::from_static(name), header_value(name, &value)?);
            }
        }
        for (name, value) in &self.headers {
            let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
                return Err(Error::config(
                    format!("{name:?} is not the name of a header"),
                    None,
                ));
            };
            headers.insert(parsed, header_value(&format!("the header {name}"), value)?);
        }
        Ok(headers)
    }
}

impl Auth {
    fn key(&self) -> Result<Option<SecretString>, Error> {
        match self {
            Self::None => Ok(None),
            Self::Key(key) if !key.expose_secret().trim().is_empty() => {
                Ok(Some(SecretString::from(key.expose_secret().trim())))
            }
            Self::Key(_) | Self::Unset => Err(Error::config(
                "no api key: set OPENAI_API_KEY, give one to `api_key`, or call `no_auth()` for a server that needs none",
                None,
            )),
        }
    }
}

/// `direct` for a service in this machine, which a proxy could not reach.
fn http_client(connect_timeout: Duration, direct: bool) -> Result<reqwest::Client, Error> {
    let builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none());
    let builder = if direct { builder.no_proxy() } else { builder };
    builder
        .build()
        .map_err(|cause| Error::config("the http client cannot be set up", Some(cause.into())))
}

/// Marked as sensitive, so that nothing prints it and HTTP/2 does not put it into its tables.
fn header_value(what: &str, value: &SecretString) -> Result<HeaderValue, Error> {
    // Bytes above ASCII are legal but have no agreed meaning, and in a key they are a slip of the
    // clipboard.
    let value = Some(value.expose_secret()).filter(|text| text.is_ascii());
    let Some(Ok(mut value)) = value.map(HeaderValue::from_str) else {
        return Err(Error::config(
            format!("{what} has characters that are illegal in a header"),
            None,
        ));
    };
    value.set_sensitive(true);
    Ok(value)
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("ClientBuilder")
            .field("limits", &self.limits)
            .field("connect_timeout", &self.connect_timeout)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    fn refused(builder: ClientBuilder) -> String {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        error.to_string()
    }

    fn settings(key: Option<&str>, url: Option<&str>) -> env::Settings {
        let own = |text: Option<&str>| text.map(str::to_owned);
        env::Settings {
            api_key: own(key),
            base_url: own(url),
            ..env::Settings::default()
        }
    }

    #[test]
    fn a_missing_key_is_said_at_once_with_the_way_out() {
        for builder in [
            ClientBuilder::new(),
            ClientBuilder::new().api_key(" \n"),
            ClientBuilder::new().base_url("http://h/v1"),
            ClientBuilder::from_settings(settings(None, None)),
        ] {
            let text = refused(builder);
            assert!(
                text.contains("OPENAI_API_KEY") && text.contains("no_auth()"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_base_url_in_the_environment_needs_no_key() {
        let url = Some("http://h:1/v1");
        let client = ClientBuilder::from_settings(settings(None, url))
            .build()
            .unwrap();
        assert!(!client.0.headers.contains_key(AUTHORIZATION));
        let client = ClientBuilder::from_settings(settings(Some("k"), url))
            .build()
            .unwrap();
        assert_eq!(client.0.headers[AUTHORIZATION], "Bearer k");
        let client = ClientBuilder::from_settings(settings(None, None))
            .no_auth()
            .build()
            .unwrap();
        assert_eq!(client.0.base.as_str(), "https://api.openai.com/v1/");
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_refused_by_name() {
        let base = || ClientBuilder::new().api_key("k");
        for (builder, word) in [
            (base().api_key("hunter2\r\nx-evil: 1"), "the api key"),
            (base().api_key("hunter2\u{e9}"), "the api key"),
            (base().organization("hunter2\nx"), "openai-organization"),
            (base().project("hunter2\0"), "openai-project"),
            (base().default_header("x-a", "hunter2\n"), "the header x-a"),
            (base().default_header("x a", "hunter2"), "x a"),
            (
                base().default_header("", "hunter2"),
                "not the name of a header",
            ),
        ] {
            let text = refused(builder);
            assert!(text.contains(word), "{text}");
        }
    }

    #[test]
    fn headers_are_merged_whatever_their_case() {
        let client = ClientBuilder::new()
            .api_key(" k\n")
            .organization("org")
            .project("proj")
            .default_header("AUTHORIZATION", "Basic x")
            .default_header("user-agent", "mine")
            .default_header("X-A", "1")
            .default_header("x-a", "2")
            .build()
            .unwrap();
        let headers = &client.0.headers;
        assert_eq!(headers.len(), headers.keys_len());
        for (name, value) in [
            ("authorization", "Basic x"),
            ("user-agent", "mine"),
            ("x-a", "2"),
            ("openai-organization", "org"),
            ("openai-project", "proj"),
        ] {
            assert_eq!(headers[name], value);
        }
        assert!(headers["authorization"].is_sensitive() && headers["x-a"].is_sensitive());
    }

    #[test]
    fn nothing_prints_a_secret() {
        let builder = ClientBuilder::new()
            .api_key("hunter2")
            .default_header("api-key", "hunter2");
        assert!(!format!("{builder:?}").contains("hunter2"));
        let client = builder.build().unwrap();
        assert!(!format!("{client:?} {:?}", client.chat()).contains("hunter2"));
    }

    #[test]
    fn a_client_can_travel() {
        fn travels<T: Send + Sync + Clone + 'static>() {}
        travels::<Client>();
        travels::<crate::Chat>();
        travels::<ClientBuilder>();
    }
}
