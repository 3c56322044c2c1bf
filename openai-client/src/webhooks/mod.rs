//! Webhooks: what the service posts to an address of yours when something is done.
//!
//! Anybody can post there, so the service signs what it sends. [`Webhooks::event`] looks at the signature
//! first and at the event then; an event of a kind that this version does not know is kept whole.
//!
//! ```
//! use openai_client::{WebhookError, WebhookEvent, Webhooks, http::HeaderMap};
//!
//! /// Called by the web server, with the body as it came.
//! fn posted(webhooks: &Webhooks, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {
//!     match webhooks.event(headers, body)? {
//!         WebhookEvent::ResponseCompleted(event) => println!("{} is done", event.data.id),
//!         WebhookEvent::BatchCompleted(event) => println!("{} is done", event.data.id),
//!         other => println!("{} is nothing for us", other.kind()),
//!     }
//!     Ok(())
//! }
//!
//! // A test of it, as the service would call:
//! # use std::time::SystemTime;
//! # use openai_client::http::HeaderValue;
//! let webhooks = Webhooks::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
//! let body = r#"{"id":"evt_1","type":"response.completed","created_at":1,"data":{"id":"resp_1"}}"#;
//! let id = HeaderValue::from_static("wh_1");
//! let headers = webhooks.sign_for_tests(&id, SystemTime::now(), body);
//! posted(&webhooks, &headers, body.as_bytes())?;
//! assert!(posted(&webhooks, &headers, b"{}").is_err());
//! # Ok::<(), WebhookError>(())
//! ```
//!
//! An event may come more than once: its `webhook-id` is the same each time.

mod delivery;
mod error;
mod event;
mod secret;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, HeaderValue};
use secrecy::SecretString;

use self::{delivery::Delivery, secret::Secret};
pub use self::{
    error::WebhookError,
    event::{Caller, IncomingCall, Notice, SipHeader, Subject, WebhookEvent},
};

/// How far the clocks of the service and of this machine may be apart.
const TOLERANCE: Duration = Duration::from_mins(5);

/// The secret of a webhook, and how what is posted is held to it.
///
/// See [the module](self) for what to do with it. Its `Debug` has no secret.
#[derive(Clone)]
pub struct Webhooks {
    /// Never empty.
    secrets: Vec<Secret>,
    tolerance: Duration,
}

impl Webhooks {
    /// With the secret that the service gave for the webhook: Base64 after `whsec_`, or any text.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Secret`] if it is empty, so that anybody could sign, or no Base64 after `whsec_`.
    pub fn new(secret: impl Into<SecretString>) -> Result<Self, WebhookError> {
        Ok(Self {
            secrets: vec![Secret::new(&secret.into())?],
            tolerance: TOLERANCE,
        })
    }

    /// With the secret in the environment variable `OPENAI_WEBHOOK_SECRET`.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Secret`] if it is not set, and as for [`new`](Self::new).
    pub fn from_env() -> Result<Self, WebhookError> {
        match std::env::var("OPENAI_WEBHOOK_SECRET") {
            Ok(secret) => Self::new(secret),
            Err(_) => Err(WebhookError::Secret("is not in OPENAI_WEBHOOK_SECRET")),
        }
    }

    /// Takes what is signed with this secret as well: for the time in which a new secret takes the place
    /// of an old one.
    ///
    /// ```
    /// # use openai_client::{Webhooks, WebhookError};
    /// let webhooks = Webhooks::new("the new one")?.or_secret("the old one")?;
    /// # Ok::<(), WebhookError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn or_secret(mut self, secret: impl Into<SecretString>) -> Result<Self, WebhookError> {
        self.secrets.push(Secret::new(&secret.into())?);
        Ok(self)
    }

    /// How far the time at which something was signed may be from now, in whole seconds, before and after;
    /// 300 unless it is set. What is older may be somebody's copy of what the service sent.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The event that was posted, if the service signed it. The body must be as it came, to the byte.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify), and [`WebhookError::Event`] if what the service signed is no
    /// event.
    pub fn event(
        &self,
        headers: &HeaderMap,
        body: impl AsRef<[u8]>,
    ) -> Result<WebhookEvent, WebhookError> {
        self.event_at(SystemTime::now(), headers, body)
    }

    /// The same at another time than now: for tests, and where the system has no clock.
    ///
    /// # Errors
    ///
    /// Those of [`event`](Self::event).
    pub fn event_at(
        &self,
        now: SystemTime,
        headers: &HeaderMap,
        body: impl AsRef<[u8]>,
    ) -> Result<WebhookEvent, WebhookError> {
        let body = body.as_ref();
        self.verify_at(now, headers, body)?;
        serde_json::from_slice(body).map_err(WebhookError::Event)
    }

    /// Whether the service signed what was posted, and lately, for those who read the body themselves.
    ///
    /// Signatures are compared in constant time.
    ///
    /// # Errors
    ///
    /// What speaks against it; see [`WebhookError`].
    pub fn verify(&self, headers: &HeaderMap, body: impl AsRef<[u8]>) -> Result<(), WebhookError> {
        self.verify_at(SystemTime::now(), headers, body)
    }

    /// The same at another time than now: for tests, and where the system has no clock.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify).
    pub fn verify_at(
        &self,
        now: SystemTime,
        headers: &HeaderMap,
        body: impl AsRef<[u8]>,
    ) -> Result<(), WebhookError> {
        let delivery = Delivery::of(headers, body.as_ref())?;
        delivery.is_of_now(delivery::seconds(now), self.tolerance)?;
        let message = delivery.message();
        let mut secrets = self.secrets.iter();
        if secrets.any(|secret| secret.has_signed(&message, &delivery.signatures)) {
            Ok(())
        } else {
            Err(WebhookError::Signature)
        }
    }

    /// The headers with which the service would post this body: for tests of what takes it.
    ///
    /// There is a signature for each of the secrets. For an example see [the module](self).
    pub fn sign_for_tests(
        &self,
        id: &HeaderValue,
        at: SystemTime,
        body: impl AsRef<[u8]>,
    ) -> HeaderMap {
        let timestamp = HeaderValue::from(delivery::seconds(at));
        let message = delivery::message(id.as_bytes(), timestamp.as_bytes(), body.as_ref());
        let signatures = secret::signatures(&self.secrets, &message);
        HeaderMap::from_iter([
            (delivery::ID, id.clone()),
            (delivery::TIMESTAMP, timestamp),
            (delivery::SIGNATURE, signatures),
        ])
    }
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhooks")
            .field("secrets", &self.secrets.len())
            .field("tolerance", &self.tolerance)
            .finish()
    }
}
