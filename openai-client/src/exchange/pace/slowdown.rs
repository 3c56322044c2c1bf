//! How a pace comes back after a refusal: quickly up to near where it was refused, slowly around
//! there, and quickly again once that place is known to be passed. Pure.

use std::time::Duration;

use tokio::time::Instant;

/// So much of the pace is given up at once.
const DROP: f64 = 0.1;
/// The pace that was refused is reached again after so many requests, as a refusal is cheap only
/// against those before it; within these bounds, so that a slow service is tried again, too.
const REQUESTS: f64 = 200.0;
const SOONEST: f64 = 30.0;
const LATEST: f64 = 600.0;

/// The curve by which TCP looks for the room of a line (CUBIC, RFC 9438): what was refused once is
/// probably the limit, so most of the time is spent just below it, and none is lost far below it
/// when it was not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slowdown {
    at: Instant,
    /// In units a second: the pace that was too quick.
    from: f64,
    /// In seconds, until that pace is reached again.
    back: f64,
}

impl Slowdown {
    /// This pace was too quick, of so many requests a second among what it counts.
    pub(super) fn new(at: Instant, from: f64, requests: Option<f64>) -> Self {
        let back = requests.map_or(SOONEST, |rate| REQUESTS / rate);
        Self {
            at,
            from,
            back: back.clamp(SOONEST, LATEST),
        }
    }

    /// The pace that was too quick is so many times what it was, but no less than this.
    pub(super) fn scale(&mut self, times: f64, least: f64) {
        self.from = (self.from * times).max(least);
    }

    /// The pace now, in units a second.
    pub(super) fn rate(&self, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.from * (1.0 + DROP * (passed / self.back - 1.0).powi(3))
    }
}

/// Seconds as a time that can be added to any clock: at most so many, and none that is no number.
pub(super) fn span(seconds: f64) -> Duration {
    const LONGEST: Duration = Duration::from_hours(24);
    Duration::try_from_secs_f64(seconds.max(0.0)).map_or(LONGEST, |span| span.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_drops_comes_back_and_goes_on() {
        let at = Instant::now();
        let slow = Slowdown::new(at, 100.0, Some(100.0));
        for (seconds, expected) in [
            (0, 90.0),
            (15, 98.75),
            (30, 100.0),
            (45, 101.25),
            (60, 110.0),
            (120, 370.0),
            (330, 10_100.0),
        ] {
            let rate = slow.rate(at + Duration::from_secs(seconds));
            assert!((rate - expected).abs() < 1e-6, "{seconds}: {rate}");
        }
        // A clock that stands before the refusal.
        assert!((slow.rate(at) - 90.0).abs() < 1e-9);
    }

    #[test]
    fn a_slow_pace_comes_back_more_slowly_but_comes_back() {
        let at = Instant::now();
        let back = |rate: f64| {
            let slow = Slowdown::new(at, rate, Some(rate));
            (1..10_000)
                .find(|seconds| slow.rate(at + Duration::from_secs(*seconds)) >= rate)
                .unwrap()
        };
        assert_eq!((back(1000.0), back(2.0), back(0.05)), (30, 100, 600));
    }

    #[test]
    fn any_number_is_a_span() {
        for (seconds, expected) in [
            (1.5, 1500),
            (0.0, 0),
            (-1.0, 0),
            (f64::NAN, 0),
            (f64::INFINITY, 86_400_000),
            (1e300, 86_400_000),
        ] {
            assert_eq!(span(seconds), Duration::from_millis(expected), "{seconds}");
        }
    }
}
