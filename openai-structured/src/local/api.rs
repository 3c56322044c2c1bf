//! `LocalApi`, the handle of a running server, and its builder.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::answer::Rules;
use super::error::StartError;
use super::received::Received;
use super::reply::Reply;
use super::serve::Server;
use super::source::Source;
use super::tape::{Exchange, Player, Replay};

/// An OpenAI-compatible server that runs until this is dropped.
///
/// It runs as tasks of the tokio runtime that started it, so it answers only while that runtime
/// runs. Dropping it ends its tasks, the answers under way too, and cuts its connections.
#[derive(Debug)]
pub struct LocalApi {
    base_url: String,
    server: Arc<Server>,
    task: JoinHandle<()>,
}

impl LocalApi {
    /// Starts a server that answers from the stand-in model.
    ///
    /// # Errors
    ///
    /// Outside a tokio runtime, or if no port can be opened.
    ///
    /// # Panics
    ///
    /// In a tokio runtime without its IO driver (`enable_io`).
    #[cfg(feature = "local-model")]
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().stand_in().start().await
    }

    /// Starts a server that gives these replies, one for each request that passes its checks, and
    /// then an error that says the script is exhausted. A client is told not to try that one again
    /// (`x-should-retry: false`), so that a test fails at once.
    ///
    /// # Errors
    ///
    /// Outside a tokio runtime, or if no port can be opened.
    ///
    /// # Panics
    ///
    /// In a tokio runtime without its IO driver (`enable_io`).
    pub async fn scripted(replies: impl IntoIterator<Item = Reply>) -> Result<Self, StartError> {
        Self::builder().replies(replies).start().await
    }

    /// Starts a server that plays a tape: each request that was recorded gets its answer, once, and any
    /// other an error that says what differs. See [`Replay`].
    ///
    /// # Errors
    ///
    /// Outside a tokio runtime, or if no port can be opened.
    ///
    /// # Panics
    ///
    /// In a tokio runtime without its IO driver (`enable_io`).
    pub async fn replay(tape: impl Into<Replay>) -> Result<Self, StartError> {
        Self::builder().tape(tape).start().await
    }

    /// The exchanges of the tape that nobody has asked for; none without a tape.
    pub fn unplayed(&self) -> Vec<Exchange> {
        self.server.unplayed()
    }

    /// A server with more to say about it than its replies.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where a client finds this server: `http://127.0.0.1:PORT/v1`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where a client of Azure finds this server, as a resource: `http://127.0.0.1:PORT`.
    ///
    /// ```
    /// # #[cfg(feature = "client")]
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use openai_structured::client::auth::Azure;
    /// use openai_structured::local::{LocalApi, Reply};
    /// use openai_structured::prelude::*;
    ///
    /// let api = LocalApi::scripted([Reply::text("Oslo")]).await?;
    /// let azure = Azure::new(api.endpoint()).api_version("2024-10-21").api_key("any");
    /// let client = Client::builder().auth(azure).build()?;
    /// let request = ChatRequest::new("my-deployment").user("Capital of Norway?");
    /// client.chat().create(request).await?;
    /// let path = &api.requests()[0].path;
    /// assert_eq!(path, "/openai/deployments/my-deployment/chat/completions");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn endpoint(&self) -> &str {
        self.base_url.trim_end_matches("/v1")
    }

    /// All requests so far, in the order in which they were read; refused ones too. They are kept
    /// until this is dropped.
    pub fn requests(&self) -> Vec<Received> {
        self.server.received()
    }
}

impl Drop for LocalApi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A [`LocalApi`] before it starts.
///
/// # Examples
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use openai_structured::local::{LocalApi, Reply};
///
/// let api = LocalApi::builder()
///     .require_key("sk-test")
///     .replies([Reply::error(503, "Overloaded."), Reply::text("Hello.")])
///     .start()
///     .await?;
/// # drop(api);
/// # Ok::<(), openai_structured::local::StartError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
#[must_use = "a server runs after `start`"]
pub struct Builder {
    replies: Vec<Reply>,
    key: Option<String>,
    pause: Option<Duration>,
    tape: Option<Replay>,
    #[cfg(feature = "local-model")]
    stand_in: bool,
}

impl Builder {
    /// Adds one reply to the script.
    pub fn reply(mut self, reply: Reply) -> Self {
        self.replies.push(reply);
        self
    }

    /// Adds replies to the script.
    pub fn replies(mut self, replies: impl IntoIterator<Item = Reply>) -> Self {
        self.replies.extend(replies);
        self
    }

    /// Answers from the stand-in model where the script has no reply (left).
    #[cfg(feature = "local-model")]
    pub fn stand_in(mut self) -> Self {
        self.stand_in = true;
        self
    }

    /// Answers everything from a tape, and nothing from a script or the stand-in model.
    pub fn tape(mut self, tape: impl Into<Replay>) -> Self {
        self.tape = Some(tape.into());
        self
    }

    /// Answers 401 to requests without this key. Without it any key is taken, and none.
    pub fn require_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Waits before each piece of a streamed answer, so that one can watch it grow. A reply with a
    /// [`pause`](Reply::pause) of its own keeps it, and what is said there about the runtime's
    /// timer goes for this too.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = Some(pause);
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// Outside a tokio runtime, or if no port can be opened.
    ///
    /// # Panics
    ///
    /// In a tokio runtime without its IO driver (`enable_io`).
    pub async fn start(self) -> Result<LocalApi, StartError> {
        let runtime = Handle::try_current().map_err(|_| StartError::NoRuntime)?;
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .map_err(StartError::Bind)?;
        let port = listener.local_addr().map_err(StartError::Bind)?.port();
        let source = Source::new(self.replies);
        #[cfg(feature = "local-model")]
        let source = source.then_stand_in(self.stand_in);
        let server = Arc::new(Server::new(Rules {
            key: self.key,
            pause: self.pause,
            player: self.tape.map(Player::new),
            ..Rules::new(source)
        }));
        let task = runtime.spawn(Arc::clone(&server).run(listener));
        Ok(LocalApi {
            base_url: format!("http://127.0.0.1:{port}/v1"),
            server,
            task,
        })
    }
}
