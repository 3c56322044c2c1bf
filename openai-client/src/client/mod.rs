//! The client: settings that are shared by all calls.

mod base_url;
mod builder;
mod credentials;
mod env;
mod headers;
mod options;
mod query;
mod raw;
mod residency;

use std::{fmt, sync::Arc};

use http::Method;

pub use builder::ClientBuilder;
pub use options::CallOptions;
pub(crate) use query::Query;
pub use raw::{RawAnswer, RawRequest};
pub use residency::Residency;

use crate::{chat::Chat, error::Error, exchange::Exchange};

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
pub struct Client(Arc<Exchange>);

impl Client {
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

    /// A client from settings in code; reads no environment variable.
    /// [`ClientBuilder::from_env`] starts from the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A call of any endpoint: `path` is below the base URL, or an absolute URL of the same origin.
    /// One that leads elsewhere is refused, so that credentials stay with the service.
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(Arc::clone(&self.0), method, path.into())
    }

    /// Chat completions.
    pub fn chat(&self) -> Chat {
        Chat::new(Arc::clone(&self.0))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base.as_str())
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}
