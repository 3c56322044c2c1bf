//! A batch that is being written.

use super::error::BatchError;
use super::ids::Ids;
use super::sent::SentBatch;
use super::sheet::Sheet;
use super::{MOST_BYTES, MOST_REQUESTS};
use crate::AnswerFormat;
use crate::answer::format_of;
use crate::dialect::Dialect;
use crate::schema::ResponseFormat;
use openai_client::batches::BatchRequest;
use openai_client::files::{FilePurpose, FileRequest};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A batch of requests whose answers are `T`s, while it is written; from
/// [`ChatExt::batch`](crate::ChatExt::batch) or [`ResponsesExt::batch`](crate::ResponsesExt::batch).
///
/// All requests should ask the same model: the service refuses files that ask several.
///
/// See the [module](self::super) for the whole way.
#[must_use = "nothing is sent before it is submitted"]
pub struct TypedBatch<D: Dialect, T> {
    resource: D,
    /// Of the type as it is, if none.
    format: Option<AnswerFormat<T>>,
    /// The requests' names; those that answers are waited for share them.
    ids: Arc<Ids>,
    sheet: Sheet,
    /// What the batch is asked for with; it has a file once that is uploaded.
    request: BatchRequest,
}

impl<D: Dialect, T: ResponseFormat> TypedBatch<D, T> {
    pub(crate) fn new(resource: D, format: Option<AnswerFormat<T>>) -> Self {
        Self {
            resource,
            format,
            ids: Arc::default(),
            sheet: Sheet::in_memory(),
            request: BatchRequest::new("", D::BATCHED_AT),
        }
    }

    /// Writes the requests into a file instead of memory, in place of what is in it. The file stays.
    ///
    /// # Errors
    ///
    /// [`BatchError::File`].
    pub fn in_file(self, path: impl AsRef<Path>) -> Result<Self, BatchError> {
        let sheet = self.sheet.into_file(path.as_ref().to_owned())?;
        Ok(Self { sheet, ..self })
    }

    /// With something different about how the service is asked for the batch: notes, or when the answers
    /// are deleted.
    ///
    /// ```no_run
    /// # use openai_structured::prelude::*;
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct Invoice { total: f64 }
    /// # fn batch(client: openai_structured::client::Client) {
    /// let batch = client
    ///     .chat()
    ///     .batch::<Invoice>()
    ///     .with(|request| request.metadata([("month", "may")]));
    /// # }
    /// ```
    pub fn with(mut self, change: impl FnOnce(BatchRequest) -> BatchRequest) -> Self {
        self.request = change(self.request);
        self
    }

    /// Adds a request under a name of yours, by which its answer is known.
    ///
    /// The schema of `T` becomes its response format, in place of any other.
    ///
    /// # Errors
    ///
    /// An id that is empty or there already; a request that asks for a stream, or that JSON cannot say;
    /// more than [`MOST_REQUESTS`] requests or [`MOST_BYTES`] bytes; a file that cannot be written. The
    /// batch is then as it was before.
    pub fn push(&mut self, id: impl AsRef<str>, mut request: D::Request) -> Result<(), BatchError> {
        let id = id.as_ref();
        if id.is_empty() {
            return Err(BatchError::EmptyId);
        }
        if self.ids.place(id).is_some() {
            return Err(BatchError::SameId(id.to_owned()));
        }
        if self.ids.len() >= MOST_REQUESTS {
            return Err(BatchError::TooManyRequests);
        }
        if D::is_streamed(&request) {
            return Err(BatchError::Streamed(id.to_owned()));
        }
        let format = match &self.format {
            Some(format) => (&format.for_model(D::model(&request))).into(),
            None => format_of::<T>(D::model(&request))?,
        };
        D::set_format(&mut request, format);
        let line = line(id, D::BATCHED_AT, &D::body(&request)?);
        if self.sheet.bytes() + line.len() as u64 > MOST_BYTES {
            return Err(BatchError::TooManyBytes);
        }
        self.sheet.push(&line)?;
        Arc::make_mut(&mut self.ids).push(id);
        // What was uploaded has not got it.
        self.request.input_file_id.clear();
        Ok(())
    }

    /// How many requests there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes the file of the requests has.
    pub fn bytes(&self) -> u64 {
        self.sheet.bytes()
    }

    /// Uploads the file of the requests and asks the service to carry them out.
    ///
    /// After an error it can be called again: what has been uploaded is not uploaded again.
    ///
    /// # Errors
    ///
    /// [`BatchError::NoRequests`], [`BatchError::File`], and those of the calls. Where the error is
    /// [`MaybeSent`](openai_client::ErrorKind::MaybeSent), the service may have made the batch: see
    /// [`Batches::list`](openai_client::Batches::list).
    pub async fn submit(&mut self) -> Result<SentBatch<D, T>, BatchError> {
        if self.is_empty() {
            return Err(BatchError::NoRequests);
        }
        if self.request.input_file_id.is_empty() {
            let file = FileRequest::new(self.sheet.input()?, FilePurpose::Batch);
            let file = self.resource.files().create(file).await?;
            self.request.input_file_id = file.id;
        }
        let made = self.resource.batches().create(self.request.clone());
        let batch = made.await?;
        let sent = SentBatch::new(self.resource.clone(), batch.id.clone(), self.format.clone());
        Ok(sent.made(batch, Arc::clone(&self.ids)))
    }
}

/// A request as a line. The body is JSON, in which an end of a line can only stand between two tokens.
fn line(id: &str, url: &str, body: &[u8]) -> Vec<u8> {
    let id = serde_json::Value::from(id);
    let head = format!(r#"{{"custom_id":{id},"method":"POST","url":"{url}","body":"#);
    let mut line = Vec::with_capacity(head.len() + body.len() + 2);
    line.extend_from_slice(head.as_bytes());
    line.extend(body.iter().map(|byte| match byte {
        b'\n' | b'\r' => b' ',
        other => *other,
    }));
    line.extend_from_slice(b"}\n");
    line
}

impl<D: Dialect, T> fmt::Debug for TypedBatch<D, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TypedBatch")
            .field("requests", &self.ids.len())
            .field("bytes", &self.sheet.bytes())
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}
