//! The calls: uploads and their parts.

use std::future::Future;

use super::{CompleteUpload, FileUpload, Upload, UploadPart, UploadRequest};
use crate::{
    client::{Endpoint, objects, resource},
    error::Error,
    files::FilePurpose,
    form::{FileInput, Form},
};

const ALL: &str = "uploads";
const PARTS: &str = "uploads/{upload_id}/parts";
const COMPLETE: &str = "uploads/{upload_id}/complete";
const CANCEL: &str = "uploads/{upload_id}/cancel";

objects! {
    Upload, "an upload", id;
    UploadPart, "a part of an upload", id;
}

resource! {
    /// Files that are sent in parts, of up to 8 GB; from [`Client::uploads`](crate::Client::uploads). Cheap to
    /// make and to clone.
    ///
    /// [`upload`](Self::upload) does it all; the other calls are its steps.
    ///
    /// The errors of all calls are those of [`ErrorKind`](crate::ErrorKind).
    ///
    /// ```no_run
    /// use openai_client::{Client, FileInput, files::FilePurpose};
    ///
    /// # async fn run(client: Client) -> Result<(), openai_client::Error> {
    /// let file = FileInput::path("train.jsonl");
    /// let upload = client.uploads().upload(file, FilePurpose::FineTune).await?;
    /// println!("{:?}", upload.file);
    /// # Ok(())
    /// # }
    /// ```
    pub struct Uploads;
}

impl Uploads {
    /// Sends a file in parts and makes it one, once it is awaited; see [`FileUpload`] for what can be
    /// said about it.
    pub fn upload(&self, file: FileInput, purpose: impl Into<FilePurpose>) -> FileUpload {
        FileUpload::new(self.clone(), file, purpose.into())
    }

    /// Begins an upload, which takes parts for an hour.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, as by all calls"
    )]
    pub fn create(
        &self,
        request: UploadRequest,
    ) -> impl Future<Output = Result<Upload, Error>> + Send + use<> {
        let endpoint = Endpoint::post(ALL, []).json(request.to_json());
        self.calls.ask(endpoint)
    }

    /// Sends a part, of up to 64 MB. Parts may come in any order, and several at once. It is tried again
    /// where the answer was lost, too.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn add_part(
        &self,
        id: &str,
        part: FileInput,
    ) -> impl Future<Output = Result<UploadPart, Error>> + Send + use<> {
        let form = Form::new().file("data", part);
        // A part that is there twice is none of the file but by its id.
        let endpoint = Endpoint::post(PARTS, [id]).form(form).harmless();
        self.calls.ask(endpoint)
    }

    /// Makes a file of the parts, which is then in [`Upload::file`].
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). The service refuses parts that have not as many bytes as was
    /// said.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, as by all calls"
    )]
    pub fn complete(
        &self,
        id: &str,
        request: CompleteUpload,
    ) -> impl Future<Output = Result<Upload, Error>> + Send + use<> {
        let endpoint = Endpoint::post(COMPLETE, [id]).json(request.to_json());
        self.calls.ask(endpoint)
    }

    /// Gives an upload up, with its parts.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn cancel(&self, id: &str) -> impl Future<Output = Result<Upload, Error>> + Send + use<> {
        self.calls.ask(Endpoint::post(CANCEL, [id]).harmless())
    }

    /// The same for the calls after the first of several that are made together.
    pub(super) fn unkeyed(&self) -> Self {
        Self {
            calls: self.calls.unkeyed(),
        }
    }
}
