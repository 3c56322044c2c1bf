//! Batches of requests.

use bytes::Bytes;

use super::resource::resource;
use crate::{
    batches::{Batch, BatchOutput, BatchRequest, OutputReader},
    error::Error,
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

impl Batches {
    /// Reads a line of the files that a batch ends in, as [`Batches::output`](crate::Batches::output).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// ```
    /// use openai_client::blocking::Client;
    ///
    /// let line = r#"{"custom_id":"a","response":null,"error":{"code":"batch_expired"}}"#;
    /// let client = Client::builder().api_key("sk-example").build_blocking()?;
    /// assert_eq!(client.batches().output(line)?.custom_id, "a");
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn output(&self, line: impl Into<Bytes>) -> Result<BatchOutput, Error> {
        self.calls.output(line)
    }

    /// What reads lines so, made once for all lines of a file.
    ///
    /// # Errors
    ///
    /// As [`Batches::reader`](crate::Batches::reader).
    pub fn reader(&self) -> Result<OutputReader, Error> {
        self.calls.reader()
    }
}
