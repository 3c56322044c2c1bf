//! A file from its first part to its last.

use std::{
    collections::BTreeMap,
    fmt,
    future::{Future, IntoFuture, poll_fn},
    pin::Pin,
    task::Poll,
    time::Duration,
};

use super::{CompleteUpload, Upload, UploadRequest, Uploads, few::Few};
use tokio::time::timeout;

use crate::{
    client::CallOptions,
    error::{Error, ErrorKind},
    files::FilePurpose,
    form::{FileInput, FileParts},
    wait::CANCELLING,
};

/// The service takes parts of up to 64 MB.
const PART: u64 = 64 << 20;

/// A file that is sent in parts once it is awaited; from [`Uploads::upload`].
///
/// Parts of a file of the file system, and of bytes, are read as they are sent, in pieces of 256 KB. Those
/// of a stream are gathered in memory, each whole, so that it can be sent again. Each part is tried again
/// by itself, also where its answer was lost. An idempotency key of the options is that of the first call
/// alone.
///
/// If something fails, the upload is cancelled as far as can be; but not where the file may have been made
/// and only the answer was lost ([`MaybeSent`](crate::ErrorKind::MaybeSent)): then
/// [`UploadProgress::upload_id`] says which it is. If the future is dropped nothing is cancelled, and the
/// service forgets the upload after an hour.
///
/// # Errors
///
/// Those of [`ErrorKind`](crate::ErrorKind). A file that cannot be read, whose length is not known, or
/// that has another length than was said, is a [`Request`](crate::ErrorKind::Request).
///
/// ```no_run
/// use openai_client::{Client, FileInput, files::FilePurpose};
///
/// # async fn run(client: Client) -> Result<(), openai_client::Error> {
/// let upload = client
///     .uploads()
///     .upload(FileInput::path("train.jsonl"), FilePurpose::FineTune)
///     .at_once(4)
///     .on_progress(|progress| println!("{} of {} bytes", progress.sent, progress.bytes))
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct FileUpload {
    uploads: Uploads,
    file: FileInput,
    purpose: FilePurpose,
    part_bytes: u64,
    at_once: usize,
    expires_after: Option<Duration>,
    md5: Option<String>,
    told: Told,
}

/// How much of a file was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadProgress {
    /// The service's name for the upload.
    pub upload_id: String,
    /// How many bytes the service has.
    pub sent: u64,
    /// How many bytes the file has.
    pub bytes: u64,
}

type Told = Box<dyn FnMut(UploadProgress) + Send>;

impl FileUpload {
    pub(super) fn new(uploads: Uploads, file: FileInput, purpose: FilePurpose) -> Self {
        Self {
            uploads,
            file,
            purpose,
            part_bytes: PART,
            at_once: 1,
            expires_after: None,
            md5: None,
            told: Box::new(|_| ()),
        }
    }

    /// How many bytes a part has, at least one; 64 MB (67,108,864 bytes) unless it is set, and the service
    /// takes no more.
    pub fn part_bytes(mut self, bytes: u64) -> Self {
        self.part_bytes = bytes.max(1);
        self
    }

    /// How many parts are sent at once, at least one; one unless it is set. Of a stream so many are in
    /// memory.
    pub fn at_once(mut self, parts: usize) -> Self {
        self.at_once = parts.max(1);
        self
    }

    /// Deletes the file so long after it was made: an hour to 30 days, in whole seconds.
    pub fn expires_after(mut self, time: Duration) -> Self {
        self.expires_after = Some(time);
        self
    }

    /// The MD5 of the whole file, which the service then holds it to.
    pub fn md5(mut self, md5: impl Into<String>) -> Self {
        self.md5 = Some(md5.into());
        self
    }

    /// Is called when the upload has begun, and whenever the service has taken a part.
    pub fn on_progress(mut self, told: impl FnMut(UploadProgress) + Send + 'static) -> Self {
        self.told = Box::new(told);
        self
    }

    async fn run(self) -> Result<Upload, Error> {
        let file = self.file.open().await?;
        let Some(bytes) = file.length else {
            let what = "the length of the file is not known, which the service wants to know first";
            return Err(Error::request(what, None));
        };
        let (name, content_type) = (&*file.name, &*file.content_type);
        let mut request = UploadRequest::new(name, self.purpose, bytes, content_type);
        if let Some(time) = self.expires_after {
            request = request.expires_after(time);
        }
        let upload = self.uploads.create(request).await?;
        let uploads = self.uploads.unkeyed();
        let mut sending = Sending {
            uploads: &uploads,
            id: &upload.id,
            parts: file.in_parts(bytes, self.part_bytes),
            at_once: self.at_once,
            progress: UploadProgress {
                upload_id: upload.id.clone(),
                sent: 0,
                bytes,
            },
            told: self.told,
        };
        let completed = async {
            let mut request = CompleteUpload::new(sending.all().await?);
            request.md5 = self.md5;
            uploads.complete(&upload.id, request).await
        };
        match completed.await {
            Ok(completed) => Ok(completed),
            // Only of the last call: parts are sent again.
            Err(error) if error.kind() == ErrorKind::MaybeSent && !error.is_retryable() => {
                Err(error)
            }
            Err(error) => {
                // As far as can be: the error is the one that counts.
                let once = uploads.with(CallOptions::new().max_retries(0));
                drop(timeout(CANCELLING, once.cancel(&upload.id)).await);
                Err(error)
            }
        }
    }
}

impl IntoFuture for FileUpload {
    type Output = Result<Upload, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for FileUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileUpload")
            .field("file", &self.file)
            .field("purpose", &self.purpose)
            .field("part_bytes", &self.part_bytes)
            .field("at_once", &self.at_once)
            .finish_non_exhaustive()
    }
}

/// The parts on their way.
struct Sending<'a> {
    uploads: &'a Uploads,
    id: &'a str,
    parts: FileParts,
    at_once: usize,
    progress: UploadProgress,
    told: Told,
}

/// What comes next.
enum Step {
    /// A part of the file, of so many bytes.
    Part(u64, FileInput),
    /// The service has a part: which one, its bytes, its id.
    Sent(usize, u64, String),
    /// All parts are there.
    End,
}

impl Sending<'_> {
    /// Sends all parts, and gives their ids in the order of the file.
    async fn all(&mut self) -> Result<Vec<String>, Error> {
        let mut ids = BTreeMap::new();
        let mut begun = 0;
        let mut few = Few::new();
        let mut is_read = false;
        (self.told)(self.progress.clone());
        loop {
            let step = poll_fn(|cx| {
                // The file is read on while parts are sent.
                if !is_read
                    && few.len() < self.at_once
                    && let Poll::Ready(part) = self.parts.poll_next(cx)
                {
                    match part.transpose()? {
                        Some((bytes, part)) => return Poll::Ready(Ok(Step::Part(bytes, part))),
                        None => is_read = true,
                    }
                }
                match few.poll_next(cx) {
                    Poll::Ready(Some(sent)) => Poll::Ready(sent),
                    Poll::Ready(None) if is_read => Poll::Ready(Ok(Step::End)),
                    Poll::Ready(None) | Poll::Pending => Poll::Pending,
                }
            });
            match step.await? {
                Step::Part(bytes, part) => {
                    let place = begun;
                    begun += 1;
                    let sent = self.uploads.add_part(self.id, part);
                    few.push(async move { Ok(Step::Sent(place, bytes, sent.await?.id)) });
                }
                Step::Sent(place, bytes, id) => {
                    ids.insert(place, id);
                    self.progress.sent += bytes;
                    (self.told)(self.progress.clone());
                }
                Step::End => return Ok(ids.into_values().collect()),
            }
        }
    }
}
