//! Whether to try again, and after how long. Pure: no clock, no dice, no IO.
//!
//! The rules are those of the official Python SDK, with full jitter instead of a quarter, and with
//! one change that saves money: a request that may have been sent is not sent again.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, StatusCode};

use crate::error::is_transient;

/// A longer wait is the caller's decision.
const LONGEST_SERVER_DELAY: Duration = Duration::from_mins(2);
/// Seconds before the first retry, doubled for each further one.
const FIRST_BACKOFF: f64 = 0.5;
/// Seconds at most.
const LONGEST_BACKOFF: f64 = 8.0;

/// How an attempt failed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Failure {
    /// No connection.
    NotSent,
    /// Sent, perhaps, and no answer.
    MaybeSent,
    /// A status that is no success.
    Refused {
        status: StatusCode,
        advice: Option<bool>,
        delay: Option<Duration>,
    },
}

/// What the policy may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// Retries that are left.
    pub(super) retries_left: u32,
    /// Retries that were made.
    pub(super) retries_made: u32,
    /// Until the total deadline.
    pub(super) time_left: Option<Duration>,
}

/// How long to wait before the next attempt; none to give up. `dice` is in 0..1.
pub(super) fn next_attempt(failure: Failure, budget: Budget, dice: f64) -> Option<Duration> {
    if budget.retries_left == 0 {
        return None;
    }
    let wait = match failure {
        Failure::MaybeSent => return None,
        Failure::NotSent => backoff(budget.retries_made, dice),
        Failure::Refused {
            delay: Some(delay), ..
        } if delay > LONGEST_SERVER_DELAY => return None,
        Failure::Refused {
            status,
            advice,
            delay,
        } => {
            if !advice.unwrap_or_else(|| is_transient(status)) {
                return None;
            }
            delay.unwrap_or_else(|| backoff(budget.retries_made, dice))
        }
    };
    // Sleeping past the deadline would only replace this error by a vaguer one.
    budget
        .time_left
        .is_none_or(|left| wait < left)
        .then_some(wait)
}

/// Full jitter: anything from nothing to the step, so that clients that failed together do not
/// return together.
fn backoff(retries_made: u32, dice: f64) -> Duration {
    let step = FIRST_BACKOFF * 2_f64.powi(retries_made.min(16).cast_signed());
    Duration::from_secs_f64(step.min(LONGEST_BACKOFF) * dice.clamp(0.0, 1.0))
}

/// `x-should-retry`: exactly `true` or `false`, anything else is no advice.
pub(super) fn advice(headers: &HeaderMap) -> Option<bool> {
    match headers
        .get(HeaderName::from_static("x-should-retry"))?
        .as_bytes()
    {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// `retry-after-ms`, else `retry-after` in seconds or as a date. Nothing, zero and the past are
/// none.
pub(super) fn server_delay(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| {
        headers
            .get(HeaderName::from_static(name))?
            .to_str()
            .ok()
            .map(str::trim)
    };
    if let Some(millis) = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return delay(millis / 1000.0);
    }
    let after = text("retry-after")?;
    match after.parse::<f64>() {
        Ok(seconds) => delay(seconds),
        Err(_) => httpdate::parse_http_date(after)
            .ok()?
            .duration_since(now)
            .ok(),
    }
    .filter(|delay| !delay.is_zero())
}

fn delay(seconds: f64) -> Option<Duration> {
    (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).ok())?
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn seconds(value: f64) -> Duration {
        Duration::from_secs_f64(value)
    }

    fn refused(status: u16, advice: Option<bool>, delay: Option<f64>) -> Failure {
        Failure::Refused {
            status: StatusCode::from_u16(status).unwrap(),
            advice,
            delay: delay.map(seconds),
        }
    }

    fn budget(retries_left: u32, retries_made: u32, time_left: Option<f64>) -> Budget {
        Budget {
            retries_left,
            retries_made,
            time_left: time_left.map(seconds),
        }
    }

    #[test]
    fn what_is_tried_again() {
        let plenty = budget(2, 0, None);
        for (failure, expected) in [
            (Failure::NotSent, Some(0.5)),
            (Failure::MaybeSent, None),
            (refused(302, None, None), None),
            (refused(400, None, None), None),
            (refused(401, None, None), None),
            (refused(404, None, None), None),
            (refused(408, None, None), Some(0.5)),
            (refused(409, None, None), Some(0.5)),
            (refused(422, None, None), None),
            (refused(425, None, None), None),
            (refused(429, None, None), Some(0.5)),
            (refused(500, None, None), Some(0.5)),
            (refused(503, None, None), Some(0.5)),
            (refused(529, None, None), Some(0.5)),
            (refused(400, Some(true), None), Some(0.5)),
            (refused(500, Some(false), None), None),
            (refused(429, None, Some(3.0)), Some(3.0)),
            (refused(429, None, Some(120.0)), Some(120.0)),
            (refused(429, None, Some(120.1)), None),
            (refused(429, Some(true), Some(121.0)), None),
            (refused(400, None, Some(1.0)), None),
        ] {
            assert_eq!(
                next_attempt(failure, plenty, 1.0),
                expected.map(seconds),
                "{failure:?}"
            );
        }
    }

    #[test]
    fn budgets_end_it() {
        for (budget, expected) in [
            (budget(0, 2, None), None),
            (budget(1, 0, Some(3.0)), None),
            (budget(1, 0, Some(2.9)), None),
            (budget(1, 0, Some(3.1)), Some(3.0)),
        ] {
            assert_eq!(
                next_attempt(refused(503, None, Some(3.0)), budget, 0.5),
                expected.map(seconds),
                "{budget:?}"
            );
        }
    }

    #[test]
    fn backoff_doubles_up_to_eight_seconds_with_full_jitter() {
        for (made, step) in [
            (0, 0.5),
            (1, 1.0),
            (2, 2.0),
            (3, 4.0),
            (4, 8.0),
            (5, 8.0),
            (u32::MAX, 8.0),
        ] {
            for dice in [0.0, 0.25, 1.0] {
                let wait = next_attempt(Failure::NotSent, budget(1, made, None), dice);
                assert_eq!(wait, Some(seconds(step * dice)), "{made} {dice}");
            }
        }
    }

    #[test]
    fn the_service_names_its_delay() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        for (millis, after, expected) in [
            (Some("1500"), Some("7"), Some(1.5)),
            (Some("0.5"), None, Some(0.0005)),
            (Some("x"), Some("7"), Some(7.0)),
            (Some("0"), Some("7"), None),
            (None, Some("2.5"), Some(2.5)),
            (None, Some(" 3 "), Some(3.0)),
            (None, Some("0"), None),
            (None, Some("-1"), None),
            (None, Some("NaN"), None),
            (None, Some("inf"), None),
            (None, Some("1e300"), None),
            (None, Some("soon"), None),
            (None, Some("Sun, 06 Nov 1994 08:49:47 GMT"), Some(10.0)),
            (None, Some("Sun, 06 Nov 1994 08:49:37 GMT"), None),
            (None, Some("Sun, 06 Nov 1994 08:49:27 GMT"), None),
            (None, None, None),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [("retry-after-ms", millis), ("retry-after", after)] {
                if let Some(value) = value {
                    headers.insert(name, HeaderValue::from_str(value).unwrap());
                }
            }
            assert_eq!(
                server_delay(&headers, now),
                expected.map(seconds),
                "{millis:?} {after:?}"
            );
        }
    }

    #[test]
    fn advice_is_taken_word_for_word() {
        for (text, expected) in [
            ("true", Some(true)),
            ("false", Some(false)),
            ("True", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-should-retry", HeaderValue::from_str(text).unwrap());
            assert_eq!(advice(&headers), expected, "{text}");
        }
        assert_eq!(advice(&HeaderMap::new()), None);
    }
}
