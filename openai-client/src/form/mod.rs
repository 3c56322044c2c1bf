//! Bodies of `multipart/form-data`: fields and files.

mod content;
mod input;
mod parts;

use std::fmt;

use http::HeaderValue;

use self::content::Content;
use crate::{error::Error, transport::RequestBody};
pub use input::FileInput;
pub(crate) use parts::FileParts;

/// A body of fields and files, `multipart/form-data`, for endpoints that have no method of their own; see
/// [`RawRequest::form`](crate::RawRequest::form).
///
/// ```no_run
/// use http::Method;
/// use openai_client::{Client, FileInput, Form};
///
/// # async fn run(client: Client) -> Result<(), openai_client::Error> {
/// let form = Form::new()
///     .field("model", "gpt-4o-transcribe")
///     .file("file", FileInput::path("speech.mp3"));
/// let answer = client.request(Method::POST, "audio/transcriptions").form(form).send().await?;
/// println!("{}", String::from_utf8_lossy(answer.body()));
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
#[must_use]
pub struct Form {
    fields: Vec<(String, String)>,
    files: Vec<(String, FileInput)>,
}

impl Form {
    /// Without anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field of text. A list has a field for each of its items, as `include[]`; an object one for
    /// each of its fields, as `expires_after[seconds]`.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Adds a file. Files stand behind all fields, as services want to know what to do with them when
    /// they come.
    pub fn file(mut self, name: impl Into<String>, file: FileInput) -> Self {
        self.files.push((name.into(), file));
        self
    }

    /// All values of a field. What a file of that name says is not known, so it is an empty one.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        let fields = self.fields.iter().filter(|(field, _)| field == name);
        let values = fields.map(|(_, value)| value.clone());
        let files = self.files.iter().filter(|(field, _)| field == name);
        values.chain(files.map(|_| String::new())).collect()
    }

    /// The body and its type. Files are looked at now, and read when they are sent: from the beginning
    /// for each attempt.
    pub(crate) async fn body(self) -> Result<(RequestBody, HeaderValue), Error> {
        // Nothing that is sent has these 128 random bits in it.
        let boundary = format!("----openai-{:032x}", fastrand::u128(..));
        let mut parts = Vec::new();
        let mut length = Some(0_u64);
        let mut text = String::new();
        let begin =
            |name| format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"");
        for (name, value) in self.fields {
            text.extend([&*begin(escaped(&name)), "\r\n\r\n", &value, "\r\n"]);
        }
        for (name, file) in self.files {
            let file = file.open().await?;
            let (begin, file_name) = (begin(escaped(&name)), escaped(&file.name));
            text.extend([&*begin, "; filename=\"", &file_name, "\"\r\n"]);
            text.extend(["content-type: ", &file.content_type, "\r\n\r\n"]);
            length = sum(length, Some(text.len() as u64));
            length = sum(length, file.length);
            parts.push(Content::bytes(text));
            parts.push(file.content);
            text = String::from("\r\n");
        }
        text.extend(["--", &boundary, "--\r\n"]);
        length = sum(length, Some(text.len() as u64));
        parts.push(Content::bytes(text));
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let content_type = HeaderValue::try_from(content_type)
            .map_err(|cause| Error::request("the form has no type", Some(cause.into())))?;
        Ok((content::body(parts, length), content_type))
    }
}

fn sum(length: Option<u64>, more: Option<u64>) -> Option<u64> {
    length?.checked_add(more?)
}

/// A name between quotation marks, as browsers write it.
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without what is in the fields: it is the user's.
        let fields: Vec<&str> = self.fields.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Form")
            .field("fields", &fields)
            .field("files", &self.files)
            .finish()
    }
}
