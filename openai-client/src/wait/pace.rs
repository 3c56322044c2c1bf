//! When to look again, and whether at all: no clock, no dice, no IO.

use std::time::Duration;

use http::{HeaderMap, HeaderName};

use super::Wait;

/// Nobody looks more often.
const SHORTEST: Duration = Duration::from_millis(50);

/// Nor less often, so that times can be reckoned with.
const LONGEST: Duration = Duration::from_hours(24);

/// A last look before the deadline has so long for its answer.
const LAST_LOOK: Duration = Duration::from_secs(1);

/// When to look next.
pub(super) struct Pace {
    next: Duration,
    longest: Duration,
}

impl Pace {
    pub(super) fn new(wait: &Wait) -> Self {
        let longest = wait.longest_interval.clamp(SHORTEST, LONGEST);
        Self {
            next: wait.first_interval.clamp(SHORTEST, longest),
            longest,
        }
    }

    /// How long to wait for the next look, after the service's advice, with dice from 0 to 1; none if
    /// nothing would come of it in the time that is left.
    pub(super) fn next(
        &mut self,
        advice: Option<Duration>,
        time_left: Option<Duration>,
        dice: f64,
    ) -> Option<Duration> {
        let delay = advice.unwrap_or_else(|| {
            let next = self.next;
            self.next = next.mul_f64(1.5).min(self.longest);
            next.mul_f64(0.75 + dice / 2.0)
        });
        let delay = delay.clamp(SHORTEST, self.longest);
        let Some(time_left) = time_left else {
            return Some(delay);
        };
        if delay + LAST_LOOK <= time_left {
            return Some(delay);
        }
        // The next look would be too late, so it is the last one and comes earlier.
        let last = time_left
            .saturating_sub(LAST_LOOK.min(time_left / 2))
            .min(delay);
        (last >= SHORTEST).then_some(last)
    }
}

/// When to look again, as the service says.
pub(super) fn advice(headers: &HeaderMap) -> Option<Duration> {
    let header = headers.get(HeaderName::from_static("openai-poll-after-ms"))?;
    let milliseconds = header.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn intervals_grow_up_to_the_longest() {
        let mut pace = Pace::new(&Wait::new());
        let middle: Vec<u128> = (0..10)
            .map(|_| pace.next(None, None, 0.5).unwrap().as_millis())
            .collect();
        assert_eq!(
            middle,
            [500, 750, 1125, 1687, 2531, 3796, 5695, 8542, 10_000, 10_000]
        );
    }

    #[test]
    fn dice_move_a_look_by_a_quarter() {
        for (dice, expected) in [(0.0, 375), (0.5, 500), (1.0, 625)] {
            let mut pace = Pace::new(&Wait::new());
            assert_eq!(pace.next(None, None, dice), Some(ms(expected)), "{dice}");
        }
    }

    #[test]
    fn advice_holds_each_time_within_bounds() {
        let mut pace = Pace::new(&Wait::new().longest_interval(ms(4000)));
        for (advice, expected) in [
            (Some(ms(1234)), 1234),
            (Some(ms(0)), 50),
            (Some(ms(3_600_000)), 4000),
            // What was advised is no step of the intervals.
            (None, 500),
            (Some(ms(70)), 70),
            (None, 750),
        ] {
            assert_eq!(
                pace.next(advice, None, 0.5),
                Some(ms(expected)),
                "{advice:?}"
            );
        }
    }

    #[test]
    fn nobody_looks_without_a_pause() {
        let wait = Wait::new().first_interval(ms(0)).longest_interval(ms(0));
        let mut pace = Pace::new(&wait);
        for _ in 0..3 {
            assert_eq!(pace.next(None, None, 0.0), Some(SHORTEST));
        }
        let wait = Wait::new()
            .first_interval(Duration::MAX)
            .longest_interval(Duration::MAX);
        assert!(Pace::new(&wait).next(Some(ms(7)), None, 1.0).is_some());
    }

    #[test]
    fn the_last_look_comes_before_the_deadline() {
        for (time_left, expected) in [
            (60_000, Some(500)),
            (1500, Some(500)),
            (1400, Some(500)),
            (1200, Some(500)),
            (800, Some(400)),
            (100, Some(50)),
            (99, None),
            (0, None),
        ] {
            let mut pace = Pace::new(&Wait::new());
            let delay = pace.next(None, Some(ms(time_left)), 0.5);
            assert_eq!(delay, expected.map(ms), "{time_left}");
        }
        let mut pace = Pace::new(&Wait::new());
        let delay = pace.next(Some(ms(9000)), Some(ms(5000)), 0.5);
        assert_eq!(delay, Some(ms(4000)));
    }

    #[test]
    fn advice_is_a_number_of_milliseconds() {
        for (text, expected) in [
            ("2500", Some(ms(2500))),
            (" 7 ", Some(ms(7))),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("openai-poll-after-ms", HeaderValue::from_static(text));
            assert_eq!(advice(&headers), expected, "{text}");
        }
        assert_eq!(advice(&HeaderMap::new()), None);
    }
}
