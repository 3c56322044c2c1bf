//! The Embeddings API: `/embeddings`, texts as vectors.

#[cfg(feature = "transport")]
mod calls;
mod embedding;
mod request;
mod vector;

#[cfg(feature = "transport")]
pub use calls::Embeddings;
pub use embedding::{Embedding, EmbeddingResponse, EmbeddingUsage};
pub use request::{EmbeddingInput, EmbeddingRequest, EncodingFormat};
