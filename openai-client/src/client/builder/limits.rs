//! How long a call may take, how often it is tried, how large its answer may be.

use std::time::Duration;

use super::ClientBuilder;
use crate::exchange::{Limits, RateLimiter};

/// As in the official SDKs (a read timeout of 600 s, two retries); a bound of the whole call and of
/// bodies they do not have.
pub(super) const DEFAULTS: Limits = Limits {
    first_byte: Some(Duration::from_mins(10)),
    idle: Some(Duration::from_mins(10)),
    total: None,
    max_retries: 2,
    retry_maybe_sent: false,
    max_body_bytes: 64 << 20,
};

/// How long, how often, how much.
impl ClientBuilder {
    /// How long an attempt may take until the status arrives, `None` for ever; while a large body, as
    /// that of a file, is being sent, it begins anew. An answer that is
    /// not streamed arrives after the model has finished, so this bounds the model's time. A
    /// request that it ends once all of it was sent may have been carried out: whether it is tried
    /// again, see [`retry_maybe_sent`](Self::retry_maybe_sent).
    pub fn first_byte_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.first_byte = timeout.into();
        self
    }

    /// How long to wait for the next piece of a body, `None` for ever. In a stream, this counts while
    /// an event is asked for, and any bytes begin it anew, not only those of an event: services send
    /// comments while the model thinks, to say that the stream is alive. What bounds a stream of
    /// nothing else is [`total_timeout`](Self::total_timeout).
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.idle = timeout.into();
        self
    }

    /// How long a call may take with all its attempts and the waits between them, `None` for ever. A
    /// stream is part of the call up to its end.
    pub fn total_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.limits.total = timeout.into();
        self
    }

    /// How often a failed request is sent again; 0 for never.
    ///
    /// Sent again is what was refused with 408, 409, 429 or at least 500, or as the header
    /// `x-should-retry` says, and what never left for want of a connection; what may have been
    /// carried out, see [`retry_maybe_sent`](Self::retry_maybe_sent). So is a large body that a service
    /// hangs up on before its end, though a refusal may have been lost with the connection. A body that can be read only
    /// once is never sent again. The wait is the one that the service asks for (a call that should
    /// wait longer than 120 s fails, see [`Error::retry_after`](crate::Error::retry_after)), else a random part of 0.5 s,
    /// doubled each time up to 8 s. No wait begins that would end after the
    /// [`total_timeout`](Self::total_timeout).
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.limits.max_retries = retries;
        self
    }

    /// Also sends again what may have been carried out: a POST whose connection broke or whose
    /// first byte did not come in time. Default: false, because the service may do the work, and
    /// charge for it, twice. Requests that do the same when they are repeated (GET, PUT, DELETE)
    /// are sent again in any case.
    pub fn retry_maybe_sent(mut self, again: bool) -> Self {
        self.limits.retry_maybe_sent = again;
        self
    }

    /// How many retries all calls of the client, and of its copies, have in reserve together; `None`
    /// for no bound.
    ///
    /// Each retry takes one, and ten calls that succeed at once earn one back, up to the reserve.
    /// When it is used up, a failed request is not sent again, whatever
    /// [`max_retries`](Self::max_retries) says: a service that is down is not asked three times by
    /// each of a thousand callers.
    ///
    /// ```
    /// use openai_client::Client;
    ///
    /// // A batch job that would rather be slow than stop.
    /// let client = Client::builder().api_key("sk-...").max_retries(8).retry_budget(None).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn retry_budget(mut self, reserve: impl Into<Option<u32>>) -> Self {
        self.retry_budget = reserve.into();
        self
    }

    /// Lets each attempt of each call wait for its turn, so that next to none is refused for being one
    /// too many; `None`, the default, to send at once. See [`RateLimiter`] for how it paces, and who
    /// shares a pace.
    ///
    /// ```
    /// use openai_client::{Client, RateLimiter};
    ///
    /// // Paced by what the answers tell.
    /// let client = Client::builder().api_key("sk-...").rate_limiter(RateLimiter::new()).build()?;
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn rate_limiter(mut self, limiter: impl Into<Option<RateLimiter>>) -> Self {
        self.limiter = limiter.into();
        self
    }

    /// The largest body of an answer that is read; a larger one is an error. Of a stream, it is the
    /// largest event; a stream may have any number of them.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_body_bytes = bytes;
        self
    }
}
