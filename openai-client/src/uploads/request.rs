//! The requests that begin and complete an upload.

use std::time::Duration;

use crate::{
    body::request_body,
    files::{FileExpiry, FilePurpose},
};

request_body! {
    /// A request for a new upload: what is known of the file before its parts come.
    ///
    /// ```
    /// use openai_client::{files::FilePurpose, uploads::UploadRequest};
    ///
    /// let request = UploadRequest::new("train.jsonl", FilePurpose::FineTune, 2_147_483_648, "text/jsonl");
    /// ```
    pub struct UploadRequest {
        /// The name of the file.
        filename = "filename": String;
        /// How many bytes it has.
        bytes = "bytes": u64;
        /// What it is.
        mime_type = "mime_type": String;
    } with {
        /// What it is for.
        purpose = "purpose": FilePurpose, into;
        /// When it is deleted.
        expires_after = "expires_after": FileExpiry, by_hand;
    }
}

impl UploadRequest {
    /// A file of this name, for this, of so many bytes, and of this type.
    pub fn new(
        filename: impl Into<String>,
        purpose: impl Into<FilePurpose>,
        bytes: u64,
        mime_type: impl Into<String>,
    ) -> Self {
        let request = Self {
            filename: filename.into(),
            bytes,
            mime_type: mime_type.into(),
            ..Self::default()
        };
        request.purpose(purpose)
    }

    /// Deletes the file so long after it was made: an hour to 30 days, in whole seconds.
    pub fn expires_after(mut self, time: Duration) -> Self {
        self.expires_after = Some(FileExpiry::after(time));
        self
    }
}

request_body! {
    /// A request to make a file of an upload: its parts, in their order.
    ///
    /// ```
    /// use openai_client::uploads::CompleteUpload;
    ///
    /// let request = CompleteUpload::new(["part_1", "part_2"]).md5("900150983cd24fb0d6963f7d28e17f72");
    /// ```
    pub struct CompleteUpload {
        /// The ids of the parts.
        part_ids = "part_ids": Vec<String>;
    } with {
        /// The MD5 of the whole file, which the service then holds it to.
        md5 = "md5": String, into;
    }
}

impl CompleteUpload {
    /// Of these parts.
    pub fn new<I: Into<String>>(part_ids: impl IntoIterator<Item = I>) -> Self {
        Self {
            part_ids: part_ids.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }
}
