//! What was posted, as far as it is signed; pure.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::WebhookError;

pub(super) const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
pub(super) const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
pub(super) const ID: HeaderName = HeaderName::from_static("webhook-id");

/// What was posted.
pub(super) struct Delivery<'a> {
    id: &'a [u8],
    /// As it came, and so it is signed.
    timestamp: &'a [u8],
    signed_at: i64,
    /// Several while a secret is replaced, in a header or in more than one.
    pub(super) signatures: Vec<&'a [u8]>,
    body: &'a [u8],
}

impl<'a> Delivery<'a> {
    pub(super) fn of(headers: &'a HeaderMap, body: &'a [u8]) -> Result<Self, WebhookError> {
        let header = |name| {
            let value = headers.get(&name).map(HeaderValue::as_bytes);
            value.ok_or(WebhookError::MissingHeader(name))
        };
        header(SIGNATURE)?;
        let timestamp = header(TIMESTAMP)?;
        let id = header(ID)?;
        let signed_at = std::str::from_utf8(timestamp).ok();
        let signed_at = signed_at.and_then(|seconds| seconds.trim().parse().ok());
        let lines = headers.get_all(SIGNATURE).into_iter();
        let words = lines.flat_map(|line| line.as_bytes().split(u8::is_ascii_whitespace));
        Ok(Self {
            id,
            timestamp,
            signed_at: signed_at.ok_or(WebhookError::Timestamp)?,
            signatures: words.collect(),
            body,
        })
    }

    /// Whether it was signed lately, as seen at this time.
    pub(super) fn is_of_now(&self, now: i64, tolerance: Duration) -> Result<(), WebhookError> {
        let tolerance = i64::try_from(tolerance.as_secs()).unwrap_or(i64::MAX);
        let age = now.saturating_sub(self.signed_at);
        if age > tolerance {
            Err(WebhookError::TooOld)
        } else if age < -tolerance {
            Err(WebhookError::TooNew)
        } else {
            Ok(())
        }
    }

    pub(super) fn message(&self) -> [&'a [u8]; 5] {
        message(self.id, self.timestamp, self.body)
    }
}

/// What is signed.
pub(super) fn message<'a>(id: &'a [u8], timestamp: &'a [u8], body: &'a [u8]) -> [&'a [u8]; 5] {
    [id, b".", timestamp, b".", body]
}

/// A time in whole seconds since 1970.
pub(super) fn seconds(time: SystemTime) -> i64 {
    let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => seconds(since),
        Err(before) => -seconds(before.duration()),
    }
}
