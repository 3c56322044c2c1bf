//! The client, and how its builder makes it.

use std::fmt;

use http::Method;

use super::{
    Batches, Chat, Conversations, Embeddings, Files, Models, Moderations, RawRequest, Responses,
    Runtime, Uploads,
};
use crate::{client::ClientBuilder, error::Error};

/// Calls an OpenAI-compatible service, and waits.
///
/// As [`Client`](crate::Client): cloning is cheap, all clones share one connection pool. See the
/// [module](super) for what it does with threads.
///
/// ```no_run
/// use openai_client::{ChatRequest, blocking::Client};
///
/// # fn main() -> Result<(), openai_client::Error> {
/// let client = Client::from_env()?;
/// let completion = client.chat().create(ChatRequest::new("gpt-5-mini").user("Hello"))?;
/// println!("{}", completion.text().unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    client: crate::Client,
    runtime: Runtime,
}

impl Client {
    /// A client from the environment, as [`Client::from_env`](crate::Client::from_env).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) as there, and if there is no
    /// [thread](Runtime::shared).
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env().build_blocking()
    }

    /// A client from settings in code. The builder is that of the async client, so it ends in
    /// [`build_blocking`](ClientBuilder::build_blocking), not in `build`.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A copy with other settings that shares the connections, as
    /// [`Client::with`](crate::Client::with).
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn with(&self, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Self, Error> {
        Ok(Self {
            client: self.runtime.within(|| self.client.with(change))?,
            runtime: self.runtime.clone(),
        })
    }

    /// A call of any endpoint, as [`Client::request`](crate::Client::request).
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(&self.runtime, self.client.request(method, path))
    }

    /// Chat completions.
    pub fn chat(&self) -> Chat {
        Chat::new(&self.runtime, self.client.chat())
    }

    /// Responses.
    pub fn responses(&self) -> Responses {
        Responses::new(&self.runtime, self.client.responses())
    }

    /// Conversations that the service keeps.
    pub fn conversations(&self) -> Conversations {
        Conversations::new(&self.runtime, self.client.conversations())
    }

    /// Files that the service keeps.
    pub fn files(&self) -> Files {
        Files::new(&self.runtime, self.client.files())
    }

    /// Batches of requests.
    pub fn batches(&self) -> Batches {
        Batches::new(&self.runtime, self.client.batches())
    }

    /// Files that are sent in parts.
    pub fn uploads(&self) -> Uploads {
        Uploads::new(&self.runtime, self.client.uploads())
    }

    /// Vectors of texts.
    pub fn embeddings(&self) -> Embeddings {
        Embeddings::new(&self.runtime, self.client.embeddings())
    }

    /// Models that the service has.
    pub fn models(&self) -> Models {
        Models::new(&self.runtime, self.client.models())
    }

    /// Whether something may be said or shown.
    pub fn moderations(&self) -> Moderations {
        Moderations::new(&self.runtime, self.client.moderations())
    }
}

impl ClientBuilder {
    /// Makes a client that waits.
    ///
    /// An [`http_client`](Self::http_client) should be its own: connections that another runtime
    /// drives stand still with that runtime.
    ///
    /// ```
    /// use openai_client::blocking::Client;
    ///
    /// let client = Client::builder()
    ///     .base_url("http://localhost:11434/v1")
    ///     .no_auth()
    ///     .build_blocking()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`build`](Self::build), and [`ErrorKind::Config`](crate::ErrorKind::Config) if there
    /// is no [thread](Runtime::shared).
    pub fn build_blocking(self) -> Result<Client, Error> {
        let runtime = Runtime::shared()?;
        let client = runtime.within(|| self.build())?;
        Ok(Client { client, runtime })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}
