//! A limiter that calls share: each attempt waits its turn, and what the service answers corrects
//! the pace.
//!
//! `pacer` decides, of times that it is given; `meter` is one limit, `charge` what a request was charged of
//! it, `recent` its last starts, `left`
//! what the service says is left of it, `slowdown` how a pace comes back after a refusal, `estimate`
//! what a request takes. `line` waits.

mod charge;
mod estimate;
mod left;
mod line;
mod meter;
mod pacer;
mod recent;
#[cfg(test)]
mod simulated;
mod slowdown;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderMap, StatusCode};
use tokio::time::Instant;

pub(super) use estimate::{asked, names_model, used, used_so_far};
use left::amount;
use line::{Late, Line};
use meter::Limit;
use pacer::{Pacer, Started};

use super::retry::server_delay;
use crate::rate_limit::RateLimits;

/// Paces the calls of clients by the limits of their service, so that next to none is refused.
///
/// Clones share one pace, and so do clones of a [`Client`](crate::Client) that has it, copies of one
/// with other settings, and all clients that are given the same limiter. Services count by model, so
/// programs that use several models give each a client with a limiter of its own:
/// `client.with(|settings| settings.rate_limiter(RateLimiter::new()))`.
///
/// ```
/// use openai_client::{Client, RateLimiter};
///
/// let limiter = RateLimiter::new().requests_per_minute(3000).tokens_per_minute(200_000);
/// let client = Client::builder().api_key("sk-...").rate_limiter(limiter.clone()).build()?;
///
/// let pace = limiter.pace();
/// assert!(pace.requests_per_second.unwrap() < 50.0 && pace.waiting == 0);
/// # Ok::<(), openai_client::Error>(())
/// ```
///
/// # How it paces
///
/// - It paces calls for a model: those whose body is JSON with a `model`. Others, as those of files,
///   lists and batches, have limits of their own: they do not wait, and what they are answered changes
///   nothing.
/// - Limits are those that are set here, else those that answers tell
///   (`x-ratelimit-limit-requests`, `…-tokens`), for a minute or the [`period`](Self::period), which
///   may be [another for requests](Self::requests_period). Until one is known nothing waits.
/// - Starts are spread evenly, at 98 % of the limit: bursts are refused where a service counts by
///   windows. Each attempt takes a turn, those that try again too, in the order in which they asked.
/// - Tokens are counted before: a quarter of the bytes of a request (of a picture or file in a data
///   URL a thousand at most), and the most that it lets the model write (`max_completion_tokens` and
///   the like; say it, or only the request counts). When an answer says what it took, the difference
///   is given back: a stream says it at its end, if it is asked to (`include_usage`) and read so far.
///   What was refused, or not sent, gives all back. A request larger than the limit goes alone.
/// - Where an answer says that less is left than that, since others use the same limit, calls wait
///   until there is more: at most for the reset, and never longer than two minutes.
/// - A 429, or a 503 with `retry-after`, is a pause for all, as long as the service says, up to two
///   minutes. Then the pace is a tenth less, or what really got through if that was not half of it,
///   and it comes back within half a minute or longer: so services that tell nothing are paced
///   from the first refusal on. A quota that is used up is no reason to be slow, and changes nothing.
/// - A call that was refused as one too many waits its turn again, up to ten times, which are none of
///   its [`max_retries`](crate::ClientBuilder::max_retries); with no retries at all it fails.
/// - A call waits until its [`total_timeout`](crate::ClientBuilder::total_timeout), and then fails as
///   [`ErrorKind::NotSent`](crate::ErrorKind::NotSent), or as the attempt before did. It fails at once
///   where a pause, or the requests of a limit that is set, make it certain that its turn comes later.
///   The wait does not count towards
///   [`first_byte_timeout`](crate::ClientBuilder::first_byte_timeout). A call that is dropped leaves
///   the line.
#[derive(Clone)]
#[must_use]
pub struct RateLimiter {
    line: Arc<Line>,
}

/// What a [`RateLimiter`] knows now.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Pace {
    /// How many requests are started in a second; none while no limit is known.
    pub requests_per_second: Option<f64>,
    /// How many tokens; none while no limit is known.
    pub tokens_per_second: Option<f64>,
    /// How many attempts wait for their turn.
    pub waiting: usize,
    /// How long nothing starts, as the service asked for it.
    pub paused: Option<Duration>,
}

impl RateLimiter {
    /// Learns the limits from the answers.
    pub fn new() -> Self {
        Self {
            line: Arc::new(Line::new()),
        }
    }

    /// So many requests a minute, whatever answers tell. For all clones, at once; so do the others.
    /// 0 counts as 1.
    pub fn requests_per_minute(self, requests: u64) -> Self {
        self.requests(requests, Duration::from_mins(1))
    }

    /// So many requests a second.
    pub fn requests_per_second(self, requests: u64) -> Self {
        self.requests(requests, Duration::from_secs(1))
    }

    /// So many requests in a period. The period matters: 50 in a second are not 3000 in a minute to
    /// a service that counts seconds.
    pub fn requests(self, requests: u64, period: Duration) -> Self {
        let limit = Limit::new(requests, period);
        self.line.change(|pacer| pacer.fix_requests(limit));
        self
    }

    /// So many tokens a minute, of what is read and written.
    pub fn tokens_per_minute(self, tokens: u64) -> Self {
        self.tokens(tokens, Duration::from_mins(1))
    }

    /// So many tokens in a period.
    pub fn tokens(self, tokens: u64, period: Duration) -> Self {
        let limit = Limit::new(tokens, period);
        self.line.change(|pacer| pacer.fix_tokens(limit));
        self
    }

    /// For which time the limits are that answers tell; a minute if it is not said. Answers do not
    /// tell it: the reset is the time until all of the limit is back.
    pub fn period(self, period: Duration) -> Self {
        self.requests_period(period).tokens_period(period)
    }

    /// The [`period`](Self::period) of requests alone, as some services tell those of a day with the
    /// tokens of a minute.
    ///
    /// ```
    /// # use std::time::Duration;
    /// use openai_client::RateLimiter;
    ///
    /// let limiter = RateLimiter::new().requests_period(Duration::from_hours(24));
    /// # let _ = limiter;
    /// ```
    pub fn requests_period(self, period: Duration) -> Self {
        self.line.change(|pacer| pacer.set_requests_period(period));
        self
    }

    /// The [`period`](Self::period) of tokens alone.
    pub fn tokens_period(self, period: Duration) -> Self {
        self.line.change(|pacer| pacer.set_tokens_period(period));
        self
    }

    /// What it knows now.
    pub fn pace(&self) -> Pace {
        self.line.pace(Instant::now())
    }

    /// Waits for a turn, for a request of so many tokens: for requests that go out another way than
    /// by a client that has the limiter, which does all this by itself.
    ///
    /// Dropping the future leaves the line.
    ///
    /// ```no_run
    /// use openai_client::{RateLimiter, http::{HeaderMap, StatusCode}};
    /// # async fn send() -> (StatusCode, HeaderMap) { todo!() }
    ///
    /// # async fn run(limiter: RateLimiter) {
    /// let turn = limiter.turn(1200).await;
    /// let (status, headers) = send().await;
    /// turn.answered(status, &headers);
    /// # }
    /// ```
    pub async fn turn(&self, tokens: u64) -> Turn {
        let started = self.line.turn(tokens).await;
        self.started(started)
    }

    /// The same for a call, which is late at its deadline.
    pub(super) async fn turn_by(
        &self,
        tokens: u64,
        deadline: Option<Instant>,
    ) -> Result<Turn, Late> {
        let Some(deadline) = deadline else {
            return Ok(self.turn(tokens).await);
        };
        let started = self.line.turn_by(tokens, deadline).await?;
        Ok(self.started(started))
    }

    fn started(&self, started: Started) -> Turn {
        Turn {
            limiter: self.clone(),
            started: Mutex::new(started),
        }
    }
}

impl Default for RateLimiter {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RateLimiter").field(&self.pace()).finish()
    }
}

/// A request may go out now; from [`RateLimiter::turn`].
#[derive(Debug)]
pub struct Turn {
    limiter: RateLimiter,
    started: Mutex<Started>,
}

impl Turn {
    /// The head of the answer to the request. Without it, if there was none, nothing is learned.
    /// A refusal (400 to 499) gives all of its tokens back.
    pub fn answered(&self, status: StatusCode, headers: &HeaderMap) {
        let delay = server_delay(headers, std::time::SystemTime::now());
        let told = RateLimits::from_headers(headers);
        let is_refusal = status == StatusCode::TOO_MANY_REQUESTS
            || (status == StatusCode::SERVICE_UNAVAILABLE && delay.is_some());
        let now = Instant::now();
        self.change(|pacer, started| {
            pacer.answered(started, &told);
            if is_refusal {
                pacer.refused(now, started, delay);
            } else {
                pacer.passed(started);
            }
            // No model has read it.
            if is_refusal || status.is_client_error() {
                pacer.settle(now, started, 0.0);
            }
        });
    }

    /// The request took so many tokens: what it was charged beyond is given back, and what is short is
    /// charged. What is said last counts.
    pub fn used(&self, tokens: u64) {
        let now = Instant::now();
        self.change(|pacer, started| pacer.settle(now, started, amount(tokens)));
    }

    fn change(&self, change: impl FnOnce(&mut Pacer, &mut Started)) {
        // Nothing in it panics half done.
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        self.limiter
            .line
            .change(|pacer| change(pacer, &mut started));
    }
}
