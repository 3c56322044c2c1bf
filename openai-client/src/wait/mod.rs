//! What takes the service long is waited for: how often to look, until when, and what then.

mod pace;
mod until;

use std::time::Duration;

pub(crate) use until::{Awaited, CANCELLING, until_final};

/// How something that the service works on is waited for: a response in the background, a batch.
///
/// Looks come after half a second at first and then ever less often, up to ten seconds, each somewhat
/// earlier or later so that many who wait do not look at once. Where the service says when to look
/// again, that holds, up to the longest interval.
///
/// A look that fails, so that it may be tried again, ends no wait: what is waited for goes on. Ten of them
/// in a row do, each with all its attempts.
///
/// There is no deadline by default. What has a status that this version does not know is then waited for
/// without an end, as nothing says that it is over; set one where that must not be.
///
/// ```
/// use std::time::Duration;
///
/// use openai_client::Wait;
///
/// let wait = Wait::new()
///     .deadline(Duration::from_secs(300))
///     .cancel_at_deadline(true);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
#[non_exhaustive]
pub struct Wait {
    /// How long; for ever if none.
    pub deadline: Option<Duration>,
    /// Whether it is cancelled at the service when the deadline passes.
    pub cancel_at_deadline: bool,
    /// The interval before the second look.
    pub first_interval: Duration,
    /// The longest interval between two looks.
    pub longest_interval: Duration,
}

impl Default for Wait {
    fn default() -> Self {
        Self {
            deadline: None,
            cancel_at_deadline: false,
            first_interval: Duration::from_millis(500),
            longest_interval: Duration::from_secs(10),
        }
    }
}

impl Wait {
    /// Without a deadline.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.deadline = deadline.into();
        self
    }

    /// Whether it is cancelled at the service when the deadline passes. By default it goes on there.
    pub fn cancel_at_deadline(mut self, cancel: bool) -> Self {
        self.cancel_at_deadline = cancel;
        self
    }

    /// The interval before the second look.
    pub fn first_interval(mut self, interval: Duration) -> Self {
        self.first_interval = interval;
        self
    }

    /// The longest interval between two looks.
    pub fn longest_interval(mut self, interval: Duration) -> Self {
        self.longest_interval = interval;
        self
    }
}
