//! A file to be sent, wherever it is.

use std::{fmt, path::PathBuf};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderValue;

use super::content::Content;
use crate::{error::Error, transport::BoxError};

/// What a file without a name is called.
const NAME: &str = "upload";

/// What is sent of a file whose kind is not known.
const ANY: &str = "application/octet-stream";

/// A file to be sent: one of the file system, bytes, or a stream.
///
/// ```
/// use openai_client::FileInput;
///
/// let file = FileInput::path("reports/may.pdf");
/// let file = FileInput::bytes("requests.jsonl", r#"{"custom_id":"1"}"#).content_type("application/jsonl");
/// ```
#[must_use]
pub struct FileInput {
    name: String,
    content_type: Option<String>,
    content: Content,
}

impl FileInput {
    /// A file of the file system, under its own name. It is read as it is sent, in pieces, and again for
    /// another attempt.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy());
        Self {
            name: name.unwrap_or_default().into_owned(),
            content_type: None,
            content: Content::path(path),
        }
    }

    /// Bytes, under a name.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            content_type: None,
            content: Content::bytes(bytes),
        }
    }

    /// A stream, under a name, and its length in bytes, if it is known. It is sent once: a call that
    /// fails is not tried again.
    pub fn stream<S, E>(name: impl Into<String>, stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self {
            name: name.into(),
            content_type: None,
            content: Content::stream(stream, length),
        }
    }

    /// A content that is at hand, of a known type.
    pub(super) fn of(name: &str, content_type: &str, content: Content) -> Self {
        Self {
            name: name.to_owned(),
            content_type: Some(content_type.to_owned()),
            content,
        }
    }

    /// Another name than its own, by whose end services tell what it is.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What it is; by default what the end of its name says, else `application/octet-stream`.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// With what can be known of it before it is read.
    pub(crate) async fn open(mut self) -> Result<OpenFile, Error> {
        let name = if self.name.is_empty() {
            NAME.to_owned()
        } else {
            self.name
        };
        let content_type = match self.content_type {
            Some(given) => HeaderValue::try_from(given).map_err(|cause| {
                Error::request("the file's type is no header", Some(cause.into()))
            })?,
            None => {
                HeaderValue::from_static(mime_guess::from_path(&name).first_raw().unwrap_or(ANY))
            }
        };
        let length = self.content.length().await.map_err(|cause| {
            Error::request(
                format!("the file {name} cannot be read"),
                Some(cause.into()),
            )
        })?;
        Ok(OpenFile {
            name,
            content_type: content_type
                .to_str()
                .map_err(|cause| Error::request("the file's type is no text", Some(cause.into())))?
                .to_owned(),
            length,
            content: self.content,
        })
    }
}

/// A file that is there.
pub(crate) struct OpenFile {
    pub(crate) name: String,
    /// Without what would end a header.
    pub(crate) content_type: String,
    /// In bytes, if it is known.
    pub(crate) length: Option<u64>,
    pub(crate) content: Content,
}

impl fmt::Debug for FileInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileInput")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("content", &self.content)
            .finish()
    }
}
