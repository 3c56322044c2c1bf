//! What is known about an answer besides its body.

use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::secrets::Secrets;

/// Status, headers and request id of an answer, and how many attempts it took.
#[derive(Clone)]
pub struct ResponseMeta {
    status: StatusCode,
    headers: HeaderMap,
    request_id: Option<String>,
    attempts: u32,
}

impl ResponseMeta {
    /// `secrets` are blacked out in the request id, which is made to be logged.
    pub(crate) fn new(
        status: StatusCode,
        headers: HeaderMap,
        attempts: u32,
        secrets: &Secrets,
    ) -> Self {
        let request_id = headers.get("x-request-id").and_then(|id| id.to_str().ok());
        Self {
            status,
            request_id: request_id.map(|id| secrets.clean(id)),
            headers,
            attempts,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers as they came, among them the rate limits (`x-ratelimit-…`).
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The service's name for the call: the header `x-request-id`, if it is readable text.
    /// A key in it is blacked out.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// How often the request was sent, the successful attempt counted.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// Without the headers: they may hold cookies.
impl fmt::Debug for ResponseMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseMeta")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
