//! Bodies of `multipart/form-data`: fields, and a file behind them.

mod content;
mod input;

use bytes::Bytes;
use http::HeaderValue;

use crate::{error::Error, transport::RequestBody};
pub use input::FileInput;

/// A body of fields and a file.
pub(crate) struct Form {
    boundary: String,
    /// The fields as they are sent.
    fields: String,
    file: Option<(&'static str, FileInput)>,
}

impl Form {
    pub(crate) fn new() -> Self {
        Self {
            // Nothing that is sent has these 128 random bits in it.
            boundary: format!("----openai-{:032x}", fastrand::u128(..)),
            fields: String::new(),
            file: None,
        }
    }

    /// Adds a field of text.
    pub(crate) fn field(mut self, name: &str, value: &str) -> Self {
        let Self { boundary, .. } = &self;
        let head = format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"");
        self.fields.extend([&*head, "\r\n\r\n", value, "\r\n"]);
        self
    }

    /// The file of this field. It stands behind all others, as services may want to know what to do
    /// with it when it comes.
    pub(crate) fn file(mut self, name: &'static str, file: FileInput) -> Self {
        self.file = Some((name, file));
        self
    }

    /// The type of the body.
    pub(crate) fn content_type(&self) -> HeaderValue {
        let text = format!("multipart/form-data; boundary={}", self.boundary);
        // A boundary is letters, digits and hyphens.
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("multipart/form-data"))
    }

    /// The body. A file is looked at now, and read when it is sent: from its beginning for each attempt.
    pub(crate) async fn body(self) -> Result<RequestBody, Error> {
        let Self {
            boundary,
            fields,
            file,
        } = self;
        let Some((field, file)) = file else {
            return Ok(format!("{fields}--{boundary}--\r\n").into());
        };
        let file = file.open().await?;
        let name = escaped(&file.name);
        let content_type = &file.content_type;
        let head = format!(
            "{fields}--{boundary}\r\n\
             content-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             content-type: {content_type}\r\n\r\n"
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let around = (head.len() + tail.len()) as u64;
        let length = file.length.map(|length| length.saturating_add(around));
        let (head, tail) = (Bytes::from(head), Bytes::from(tail));
        Ok(file.content.between(head, tail, length))
    }
}

/// A name between quotation marks, as browsers write it.
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests;
