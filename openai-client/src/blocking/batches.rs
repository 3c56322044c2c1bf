//! Batches of requests.

use super::resource::resource;
use crate::{
    batches::{Batch, BatchRequest},
    wait::Wait,
};

resource! {
    /// The batches of requests; from [`Client::batches`](super::Client::batches). Cheap to make and to
    /// clone.
    ///
    /// Each call is that of [`Batches`](crate::Batches), errors included.
    Batches {
        /// Has the requests in a file carried out
        create(request: BatchRequest) -> Batch;
        /// How far a batch is
        retrieve(id: &str) -> Batch;
        /// Stops a batch
        cancel(id: &str) -> Batch;
        /// The batches, the newest first
        list() -> pages of Batch;
        /// Waits until a batch stays as it is
        wait(id: &str, wait: Wait) -> Batch;
    }
}
