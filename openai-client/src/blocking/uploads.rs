//! Files that are sent in parts.

use std::future::IntoFuture as _;

use super::resource::resource;
use crate::{
    error::Error,
    files::FilePurpose,
    form::FileInput,
    uploads::{CompleteUpload, FileUpload, Upload, UploadPart, UploadRequest},
};

resource! {
    /// Files that are sent in parts; from [`Client::uploads`](super::Client::uploads). Cheap to make and to
    /// clone.
    ///
    /// Each call is that of [`Uploads`](crate::Uploads), errors included.
    ///
    /// ```no_run
    /// use openai_client::{FileInput, blocking::Client, files::FilePurpose};
    ///
    /// # fn main() -> Result<(), openai_client::Error> {
    /// let client = Client::from_env()?;
    /// let file = FileInput::path("train.jsonl");
    /// let upload = client.uploads().upload(file, FilePurpose::FineTune, |upload| upload.at_once(4))?;
    /// println!("{:?}", upload.file);
    /// # Ok(())
    /// # }
    /// ```
    Uploads {
        /// Begins an upload
        create(request: UploadRequest) -> Upload;
        /// Sends a part
        add_part(id: &str, part: FileInput) -> UploadPart;
        /// Makes a file of the parts
        complete(id: &str, request: CompleteUpload) -> Upload;
        /// Gives an upload up
        cancel(id: &str) -> Upload;
    }
}

impl Uploads {
    /// Sends a file in parts and makes it one, with what is said about it, as
    /// [`Uploads::upload`](crate::Uploads::upload).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn upload(
        &self,
        file: FileInput,
        purpose: impl Into<FilePurpose>,
        say: impl FnOnce(FileUpload) -> FileUpload,
    ) -> Result<Upload, Error> {
        let upload = say(self.calls.upload(file, purpose));
        self.runtime.block_on(upload.into_future())
    }
}
