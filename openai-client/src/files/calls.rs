//! The calls: files, and what is in them.

use std::future::Future;

use super::{DeletedFile, File, FileRequest};
use crate::{
    client::{Endpoint, Resource, objects, resource},
    error::Error,
    exchange::Download,
    list::Pages,
};

const ALL: &str = "files";
const ONE: &str = "files/{file_id}";
const CONTENT: &str = "files/{file_id}/content";

objects! {
    File, "a file", id;
    DeletedFile, "a deleted file", deleted;
}

resource! {
    /// The files that the service keeps; from [`Client::files`](crate::Client::files). Cheap to make and to
    /// clone.
    ///
    /// A file of more than 512 MB goes up in parts: see [`Uploads`](crate::Uploads).
    ///
    /// The errors of all calls are those of [`ErrorKind`](crate::ErrorKind).
    ///
    /// ```no_run
    /// use openai_client::{Client, FileInput, files::{FilePurpose, FileRequest}};
    ///
    /// # async fn run(client: Client) -> Result<(), openai_client::Error> {
    /// let request = FileRequest::new(FileInput::path("report.pdf"), FilePurpose::UserData);
    /// let file = client.files().create(request).await?;
    /// println!("{} has {} bytes", file.id, file.bytes);
    ///
    /// let mut files = client.files().list().query("purpose", "user_data");
    /// while let Some(file) = files.next().await {
    ///     println!("{}", file?.filename);
    /// }
    /// client.files().delete(&file.id).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct Files;
}

impl Files {
    /// With what is different about the calls of another resource.
    pub(crate) fn of(calls: Resource) -> Self {
        Self { calls }
    }

    /// Sends a file, to be kept.
    ///
    /// One of the file system is read as it is sent, whatever its size, and read again for another
    /// attempt. While it is being sent, [`first_byte_timeout`](crate::ClientBuilder::first_byte_timeout)
    /// begins anew.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). A file that cannot be read, or has another length than it
    /// said, is a [`Request`](crate::ErrorKind::Request), and the service has not got it.
    pub fn create(
        &self,
        request: FileRequest,
    ) -> impl Future<Output = Result<File, Error>> + Send + use<> {
        let endpoint = Endpoint::post(ALL, []).form(request.into_form());
        self.calls.ask(endpoint)
    }

    /// What is known of a file.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn retrieve(&self, id: &str) -> impl Future<Output = Result<File, Error>> + Send + use<> {
        self.calls.ask(Endpoint::get(ONE, [id]))
    }

    /// What is in a file.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind) for the time until it begins, and [`Download`] for what
    /// follows.
    pub fn content(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Download, Error>> + Send + use<> {
        self.calls.download(Endpoint::get(CONTENT, [id]))
    }

    /// The files, the newest first.
    pub fn list(&self) -> Pages<File> {
        Pages::new(&self.calls, Endpoint::get(ALL, []))
    }

    /// Deletes a file.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). An answer that does not say that it is deleted is a
    /// [`Decode`](crate::ErrorKind::Decode). When an attempt was repeated, a status of 404 may mean that
    /// the one before had deleted it.
    pub fn delete(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<DeletedFile, Error>> + Send + use<> {
        self.calls.ask(Endpoint::delete(ONE, [id]))
    }
}
