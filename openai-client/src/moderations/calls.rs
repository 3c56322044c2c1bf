//! The call: a moderation.

use std::{fmt, future::Future, sync::Arc};

use super::{Moderation, ModerationRequest};
use crate::{
    client::{CallOptions, Endpoint, Resource, objects},
    error::Error,
    exchange::Exchange,
};

const ALL: &str = "moderations";

objects! {
    Moderation, "a moderation", results;
}

/// Moderation of texts and images; from [`Client::moderations`](crate::Client::moderations). Cheap to make
/// and to clone.
///
/// ```no_run
/// use openai_client::{Client, moderations::ModerationRequest};
///
/// # async fn run(client: Client) -> Result<(), openai_client::Error> {
/// let found = client.moderations().create(ModerationRequest::new("Good morning!")).await?;
/// for result in &found.results {
///     for category in result.objections() {
///         println!("{category}: {:?}", result.score(category));
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Moderations {
    calls: Resource,
}

impl Moderations {
    pub(crate) fn new(exchange: Arc<Exchange>) -> Self {
        Self {
            calls: Resource::new(exchange),
        }
    }

    /// The same with something different about the calls. Of options that were given before, what
    /// is not said anew holds.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self {
            calls: self.calls.with(options),
        }
    }

    /// Judges something.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). An answer without results is a
    /// [`Decode`](crate::ErrorKind::Decode).
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, as by all calls"
    )]
    pub fn create(
        &self,
        request: ModerationRequest,
    ) -> impl Future<Output = Result<Moderation, Error>> + Send + use<> {
        let endpoint = Endpoint::post(ALL, []).json(request.to_json());
        self.calls.ask(endpoint)
    }
}

impl fmt::Debug for Moderations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moderations")
            .field("base_url", &self.calls.client().base.as_str())
            .finish_non_exhaustive()
    }
}
