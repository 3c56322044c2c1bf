//! The request for a new file.

use std::time::Duration;

use super::FilePurpose;
use crate::form::{FileInput, Form};

/// A file to be kept, and what for.
///
/// ```
/// use std::time::Duration;
///
/// use openai_client::{FileInput, files::{FilePurpose, FileRequest}};
///
/// let request = FileRequest::new(FileInput::path("requests.jsonl"), FilePurpose::Batch)
///     .expires_after(Duration::from_secs(30 * 24 * 3600));
/// ```
#[derive(Debug)]
#[must_use]
pub struct FileRequest {
    file: FileInput,
    purpose: FilePurpose,
    expires_after: Option<Duration>,
    extra: Vec<(String, String)>,
}

impl FileRequest {
    /// A file, for this.
    pub fn new(file: FileInput, purpose: impl Into<FilePurpose>) -> Self {
        Self {
            file,
            purpose: purpose.into(),
            expires_after: None,
            extra: Vec::new(),
        }
    }

    /// Deletes it so long after it was made: an hour to 30 days, in whole seconds. Files of batches are
    /// kept for 30 days otherwise, others until they are deleted.
    pub fn expires_after(mut self, time: Duration) -> Self {
        self.expires_after = Some(time);
        self
    }

    /// A field that has no setter here, for compatible services.
    pub fn extra(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra.push((name.into(), value.into()));
        self
    }

    pub(super) fn into_form(self) -> Form {
        let mut form = Form::new().field("purpose", self.purpose.as_str());
        if let Some(time) = self.expires_after {
            form = form
                .field("expires_after[anchor]", "created_at")
                .field("expires_after[seconds]", time.as_secs().to_string());
        }
        let fields = self.extra.into_iter();
        let form = fields.fold(form, |form, (name, value)| form.field(name, value));
        form.file("file", self.file)
    }
}
