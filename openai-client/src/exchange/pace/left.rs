//! What a service says is left of a limit, and until when it holds. Pure.

use std::time::Duration;

use tokio::time::Instant;

use super::{meter::Limit, slowdown::span};
use crate::{exchange::retry::LONGEST_SERVER_DELAY, rate_limit::RateLimit};

/// What the answer to a request said is left of a limit.
///
/// A service counts when it lets a request in, and says so with the answer, which comes later: with
/// one that is not streamed, as much later as the model takes. So what it says is taken as of the
/// request's start, and what was started since is subtracted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    /// So much as of `at`; below zero if more was started since.
    amount: f64,
    at: Instant,
    /// So much comes back in each second.
    refill: f64,
    /// From then on it says nothing any more.
    until: Instant,
    /// All there ever is, so that a request which wants more waits for no more than that.
    full: f64,
}

impl Left {
    /// Reads what was said; none if nothing can be made of it. `limit` is what is known of the limit
    /// by settings and by this answer.
    ///
    /// - With a limit and a reset: services with a token bucket say how long until it is full, which is
    ///   as much of the period as was used of the limit, and those with a window that slides say the
    ///   whole period, about. Where either is so, it is refilled all the time, and a remaining of 0 is
    ///   a wait of one request, not of a period. Else the window is a fixed one: nothing comes back
    ///   before the reset.
    /// - Without a reset it is taken for a bucket, as that stalls nobody.
    /// - Without either (Azure) nothing says for how long it holds: the refusal will.
    ///
    /// A reset of zero is over already. A long one is believed for two minutes, as is a long
    /// `retry-after`; then the next answer says what is true.
    pub(super) fn read(told: RateLimit, limit: Option<Limit>, at: Instant) -> Option<Self> {
        let amount = amount(told.remaining?);
        let (refill, lasts) = match (limit, told.reset) {
            (None, None) => return None,
            (None, Some(reset)) => (0.0, reset),
            (Some(limit), None) => (limit.rate(), limit.period),
            (Some(limit), Some(reset)) => {
                let period = limit.period.as_secs_f64();
                let full_again = (limit.amount - amount).max(0.0) / limit.rate();
                let is_near = |time: f64| (time - reset.as_secs_f64()).abs() <= period * NEAR;
                let refills = is_near(full_again) || is_near(period);
                (if refills { limit.rate() } else { 0.0 }, reset)
            }
        };
        Some(Self {
            amount,
            at,
            refill,
            until: at + lasts.min(LONGEST_SERVER_DELAY),
            full: limit.map_or(f64::INFINITY, |limit| limit.amount),
        })
    }

    /// Something was started.
    pub(super) fn take(&mut self, cost: f64) {
        self.amount -= cost;
    }

    /// When this much may start.
    pub(super) fn allows(&self, cost: f64, now: Instant) -> Instant {
        if now >= self.until {
            return now;
        }
        let passed = now.saturating_duration_since(self.at) + ON_THE_WAY;
        let passed = passed.as_secs_f64();
        let short = cost.min(self.full) - (self.amount + self.refill * passed);
        if short <= 0.0 {
            return now;
        }
        if self.refill > 0.0 {
            return self.until.min(now + span(short / self.refill));
        }
        self.until
    }
}

/// What comes back within so short a time may have been there: how long requests were on their way
/// is not known, and those that use all there is have nothing to spare for it.
const ON_THE_WAY: Duration = Duration::from_millis(100);

/// A reset fits within so much of the period: it is rounded, and other requests come between.
const NEAR: f64 = 0.1;

/// A count as an amount. Exact up to 2^53, and what is more is as good as no limit.
#[expect(clippy::cast_precision_loss, reason = "see above")]
pub(super) fn amount(count: u64) -> f64 {
    count as f64
}

impl Limit {
    /// In units a second.
    pub(super) fn rate(self) -> f64 {
        // No period is shorter than this, see `Limit::new`.
        self.amount / self.period.max(Duration::from_millis(1)).as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(limit: u64, remaining: u64, reset: Option<f64>) -> RateLimit {
        RateLimit {
            limit: (limit > 0).then_some(limit),
            remaining: Some(remaining),
            reset: reset.map(Duration::from_secs_f64),
        }
    }

    /// How long requests of this cost wait at once, and after so many seconds.
    fn waits(told: RateLimit, cost: f64, after: f64) -> Option<f64> {
        let at = Instant::now();
        let limit = told
            .limit
            .map(|limit| Limit::new(limit, Duration::from_mins(1)));
        let now = at + Duration::from_secs_f64(after);
        let left = Left::read(told, limit, at)?;
        Some((left.allows(cost, now) - now).as_secs_f64())
    }

    #[test]
    fn what_is_said_is_waited_for() {
        for (told, cost, after, expected) in [
            // Something is left.
            (told(60, 1, Some(9.0)), 1.0, 0.0, Some(0.0)),
            // A window: nothing until it is over, and then all.
            (told(60, 0, Some(9.0)), 1.0, 0.0, Some(9.0)),
            (told(60, 0, Some(9.0)), 1.0, 5.0, Some(4.0)),
            (told(60, 0, Some(9.0)), 1.0, 9.0, Some(0.0)),
            (told(60, 3, Some(9.0)), 4.0, 0.0, Some(9.0)),
            // A bucket that is empty, which takes a minute to be full: one is back in a second, about.
            (told(60, 0, Some(60.0)), 1.0, 0.0, Some(0.9)),
            (told(60, 0, Some(59.0)), 1.0, 0.5, Some(0.4)),
            (told(60, 6, Some(54.0)), 10.0, 0.0, Some(3.9)),
            // A window that slides.
            (told(60, 20, Some(60.0)), 25.0, 0.0, Some(4.9)),
            // More than there ever is waits for all there is.
            (told(60, 0, Some(60.0)), 1e9, 0.0, Some(59.9)),
            (told(60, 60, Some(0.001)), 1e9, 0.0, Some(0.0)),
            // No reset: as a bucket.
            (told(60, 0, None), 1.0, 0.0, Some(0.9)),
            // Neither reset nor limit, as Azure: nothing to wait for.
            (told(0, 0, None), 1.0, 0.0, None),
            // No limit.
            (told(0, 0, Some(2.0)), 1.0, 0.0, Some(2.0)),
            // Over already.
            (told(60, 0, Some(0.0)), 1.0, 0.0, Some(0.0)),
            // A day is believed for two minutes.
            (told(60, 0, Some(86_400.0)), 1.0, 0.0, Some(120.0)),
            (told(0, 0, Some(1e15)), 1.0, 120.0, Some(0.0)),
            // More left than there is.
            (told(60, 1000, Some(3.0)), 60.0, 0.0, Some(0.0)),
        ] {
            let waited = waits(told, cost, after);
            let fits = match (waited, expected) {
                (Some(waited), Some(expected)) => (waited - expected).abs() < 1e-6,
                (waited, expected) => waited == expected,
            };
            assert!(fits, "{told:?} {cost} {after}: {waited:?}");
        }
        assert!(Left::read(RateLimit::default(), None, Instant::now()).is_none());
    }

    #[test]
    fn what_is_started_since_is_no_longer_left() {
        let at = Instant::now();
        let mut left = Left::read(told(0, 2, Some(3.0)), None, at).unwrap();
        for waits in [0, 0, 3, 3] {
            assert_eq!(left.allows(1.0, at), at + Duration::from_secs(waits));
            left.take(1.0);
        }
    }
}
