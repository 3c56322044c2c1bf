//! Vectors of texts.

use super::resource::resource;
use crate::embeddings::{EmbeddingRequest, EmbeddingResponse, EncodingFormat};

resource! {
    /// Vectors of texts; from [`Client::embeddings`](super::Client::embeddings). Cheap to make and to
    /// clone.
    ///
    /// Each call is that of [`Embeddings`](crate::Embeddings), errors included.
    Embeddings {
        /// Makes vectors of texts
        create(request: EmbeddingRequest) -> EmbeddingResponse;
    }
}

impl Embeddings {
    /// The same with another form of vectors for requests that do not say one, as
    /// [`Embeddings::encoding_format`](crate::Embeddings::encoding_format).
    #[must_use]
    pub fn encoding_format(self, format: impl Into<Option<EncodingFormat>>) -> Self {
        let calls = self.calls.encoding_format(format);
        Self { calls, ..self }
    }
}
