//! Files that the service keeps.

use super::{Download, resource::resource};
use crate::files::{DeletedFile, File, FileRequest};

resource! {
    /// The files that the service keeps; from [`Client::files`](super::Client::files). Cheap to make and
    /// to clone.
    ///
    /// Each call is that of [`Files`](crate::Files), errors included.
    ///
    /// ```no_run
    /// use openai_client::{FileInput, blocking::Client, files::{FilePurpose, FileRequest}};
    ///
    /// # fn main() -> Result<(), openai_client::Error> {
    /// let client = Client::from_env()?;
    /// let request = FileRequest::new(FileInput::path("report.pdf"), FilePurpose::UserData);
    /// let file = client.files().create(request)?;
    /// client.files().content(&file.id)?.save("copy.pdf")?;
    /// # Ok(())
    /// # }
    /// ```
    Files {
        /// Sends a file, to be kept
        create(request: FileRequest) -> File;
        /// What is known of a file
        retrieve(id: &str) -> File;
        /// What is in a file
        content(id: &str) -> held Download;
        /// The files, the newest first
        list() -> pages of File;
        /// Deletes a file
        delete(id: &str) -> DeletedFile;
    }
}
