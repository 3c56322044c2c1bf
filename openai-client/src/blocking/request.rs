//! A call of any endpoint.

use std::fmt;

use serde::Serialize;

use super::{Download, Runtime};
use crate::{
    client::{CallOptions, RawAnswer},
    error::Error,
    form::Form,
    transport::RequestBody,
};

/// A call of any endpoint; from [`Client::request`](super::Client::request).
///
/// As [`RawRequest`](crate::RawRequest).
///
/// ```no_run
/// use http::Method;
/// use openai_client::blocking::Client;
///
/// # fn main() -> Result<(), openai_client::Error> {
/// let models = Client::from_env()?.request(Method::GET, "models").send()?;
/// println!("{} bytes", models.body().len());
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `send`"]
pub struct RawRequest {
    request: crate::RawRequest,
    runtime: Runtime,
}

impl RawRequest {
    pub(super) fn new(runtime: &Runtime, request: crate::RawRequest) -> Self {
        Self {
            request,
            runtime: runtime.clone(),
        }
    }

    /// A body of JSON. What cannot be written is an error of [`send`](Self::send).
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        self.map(|request| request.json(value))
    }

    /// A body of another type.
    pub fn body(self, content_type: &str, body: impl Into<RequestBody>) -> Self {
        self.map(|request| request.body(content_type, body))
    }

    /// A body of fields and files.
    pub fn form(self, form: Form) -> Self {
        self.map(|request| request.form(form))
    }

    /// A parameter in the URL.
    pub fn query(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.map(|request| request.query(name, value))
    }

    /// A header, in the place of any of that name.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.map(|request| request.header(name, value))
    }

    /// Sends the [admin key](crate::ClientBuilder::admin_api_key) in the place of the API key.
    pub fn admin(self) -> Self {
        self.map(crate::RawRequest::admin)
    }

    /// What is different about this call, as [`RawRequest::with`](crate::RawRequest::with).
    pub fn with(self, options: CallOptions) -> Self {
        self.map(|request| request.with(options))
    }

    /// Sends it and waits for the whole answer.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn send(self) -> Result<RawAnswer, Error> {
        self.runtime.block_on(self.request.send())
    }

    /// Sends it and waits for the head of an answer that is bytes, as
    /// [`RawRequest::download`](crate::RawRequest::download).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn download(self) -> Result<Download, Error> {
        let download = self.runtime.block_on(self.request.download())?;
        Ok(Download::new(&self.runtime, download))
    }

    fn map(self, set: impl FnOnce(crate::RawRequest) -> crate::RawRequest) -> Self {
        Self {
            request: set(self.request),
            ..self
        }
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}
