//! What a service says in its headers about trying again.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName};

/// `retry-after-ms`, else `retry-after` in seconds or as a date. Nothing, zero and the past are
/// none.
pub(crate) fn server_delay(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
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
    if let Ok(seconds) = after.parse::<f64>() {
        return delay(seconds);
    }
    let date = httpdate::parse_http_date(after).ok()?;
    some(date.duration_since(now).ok()?)
}

/// In seconds: a hundred years and more, and still to be added to a clock.
const LONGEST: u64 = u32::MAX as u64;

/// Not a number, infinite and below zero are none. What a `Duration` cannot hold is too long in any
/// case.
fn delay(seconds: f64) -> Option<Duration> {
    let is_delay = seconds.is_finite() && seconds > 0.0;
    let longest = Duration::from_secs(LONGEST);
    some(is_delay.then(|| Duration::try_from_secs_f64(seconds).unwrap_or(longest))?)
}

fn some(delay: Duration) -> Option<Duration> {
    (!delay.is_zero()).then_some(delay)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn seconds(value: f64) -> Duration {
        Duration::try_from_secs_f64(value).unwrap_or(Duration::from_secs(LONGEST))
    }

    #[test]
    fn the_service_names_its_delay() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        for (millis, after, expected) in [
            (Some("1500"), Some("7"), Some(1.5)),
            (Some("0.5"), None, Some(0.0005)),
            (Some(" 250 "), None, Some(0.25)),
            (Some("1.5e3"), None, Some(1.5)),
            (Some("120001"), None, Some(120.001)),
            // Milliseconds that are a number count, even when they are of no use.
            (Some("0"), Some("7"), None),
            (Some("-5"), Some("7"), None),
            (Some("nan"), Some("7"), None),
            (Some("inf"), Some("7"), None),
            (Some("1e300"), Some("7"), Some(f64::MAX)),
            (Some("1e-9"), None, None),
            // Others do not.
            (Some("x"), Some("7"), Some(7.0)),
            (Some(""), Some("7"), Some(7.0)),
            (Some("1500ms"), Some("7"), Some(7.0)),
            (Some("Sun, 06 Nov 1994 08:49:47 GMT"), Some("7"), Some(7.0)),
            (Some("x"), None, None),
            (None, Some("20"), Some(20.0)),
            (None, Some("2.5"), Some(2.5)),
            (None, Some(".5"), Some(0.5)),
            (None, Some("+3"), Some(3.0)),
            (None, Some(" 3 "), Some(3.0)),
            (None, Some("3600"), Some(3600.0)),
            (None, Some("0"), None),
            (None, Some("0.0"), None),
            (None, Some("-0"), None),
            (None, Some("1e-10"), None),
            (None, Some("-1"), None),
            (None, Some("-1e300"), None),
            (None, Some("NaN"), None),
            (None, Some("inf"), None),
            (None, Some("-infinity"), None),
            (None, Some("1e300"), Some(f64::MAX)),
            (None, Some("1e400"), None),
            (None, Some("99999999999999999999999999"), Some(f64::MAX)),
            (None, Some(""), None),
            (None, Some("soon"), None),
            (None, Some("5 s"), None),
            // The three forms of a date, RFC 9110, section 5.6.7.
            (None, Some("Sun, 06 Nov 1994 08:49:47 GMT"), Some(10.0)),
            (None, Some("Sunday, 06-Nov-94 08:49:47 GMT"), Some(10.0)),
            (None, Some("Sun Nov  6 08:49:47 1994"), Some(10.0)),
            (None, Some(" Sun, 06 Nov 1994 08:49:47 GMT "), Some(10.0)),
            (None, Some("Mon, 07 Nov 1994 08:49:37 GMT"), Some(86_400.0)),
            (None, Some("Sun, 06 Nov 1994 08:49:37 GMT"), None),
            (None, Some("Sun, 06 Nov 1994 08:49:27 GMT"), None),
            (None, Some("Sunday, 06-Nov-94 08:49:27 GMT"), None),
            (None, Some("Sun Nov  6 08:49:27 1994"), None),
            (None, Some("Thu, 01 Jan 1970 00:00:00 GMT"), None),
            (None, Some("Sun, 06 Nov 1994 08:49:47"), None),
            (None, Some("Sun, 31 Feb 1999 08:49:47 GMT"), None),
            (None, Some("Sun, 06 Nov 19940 08:49:47 GMT"), None),
            (None, Some("1994-11-06T08:49:47Z"), None),
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
    fn what_is_no_text_is_no_delay() {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after-ms", HeaderValue::from_bytes(b"1\xff").unwrap());
        assert_eq!(server_delay(&headers, SystemTime::UNIX_EPOCH), None);
        headers.insert("retry-after", HeaderValue::from_static("7"));
        assert_eq!(
            server_delay(&headers, SystemTime::UNIX_EPOCH),
            Some(seconds(7.0))
        );
        headers.insert("retry-after", HeaderValue::from_bytes(b"\xe9").unwrap());
        assert_eq!(server_delay(&headers, SystemTime::UNIX_EPOCH), None);
    }

    #[test]
    fn the_furthest_date_is_a_long_delay() {
        let mut headers = HeaderMap::new();
        let last = "Fri, 31 Dec 9999 23:59:59 GMT";
        headers.insert("retry-after", HeaderValue::from_static(last));
        let delay = server_delay(&headers, SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(delay.as_secs(), 253_402_300_799);
    }
}
