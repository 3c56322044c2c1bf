//! What the local API received, kept for a test's assertions.

use bytes::Bytes;
use serde_json::Value;

/// One request that a [`LocalApi`](super::LocalApi) received, answered or refused.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Received {
    /// The method, as `POST`.
    pub method: String,
    /// The path, as `/v1/chat/completions`.
    pub path: String,
    /// What follows the question mark, if one does.
    pub query: Option<String>,
    /// Names in lower case and values, in the order received. A value that is no text has its odd
    /// bytes replaced.
    pub headers: Vec<(String, String)>,
    /// The body as JSON; null where it is none.
    pub body: Value,
    /// The body as it came.
    pub bytes: Bytes,
}

impl Received {
    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}
