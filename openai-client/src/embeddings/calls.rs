//! The call: embeddings.

use std::{fmt, future::Future, sync::Arc};

use super::{EmbeddingRequest, EmbeddingResponse, EncodingFormat};
use crate::{
    client::{CallOptions, Endpoint, Resource, object, objects},
    error::Error,
    exchange::Exchange,
};

const ALL: &str = "embeddings";

objects! {
    EmbeddingResponse, "a list of embeddings", data;
}

/// Texts as vectors; from [`Client::embeddings`](crate::Client::embeddings). Cheap to make and to clone.
///
/// ```no_run
/// use openai_client::{Client, embeddings::EmbeddingRequest};
///
/// # async fn run(client: Client) -> Result<(), openai_client::Error> {
/// let request = EmbeddingRequest::new("text-embedding-3-small").input(["cat", "dog"]);
/// let vectors = client.embeddings().create(request).await?.vectors();
/// let likeness: f32 = vectors[0].iter().zip(&vectors[1]).map(|(a, b)| a * b).sum();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Embeddings {
    calls: Resource,
    encoding_format: Option<EncodingFormat>,
}

impl Embeddings {
    pub(crate) fn new(exchange: Arc<Exchange>) -> Self {
        Self {
            calls: Resource::new(exchange),
            encoding_format: Some(EncodingFormat::Base64),
        }
    }

    /// The same with something different about the calls. Of options that were given before, what
    /// is not said anew holds.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self {
            calls: self.calls.with(options),
            encoding_format: self.encoding_format.clone(),
        }
    }

    /// The same with another form of vectors for requests that do not say one; none asks for nothing,
    /// for services that do not know of forms. Without this it is Base64.
    ///
    /// ```no_run
    /// # use openai_client::{Client, embeddings::EncodingFormat};
    /// # fn run(client: Client) {
    /// let embeddings = client.embeddings().encoding_format(EncodingFormat::Float);
    /// let embeddings = client.embeddings().encoding_format(None);
    /// # }
    /// ```
    #[must_use]
    pub fn encoding_format(mut self, format: impl Into<Option<EncodingFormat>>) -> Self {
        self.encoding_format = format.into();
        self
    }

    /// Makes a vector of each input.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). An answer with a vector that cannot be read or has no
    /// numbers, or with another number of vectors than of inputs, is a
    /// [`Decode`](crate::ErrorKind::Decode).
    pub fn create(
        &self,
        mut request: EmbeddingRequest,
    ) -> impl Future<Output = Result<EmbeddingResponse, Error>> + Send + use<> {
        if request.encoding_format.is_none() {
            request.encoding_format.clone_from(&self.encoding_format);
        }
        let inputs = request.input.len();
        let endpoint = Endpoint::post(ALL, []).json(request.to_json());
        self.calls.call(endpoint, move |answer| {
            let (meta, body) = (answer.meta.clone(), answer.body.clone());
            let mut response: EmbeddingResponse = object(answer)?;
            match response.settle(inputs) {
                Ok(()) => Ok(response),
                Err((what, path)) => Err(Error::decode(what, Some(path), None, meta, body)),
            }
        })
    }
}

impl fmt::Debug for Embeddings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.calls.debug("Embeddings", f)
    }
}
