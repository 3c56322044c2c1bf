//! What is known about an answer besides its body.

mod kept;

use std::fmt;

use http::{HeaderMap, HeaderName, StatusCode, header::CONTENT_ENCODING};

use self::kept::Kept;
use crate::{rate_limit::RateLimits, secrets::Secrets};

/// OpenAI's name for a call, and AWS's.
const REQUEST_ID: [&str; 2] = ["x-request-id", "x-amzn-requestid"];

/// Status, headers and request id of an answer, and how many attempts it took.
#[derive(Clone)]
pub struct ResponseMeta {
    status: StatusCode,
    headers: Kept,
    request_id: Option<String>,
    attempts: u32,
}

impl ResponseMeta {
    /// `secrets` are blacked out in the request id, which is made to be logged.
    pub(crate) fn new(
        status: StatusCode,
        headers: &HeaderMap,
        attempts: u32,
        secrets: &Secrets,
    ) -> Self {
        let request_id = REQUEST_ID.iter().find_map(|name| headers.get(*name));
        let request_id = request_id.and_then(|id| id.to_str().ok());
        Self {
            status,
            request_id: request_id.map(|id| secrets.clean(id)),
            headers: Kept::new(headers),
            attempts,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers as they came.
    pub fn headers(&self) -> &HeaderMap {
        self.headers.map()
    }

    /// The first value of a header.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&[u8]> {
        self.headers.get(name)
    }

    /// How much of the service's limits is left, as far as its headers (`x-ratelimit-…`) say.
    ///
    /// ```
    /// # use openai_client::ChatCompletion;
    /// fn is_almost_used_up(completion: &ChatCompletion) -> bool {
    ///     let tokens = completion.meta().rate_limits().tokens();
    ///     tokens.is_some_and(|tokens| tokens.remaining.is_some_and(|left| left < 10_000))
    /// }
    /// ```
    pub fn rate_limits(&self) -> RateLimits {
        RateLimits::from_headers(self.headers())
    }

    /// The service's name for the call: the header `x-request-id`, or AWS's `x-amzn-requestid`, if it is
    /// readable text.
    /// A key in it is blacked out.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Whether the body is said to be encoded still. The client asks for no encoding, so nobody has
    /// undone it.
    pub(crate) fn is_encoded(&self) -> bool {
        let encoding = self.header(&CONTENT_ENCODING);
        encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity"))
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
