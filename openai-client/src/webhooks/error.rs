//! What speaks against something that was posted.

use http::HeaderName;

/// Why something that was posted is not taken.
///
/// Neither its text nor its `Debug` has a secret, a signature or anything of the body. A web server
/// answers with status 400 to any of them.
///
/// ```
/// use openai_client::{WebhookError, Webhooks, http::HeaderMap};
///
/// let webhooks = Webhooks::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
/// let error = webhooks.verify(&HeaderMap::new(), "{}").unwrap_err();
/// assert_eq!(error.to_string(), "the header webhook-signature is missing");
/// # Ok::<(), WebhookError>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// The secret is none: what is wrong with it.
    #[error("the secret of the webhook {0}")]
    Secret(&'static str),
    /// A header without which nothing can be verified is missing.
    #[error("the header {0} is missing")]
    MissingHeader(HeaderName),
    /// `webhook-timestamp` is no number of seconds.
    #[error("the header webhook-timestamp is no number of seconds")]
    Timestamp,
    /// It was signed longer ago than is tolerated.
    #[error("it was signed too long ago")]
    TooOld,
    /// It was signed at a time that is further in the future than is tolerated.
    #[error("it was signed at a time that is still to come")]
    TooNew,
    /// None of its signatures was made with the secret, for this body and these headers.
    #[error("none of its signatures fits")]
    Signature,
    /// It is signed, but no event.
    #[error("what was signed is no event")]
    Event(#[source] serde_json::Error),
}
