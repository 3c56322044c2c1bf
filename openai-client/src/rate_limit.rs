//! Rate limits as the service tells them with each answer.

use std::time::Duration;

use http::{HeaderMap, HeaderName};

/// No limit is of so long a time: what is beyond is seconds or milliseconds since 1970, as some
/// gateways tell it.
const LONGEST_RESET: Duration = Duration::from_hours(31 * 24);

/// How much of the limits was left when an answer was sent: its headers `x-ratelimit-…`.
///
/// Nothing is known where a service sends no such header, or one that cannot be read.
///
/// ```
/// use std::time::Duration;
///
/// use http::{HeaderMap, HeaderValue};
/// use openai_client::RateLimits;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("x-ratelimit-remaining-tokens", HeaderValue::from_static("149984"));
/// headers.insert("x-ratelimit-reset-tokens", HeaderValue::from_static("6m0s"));
///
/// let limits = RateLimits::from_headers(&headers);
/// let tokens = limits.tokens().unwrap();
/// assert_eq!(tokens.remaining, Some(149_984));
/// assert_eq!(tokens.reset, Some(Duration::from_secs(360)));
/// assert_eq!(tokens.limit, None);
/// assert_eq!(limits.requests(), None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateLimits {
    requests: Option<RateLimit>,
    tokens: Option<RateLimit>,
}

/// One limit, of requests or of tokens. Azure tells only what remains.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many are allowed in the service's period, mostly a minute.
    pub limit: Option<u64>,
    /// How many are left of them.
    pub remaining: Option<u64>,
    /// How long until all are there again, counted from the moment the answer came. None where a
    /// service tells a point in time instead.
    pub reset: Option<Duration>,
}

impl RateLimits {
    /// What a test has an answer say.
    #[cfg(all(test, feature = "transport"))]
    pub(crate) fn new(requests: Option<RateLimit>, tokens: Option<RateLimit>) -> Self {
        Self { requests, tokens }
    }

    /// Reads the headers of an answer; [`ResponseMeta::rate_limits`](crate::ResponseMeta::rate_limits)
    /// and [`Error::rate_limits`](crate::Error::rate_limits) do so for the client's own.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let header = |name| headers.get(HeaderName::from_static(name))?.to_str().ok();
        let limit = |[limit, remaining, reset]: [&'static str; 3]| {
            let limit = RateLimit {
                limit: header(limit).and_then(count),
                remaining: header(remaining).and_then(count),
                reset: header(reset)
                    .and_then(duration)
                    .filter(|reset| *reset <= LONGEST_RESET),
            };
            (limit != RateLimit::default()).then_some(limit)
        };
        Self {
            requests: limit([
                "x-ratelimit-limit-requests",
                "x-ratelimit-remaining-requests",
                "x-ratelimit-reset-requests",
            ]),
            tokens: limit([
                "x-ratelimit-limit-tokens",
                "x-ratelimit-remaining-tokens",
                "x-ratelimit-reset-tokens",
            ]),
        }
    }

    /// The limit of requests, if anything is known of it.
    pub fn requests(&self) -> Option<RateLimit> {
        self.requests
    }

    /// The limit of tokens, if anything is known of it.
    pub fn tokens(&self) -> Option<RateLimit> {
        self.tokens
    }
}

fn count(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// Seconds, or a duration as Go prints it: `1h2m3.5s`, `20ms`. Units from large to small, each once.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Some(seconds) = seconds(text, 1.0) {
        return Some(seconds);
    }
    let mut units: &[(&str, f64)] = &[
        ("h", 3600.0),
        ("m", 60.0),
        ("s", 1.0),
        ("ms", 1e-3),
        ("us", 1e-6),
        ("ns", 1e-9),
    ];
    let mut sum = Duration::ZERO;
    let mut rest = text;
    loop {
        let (number, after) = rest.split_at(rest.find(|c| !is_of_number(c))?);
        let (unit, after) = after.split_at(after.find(is_of_number).unwrap_or(after.len()));
        let at = units.iter().position(|(name, _)| *name == unit)?;
        let [(_, size), smaller @ ..] = units.get(at..)? else {
            return None;
        };
        sum = sum.checked_add(seconds(number, *size)?)?;
        (units, rest) = (smaller, after);
        if rest.is_empty() {
            return Some(sum);
        }
    }
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// Digits with at most one point in them, so many times a unit in seconds.
fn seconds(number: &str, unit: f64) -> Option<Duration> {
    if !number.chars().all(is_of_number) {
        return None;
    }
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * unit).ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(headers: &[(&'static str, &str)]) -> RateLimits {
        let headers = headers.iter().map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            (HeaderName::from_static(name), value)
        });
        RateLimits::from_headers(&headers.collect())
    }

    #[test]
    fn durations_are_read_as_services_write_them() {
        for (text, nanos) in [
            ("1s", 1_000_000_000),
            ("0s", 0),
            ("6m0s", 360_000_000_000),
            ("20ms", 20_000_000),
            ("1.5ms", 1_500_000),
            ("8.64s", 8_640_000_000),
            ("1h2m3.5s", 3_723_500_000_000),
            ("1h0m0s", 3_600_000_000_000),
            ("2h", 7_200_000_000_000),
            ("1m30.951s", 90_951_000_000),
            ("1s20ms", 1_020_000_000),
            ("250us", 250_000),
            ("7ns", 7),
            (" 1s ", 1_000_000_000),
            ("12", 12_000_000_000),
            ("12.5", 12_500_000_000),
            ("0", 0),
            (".5s", 500_000_000),
        ] {
            assert_eq!(duration(text), Some(Duration::from_nanos(nanos)), "{text}");
        }
    }

    #[test]
    fn a_point_in_time_is_no_reset() {
        let reset = |text| {
            let limits = read(&[
                ("x-ratelimit-remaining-requests", "7"),
                ("x-ratelimit-reset-requests", text),
            ]);
            limits.requests().unwrap().reset
        };
        assert_eq!(reset("1795444961"), None);
        assert_eq!(reset("1795444961123"), None);
        assert_eq!(reset("86400"), Some(Duration::from_hours(24)));
        assert_eq!(reset("720h0m0s"), Some(Duration::from_hours(720)));
    }

    #[test]
    fn what_is_no_duration_is_none() {
        for text in [
            "",
            " ",
            "s",
            "-1s",
            "+1s",
            "-1",
            "1 s",
            "1s ago",
            "1x",
            "1S",
            "1sms",
            "1.2.3s",
            ".s",
            ".",
            "1m2",
            "1s1m",
            "1s1s",
            "1e3s",
            "1e3",
            "inf",
            "nan",
            "NaNs",
            "99999999999999999999999h",
            "18446744073709551615s1s999999999999999999999ns",
            "2026-11-23T06:00:00Z",
            "\u{663}s",
            "1\u{b5}s",
        ] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn all_of_openai_and_what_azure_has() {
        let limits = read(&[
            ("x-ratelimit-limit-requests", "5000"),
            ("x-ratelimit-limit-tokens", "160000"),
            ("x-ratelimit-remaining-requests", "4999"),
            ("x-ratelimit-remaining-tokens", " 159976 "),
            ("x-ratelimit-reset-requests", "12ms"),
            ("x-ratelimit-reset-tokens", "1m0.5s"),
            ("x-ratelimit-limit-images", "5"),
            ("x-ratelimit-limit", "9"),
        ]);
        let requests = RateLimit {
            limit: Some(5000),
            remaining: Some(4999),
            reset: Some(Duration::from_millis(12)),
        };
        let tokens = RateLimit {
            limit: Some(160_000),
            remaining: Some(159_976),
            reset: Some(Duration::from_millis(60_500)),
        };
        assert_eq!(limits.requests(), Some(requests));
        assert_eq!(limits.tokens(), Some(tokens));

        let limits = read(&[
            ("x-ratelimit-remaining-requests", "0"),
            ("x-ratelimit-remaining-tokens", "7"),
        ]);
        let left = |remaining| {
            Some(RateLimit {
                remaining: Some(remaining),
                ..RateLimit::default()
            })
        };
        assert_eq!((limits.requests(), limits.tokens()), (left(0), left(7)));
    }

    #[test]
    fn what_cannot_be_read_is_none_and_the_rest_stays() {
        for value in ["", "many", "-1", "1.5", "18446744073709551616", "\u{e9}"] {
            let limits = read(&[
                ("x-ratelimit-limit-tokens", value),
                ("x-ratelimit-remaining-tokens", "7"),
                ("x-ratelimit-limit-requests", value),
                ("x-ratelimit-reset-requests", "soon"),
            ]);
            let tokens = limits.tokens().unwrap();
            assert_eq!((tokens.limit, tokens.remaining), (None, Some(7)), "{value}");
            assert_eq!(limits.requests(), None, "{value}");
        }
        assert_eq!(read(&[]), RateLimits::default());
    }
}
