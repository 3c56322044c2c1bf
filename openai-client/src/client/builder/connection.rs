//! How connections are made, or what takes their place.

use std::{sync::Arc, time::Duration};

use super::ClientBuilder;
use crate::transport::{ClientCertificate, Configure, HttpTransport, Proxy, Transport};

/// How connections are made.
impl ClientBuilder {
    /// How long to wait for a connection, `None` for as long as the first byte. Not used with [`http_client`](Self::http_client), which
    /// has its own.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.connect.timeout = timeout.into();
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

    /// Proves to servers that ask for it (mTLS) who calls: by a certificate, with those between it and
    /// an authority that the server knows, and by its key. Both are PEM.
    ///
    /// The chain begins with the client's own certificate. The key is PKCS#8 (`BEGIN PRIVATE KEY`) or,
    /// with rustls, PKCS#1 or SEC1 (`BEGIN RSA PRIVATE KEY`, `BEGIN EC PRIVATE KEY`), and not encrypted.
    /// It counts as a secret and is shown nowhere. Each text may have more than what it is for, as a
    /// file with both; native-tls wants a key that is the first of its text.
    ///
    /// With an API key, OpenAI takes certificates at `https://mtls.api.openai.com/v1`, in Europe at
    /// `https://mtls-eu.api.openai.com/v1`; in the place of an API key, there is [`X509Identity`](crate::auth::X509Identity). A proxy that is spoken to with
    /// TLS is shown the certificate as well, if it asks for one. Not used with
    /// [`http_client`](Self::http_client) and [`transport`](Self::transport).
    ///
    /// ```no_run
    /// use openai_client::Client;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::builder()
    ///     .base_url("https://mtls.api.openai.com/v1")
    ///     .api_key("sk-example")
    ///     .client_certificate(std::fs::read("client.pem")?, std::fs::read("client.key")?)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_certificate(
        mut self,
        chain_pem: impl Into<Vec<u8>>,
        key_pem: impl Into<Vec<u8>>,
    ) -> Self {
        let certificate = ClientCertificate::new(chain_pem.into(), key_pem.into());
        self.connect.certificate = Some(certificate);
        self
    }

    /// Changes settings of the HTTP client (of reqwest 0.13) that have no setter here: the pool, DNS,
    /// interfaces. It is called with all others set, and may set them anew, but for redirects: none is
    /// followed, so that requests stay at the configured origin.
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
    /// It should not follow redirects (`redirect::Policy::none()`), as the client's own never does:
    /// to another origin reqwest sends the whole request again, with all headers but those that it
    /// knows as credentials. A key in a header of your own would go along.
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
}
