//! The client: settings that are shared by all calls.

mod base_url;
mod builder;
mod credentials;
mod endpoint;
mod env;
mod headers;
mod options;
mod raw;
mod read;
mod residency;
mod resource;
mod shared;

use std::{fmt, sync::Arc};

use http::Method;

pub(crate) use base_url::{is_loopback, is_this_machine};
pub use builder::ClientBuilder;
pub(crate) use endpoint::{Endpoint, SEGMENT};
pub(crate) use env::variable;
pub use options::CallOptions;
pub use raw::{RawAnswer, RawRequest};
pub(crate) use read::{Object, Said, object, objects};
pub use residency::Residency;
pub(crate) use resource::{Resource, resource};

use crate::{
    batches::Batches, chat::Chat, conversations::Conversations, embeddings::Embeddings,
    error::Error, exchange::Exchange, files::Files, models::Models, moderations::Moderations,
    responses::Responses, uploads::Uploads,
};

/// Calls an OpenAI-compatible service.
///
/// Cloning is cheap; all clones share one connection pool. Keep one for the whole program.
///
/// ```no_run
/// use openai_client::{ChatRequest, Client};
///
/// # async fn run() -> Result<(), openai_client::Error> {
/// let client = Client::from_env()?;
/// let completion = client.chat().create(ChatRequest::new("gpt-5-mini").user("Hello")).await?;
/// println!("{}", completion.text().unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    exchange: Arc<Exchange>,
    /// What it was made by, for copies.
    settings: Arc<ClientBuilder>,
}

impl Client {
    fn new(exchange: Exchange, settings: ClientBuilder) -> Self {
        Self {
            exchange: Arc::new(exchange),
            settings: Arc::new(settings),
        }
    }

    /// A client from the environment variables `OPENAI_API_KEY`, `OPENAI_ADMIN_KEY`,
    /// `OPENAI_BASE_URL`, `OPENAI_ORG_ID`, `OPENAI_PROJECT_ID` and `OPENAI_CUSTOM_HEADERS`. Empty
    /// ones count as not set. Without a key, but with a base URL, no credentials are sent.
    ///
    /// `OPENAI_CUSTOM_HEADERS` has a header in each line, `Name: value`, as
    /// [`default_header`](ClientBuilder::default_header) takes it; a line without a colon is passed
    /// over.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when there is neither key nor base URL, or
    /// one is malformed.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env().build()
    }

    /// A client from settings in code; none of the environment.
    /// [`ClientBuilder::from_env`] starts from the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A copy with other settings. It shares the connections, unless a setting of those is changed
    /// (proxies, TLS, connect timeout, or a base URL of another kind), and the reserve of retries.
    ///
    /// For what is different about a single call there is
    /// [`CallOptions`], which costs less.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// let client = Client::builder().api_key("sk-example").build()?;
    /// let other = client.with(|settings| settings.project("proj_2").max_retries(5))?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn with(&self, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Self, Error> {
        change(ClientBuilder::clone(&self.settings)).build()
    }

    /// A call of any endpoint: `path` is below the base URL, or an absolute URL of the same origin.
    /// One that leads elsewhere is refused, so that credentials stay with the service.
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(Arc::clone(&self.exchange), method, path.into())
    }

    /// Chat completions.
    pub fn chat(&self) -> Chat {
        Chat::new(Arc::clone(&self.exchange))
    }

    /// Responses.
    pub fn responses(&self) -> Responses {
        Responses::new(Arc::clone(&self.exchange))
    }

    /// Conversations that the service keeps.
    pub fn conversations(&self) -> Conversations {
        Conversations::new(Arc::clone(&self.exchange))
    }

    /// Batches of many requests that the service carries out within a day.
    pub fn batches(&self) -> Batches {
        Batches::new(Arc::clone(&self.exchange))
    }

    /// Files that are sent in parts.
    pub fn uploads(&self) -> Uploads {
        Uploads::new(Arc::clone(&self.exchange))
    }

    /// Texts as vectors.
    pub fn embeddings(&self) -> Embeddings {
        Embeddings::new(Arc::clone(&self.exchange))
    }

    /// Whether something may be said or shown.
    pub fn moderations(&self) -> Moderations {
        Moderations::new(Arc::clone(&self.exchange))
    }

    /// The models that the service has.
    pub fn models(&self) -> Models {
        Models::new(Arc::clone(&self.exchange))
    }

    /// Files that the service keeps.
    pub fn files(&self) -> Files {
        Files::new(Arc::clone(&self.exchange))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.exchange.base.as_str())
            .field("limits", &self.exchange.limits)
            .finish_non_exhaustive()
    }
}
