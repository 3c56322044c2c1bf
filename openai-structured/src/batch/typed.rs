//! A batch that is being written.

use super::error::BatchError;
use super::ids::Ids;
use super::mark::Mark;
use super::refused::PushError;
use super::sent::SentBatch;
use super::sheet::Sheet;
use super::{MOST_BYTES, MOST_REQUESTS};
use crate::AnswerFormat;
use crate::answer::format_of;
use crate::dialect::Dialect;
use crate::schema::ResponseFormat;
use openai_client::ErrorKind;
use openai_client::batches::{Batch, BatchRequest};
use openai_client::files::{FilePurpose, FileRequest};
use std::fmt;
use std::mem;
use std::path::Path;
use std::sync::Arc;

/// A batch of requests whose answers are `T`s, while it is written; from
/// [`ChatExt::batch`](crate::ChatExt::batch) or [`ResponsesExt::batch`](crate::ResponsesExt::batch).
///
/// All requests ask the same model, as the service refuses files that ask several.
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
    /// The model of the first request that names one.
    model: Option<String>,
    /// What the batch is asked for with; it has a file once that is uploaded.
    request: BatchRequest,
    mark: Mark,
    phase: Phase,
}

/// How far a batch is on its way.
#[derive(Debug)]
enum Phase {
    /// The service was not asked for it, or refused.
    Written,
    /// It was, and what came of that is not known: the service may have made it.
    Asked,
    /// It has made it, under this id.
    Sent(String),
}

impl<D: Dialect, T: ResponseFormat> TypedBatch<D, T> {
    pub(crate) fn new(resource: D, format: Option<AnswerFormat<T>>) -> Self {
        Self {
            resource,
            format,
            ids: Arc::default(),
            sheet: Sheet::in_memory(),
            model: None,
            request: BatchRequest::new("", D::BATCHED_AT),
            mark: Mark::new(),
            phase: Phase::Written,
        }
    }

    /// Writes the requests into a new file instead of memory. The file stays.
    ///
    /// # Errors
    ///
    /// [`BatchError::FileExists`] where there is a file already, which stays as it is; else
    /// [`BatchError::File`].
    pub fn in_file(self, path: impl AsRef<Path>) -> Result<Self, BatchError> {
        let sheet = self.sheet.into_file(path.as_ref().to_owned())?;
        Ok(Self { sheet, ..self })
    }

    /// With something different about how the service is asked for the batch: notes, or when the answers
    /// are deleted. Which file is sent, and for which path, is not to be changed.
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
        let file = mem::take(&mut self.request.input_file_id);
        let mut request = change(self.request);
        request.input_file_id = file;
        request.endpoint = D::BATCHED_AT.into();
        for name in ["input_file_id", "endpoint"] {
            request.extra.remove(name);
        }
        self.request = request;
        self
    }

    /// Adds a request under a name of yours, by which its answer is known.
    ///
    /// The schema of `T` becomes its response format, in place of any other.
    ///
    /// ```
    /// # use openai_structured::prelude::*;
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct Invoice { total: f64 }
    /// # async fn run(client: Client, texts: Vec<(String, String)>) -> Result<(), Box<dyn std::error::Error>> {
    /// // As many batches as it takes:
    /// let (mut batch, mut sent) = (client.chat().batch::<Invoice>(), Vec::new());
    /// for (name, text) in texts {
    ///     let request = ChatRequest::new("gpt-5-mini").user(text);
    ///     let Err(refused) = batch.push(&name, request) else {
    ///         continue;
    ///     };
    ///     if batch.is_empty() || !refused.error().is_full() {
    ///         return Err(refused.into());
    ///     }
    ///     sent.push(batch.submit().await?);
    ///     batch = client.chat().batch();
    ///     batch.push(&name, refused.into_request())?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// An id that is empty or there already; a request that asks for a stream or for another model, or that
    /// JSON cannot say; more than [`MOST_REQUESTS`] requests or [`MOST_BYTES`] bytes; a file that cannot be
    /// written; a batch that the service has made, or may have made. The batch is then as it was before,
    /// and the error has the request.
    pub fn push(
        &mut self,
        id: impl AsRef<str>,
        mut request: D::Request,
    ) -> Result<(), PushError<D::Request>> {
        match self.write(id.as_ref(), &mut request) {
            Ok(()) => Ok(()),
            Err(error) => Err(PushError::new(error, request)),
        }
    }

    fn write(&mut self, id: &str, request: &mut D::Request) -> Result<(), BatchError> {
        match &self.phase {
            Phase::Written => {}
            Phase::Asked => return Err(BatchError::Asked),
            Phase::Sent(batch) => return Err(BatchError::Submitted(batch.clone())),
        }
        if id.is_empty() {
            return Err(BatchError::EmptyId);
        }
        if self.ids.place(id).is_some() {
            return Err(BatchError::SameId(id.to_owned()));
        }
        if self.ids.len() >= MOST_REQUESTS {
            return Err(BatchError::TooManyRequests);
        }
        if D::is_streamed(request) {
            return Err(BatchError::Streamed(id.to_owned()));
        }
        let model = D::model(request).to_owned();
        if let Some(first) = &self.model
            && !model.is_empty()
            && model != *first
        {
            let (id, first) = (id.to_owned(), first.clone());
            return Err(BatchError::OtherModel { id, model, first });
        }
        let format = match &self.format {
            Some(format) => (&format.for_model(&model)).into(),
            None => format_of::<T>(&model)?,
        };
        D::set_format(request, format);
        let line = line(id, D::BATCHED_AT, &D::body(request)?);
        if self.sheet.bytes() + line.len() as u64 > MOST_BYTES {
            return Err(BatchError::TooManyBytes);
        }
        self.sheet.push(&line)?;
        Arc::make_mut(&mut self.ids).push(id);
        if !model.is_empty() {
            self.model.get_or_insert(model);
        }
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

    /// The word by which this batch is told from all others: it is random, and stands in the notes of the
    /// batch under [`MARK`](super::MARK), unless there are 16 others.
    ///
    /// Who keeps it before the batch is submitted finds it in [`Batches::list`](openai_client::Batches::list)
    /// whatever becomes of the program.
    pub fn mark(&self) -> &str {
        self.mark.as_str()
    }

    /// Uploads the file of the requests and asks the service to carry them out.
    ///
    /// A batch is made, and paid for, once. After an error, and after this future was dropped, it can be
    /// called again: what has been uploaded is not uploaded again, the calls have the same idempotency
    /// keys, and where the service may have made the batch, such as after
    /// [`MaybeSent`](ErrorKind::MaybeSent), it is looked for among the hundred newest by its
    /// [mark](Self::mark). Only a batch whose own notes leave no room for the mark may be made twice then,
    /// by services that do not honour the keys.
    ///
    /// # Errors
    ///
    /// [`BatchError::NoRequests`], [`BatchError::File`], and those of the calls. After success it is
    /// [`BatchError::Submitted`], and nothing is sent.
    pub async fn submit(&mut self) -> Result<SentBatch<D, T>, BatchError> {
        if let Phase::Sent(id) = &self.phase {
            return Err(BatchError::Submitted(id.clone()));
        }
        if self.is_empty() {
            return Err(BatchError::NoRequests);
        }
        if self.request.input_file_id.is_empty() {
            let file = FileRequest::new(self.sheet.input()?, FilePurpose::Batch);
            let options = self.mark.call("file", self.len());
            let file = self.resource.files().with(options).create(file).await?;
            self.request.input_file_id = file.id;
        }
        let batch = self.ask().await?;
        self.phase = Phase::Sent(batch.id.clone());
        let sent = SentBatch::new(self.resource.clone(), batch.id.clone(), self.format.clone());
        Ok(sent.made(batch, Arc::clone(&self.ids)))
    }

    /// Has the batch made, if it is not there already.
    async fn ask(&mut self) -> Result<Batch, BatchError> {
        let batches = self.resource.batches();
        if matches!(self.phase, Phase::Asked)
            && let Some(page) = batches.list().limit(100).next_page().await
            && let Some(batch) = page?.data.into_iter().find(|it| self.mark.is_on(it))
        {
            return Ok(batch);
        }
        let mut request = self.request.clone();
        self.mark.note(&mut request);
        // Said before, as the future may be dropped.
        let before = mem::replace(&mut self.phase, Phase::Asked);
        let options = self.mark.call("batch", self.len());
        let made = batches.with(options).create(request).await;
        if made.as_ref().is_err_and(is_refusal) {
            self.phase = before;
        }
        Ok(made?)
    }
}

/// Whether the service has certainly not made what it was asked for.
fn is_refusal(error: &openai_client::Error) -> bool {
    match error.kind() {
        ErrorKind::Config | ErrorKind::Credentials | ErrorKind::Request | ErrorKind::NotSent => {
            true
        }
        // A gateway that gave up, or one that still works on a call of this key, says nothing of the batch.
        ErrorKind::Status => error.status().is_some_and(|status| {
            status.is_client_error() && !matches!(status.as_u16(), 408 | 409)
        }),
        _ => false,
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
