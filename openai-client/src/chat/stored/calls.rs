//! The calls: completions that are stored.

use std::{collections::BTreeMap, future::Future};

use serde::Serialize;

use super::{
    super::{Chat, ChatCompletion, decode},
    DeletedCompletion, StoredMessage,
};
use crate::{
    body::written,
    client::{Endpoint, objects},
    error::Error,
    exchange::Answer,
    list::Pages,
};

const ALL: &str = "chat/completions";
const ONE: &str = "chat/completions/{completion_id}";
const MESSAGES: &str = "chat/completions/{completion_id}/messages";

objects! {
    DeletedCompletion, "a deleted completion", deleted;
}

/// Completions that the service has stored, those of requests with
/// [`store`](super::super::ChatRequest::store).
///
/// ```no_run
/// use openai_client::{ChatRequest, Client};
///
/// # async fn run(client: Client) -> Result<(), openai_client::Error> {
/// let request = ChatRequest::new("gpt-5-mini").user("Hello").store(true).metadata([("for", "blue")]);
/// let completion = client.chat().create(request).await?;
///
/// let mut stored = client.chat().list().query("metadata[for]", "blue");
/// while let Some(completion) = stored.next().await {
///     println!("{}", completion?.text().unwrap_or_default());
/// }
/// client.chat().delete(&completion.id).await?;
/// # Ok(())
/// # }
/// ```
impl Chat {
    /// The completions that are stored, the oldest first. They can be chosen by
    /// [`query`](Pages::query): by `model`, and by notes as `metadata[key]`.
    pub fn list(&self) -> Pages<ChatCompletion> {
        Pages::new(self.calls(), Endpoint::get(ALL, []))
    }

    /// A completion that is stored.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn retrieve(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<ChatCompletion, Error>> + Send + use<> {
        self.calls().call(Endpoint::get(ONE, [id]), completion)
    }

    /// Puts other notes in the place of those of a completion that is stored: all of them.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn update(
        &self,
        id: &str,
        metadata: &BTreeMap<String, String>,
    ) -> impl Future<Output = Result<ChatCompletion, Error>> + Send + use<> {
        #[derive(Serialize)]
        struct Update<'a> {
            metadata: &'a BTreeMap<String, String>,
        }

        let endpoint = Endpoint::post(ONE, [id]).json(written(&Update { metadata }));
        self.calls().call(endpoint, completion)
    }

    /// Deletes a completion that is stored.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). An answer that does not say that it is deleted is a
    /// [`Decode`](crate::ErrorKind::Decode). When an attempt was repeated, a status of 404 may mean that
    /// the one before had deleted it.
    pub fn delete(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<DeletedCompletion, Error>> + Send + use<> {
        self.calls().ask(Endpoint::delete(ONE, [id]))
    }

    /// The messages of the request that a stored completion is the answer to, the oldest first.
    pub fn messages(&self, id: &str) -> Pages<StoredMessage> {
        Pages::new(self.calls(), Endpoint::get(MESSAGES, [id]))
    }
}

fn completion(answer: Answer) -> Result<ChatCompletion, Error> {
    decode::completion(answer.body, answer.meta, &answer.secrets)
}
