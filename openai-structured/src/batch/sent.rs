//! A batch that the service carries out, and one that stays as it is.

use super::answers::BatchAnswers;
use super::error::BatchError;
use super::ids::Ids;
use crate::AnswerFormat;
use crate::dialect::Dialect;
use crate::schema::ResponseFormat;
use openai_client::Wait;
use openai_client::batches::{Batch, BatchStatus};
use std::fmt;
use std::sync::Arc;

/// A batch that the service carries out; from [`TypedBatch::submit`](super::TypedBatch::submit), or by its
/// id from [`ChatExt::open_batch`](crate::ChatExt::open_batch).
pub struct SentBatch<D: Dialect, T> {
    resource: D,
    id: String,
    format: Option<AnswerFormat<T>>,
    /// The names of its requests, if they are known.
    ids: Option<Arc<Ids>>,
    /// As it was made.
    made: Option<Batch>,
}

impl<D: Dialect, T: ResponseFormat> SentBatch<D, T> {
    pub(crate) fn new(resource: D, id: String, format: Option<AnswerFormat<T>>) -> Self {
        Self {
            resource,
            id,
            format,
            ids: None,
            made: None,
        }
    }

    pub(super) fn made(mut self, batch: Batch, ids: Arc<Ids>) -> Self {
        self.made = Some(batch);
        self.ids = Some(ids);
        self
    }

    /// Names the requests of a batch that was made by another process, so that those without an answer
    /// are told. One that was submitted here knows them.
    ///
    /// ```no_run
    /// # use openai_structured::prelude::*;
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct Invoice { total: f64 }
    /// # fn open(client: openai_structured::client::Client, names: Vec<String>) {
    /// let batch = client.chat().open_batch::<Invoice>("batch_123").of_requests(names);
    /// # }
    /// ```
    #[must_use]
    pub fn of_requests<I: AsRef<str>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        let mut known = Ids::default();
        for id in ids {
            if known.place(id.as_ref()).is_none() {
                known.push(id.as_ref());
            }
        }
        self.ids = Some(Arc::new(known));
        self
    }

    /// The service's name for it, by which another process can go on:
    /// [`ChatExt::open_batch`](crate::ChatExt::open_batch).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The batch as the service made it; none if it was [opened](crate::ChatExt::open_batch).
    pub fn batch(&self) -> Option<&Batch> {
        self.made.as_ref()
    }

    /// How far it is.
    ///
    /// # Errors
    ///
    /// Those of [`Batches::retrieve`](openai_client::Batches::retrieve), and
    /// [`BatchError::OtherEndpoint`].
    pub async fn look(&self) -> Result<Batch, BatchError> {
        let batch = self.resource.batches().retrieve(&self.id).await?;
        is_for(&batch.endpoint, D::BATCHED_AT)?;
        Ok(batch)
    }

    /// Waits until it stays as it is: completed, or expired or cancelled with the answers that there are.
    ///
    /// # Errors
    ///
    /// [`BatchError::Refused`] where the service refused the file of the requests.
    /// [`BatchError::OtherEndpoint`] where a batch was opened as one of another kind. Those of
    /// [`Batches::wait`](openai_client::Batches::wait), after which it can be waited for again.
    pub async fn wait(&self, wait: Wait) -> Result<DoneBatch<D, T>, BatchError> {
        let batch = self.resource.batches().wait(&self.id, wait).await?;
        if batch.status == Some(BatchStatus::Failed) {
            return Err(BatchError::Refused(Box::new(batch)));
        }
        is_for(&batch.endpoint, D::BATCHED_AT)?;
        Ok(DoneBatch {
            resource: self.resource.clone(),
            batch,
            format: self.format.clone(),
            ids: self.ids.clone(),
        })
    }

    /// Cancels it. It can be waited for then, and has the answers that there are.
    ///
    /// # Errors
    ///
    /// Those of [`Batches::cancel`](openai_client::Batches::cancel).
    pub async fn cancel(&self) -> Result<Batch, BatchError> {
        Ok(self.resource.batches().cancel(&self.id).await?)
    }
}

impl<D: Dialect, T> fmt::Debug for SentBatch<D, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SentBatch")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Compares what a batch is for with what it is read as. Services differ in what stands before the last
/// words of a path, and some do not say it.
fn is_for(endpoint: &str, opened: &'static str) -> Result<(), BatchError> {
    let words = opened.strip_prefix("/v1").unwrap_or(opened);
    if endpoint.is_empty() || endpoint.ends_with(words) {
        return Ok(());
    }
    let endpoint = endpoint.to_owned();
    Err(BatchError::OtherEndpoint { endpoint, opened })
}

/// A batch that stays as it is; from [`SentBatch::wait`].
pub struct DoneBatch<D: Dialect, T> {
    resource: D,
    batch: Batch,
    format: Option<AnswerFormat<T>>,
    ids: Option<Arc<Ids>>,
}

impl<D: Dialect, T: ResponseFormat> DoneBatch<D, T> {
    /// The batch: its status, its counts, its usage, its files.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Its answers, as they are received: those of the file of answers, then those of the file of errors,
    /// then the requests that neither has.
    ///
    /// # Errors
    ///
    /// Those of [`Files::content`](openai_client::Files::content), until the first file begins.
    pub async fn answers(&self) -> Result<BatchAnswers<D, T>, BatchError> {
        let files = [&self.batch.output_file_id, &self.batch.error_file_id];
        let files = files.into_iter().flatten().filter(|id| !id.is_empty());
        let files = files.cloned().collect();
        let (resource, format) = (self.resource.clone(), self.format.clone());
        BatchAnswers::open(resource, format, files, self.ids.clone()).await
    }
}

impl<D: Dialect, T> fmt::Debug for DoneBatch<D, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DoneBatch")
            .field("batch", &self.batch)
            .finish_non_exhaustive()
    }
}
