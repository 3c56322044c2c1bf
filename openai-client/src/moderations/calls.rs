//! The call: a moderation.

use std::future::Future;

use super::{Moderation, ModerationRequest};
use crate::{
    client::{Endpoint, objects, resource},
    error::Error,
};

const ALL: &str = "moderations";

objects! {
    Moderation, "a moderation", results;
}

resource! {
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
    pub struct Moderations;
}

impl Moderations {
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
