//! The values of `format` that strict mode knows, and which texts have them.

use super::matching;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The nine names. Every other `format` on a string is refused by the API.
pub const NAMES: [&str; 9] = [
    "date-time",
    "time",
    "date",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uuid",
];

/// Whether strict mode knows a format.
pub(crate) const fn is_known(name: &str) -> bool {
    let mut rest = NAMES.as_slice();
    while let [known, tail @ ..] = rest {
        if equal(known.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = tail;
    }
    false
}

pub(crate) const fn equal(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([x, xs @ ..], [y, ys @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (xs, ys);
    }
    a.is_empty() && b.is_empty()
}

/// Whether a text has one of the nine formats, as far as its characters say. A day that the
/// calendar does not have is not looked for: the API's own grammar lets 29 February pass in every
/// year. Every text has an unknown format.
///
/// # Examples
///
/// ```
/// use openai_structured::strict::format::matches;
///
/// assert!(matches("date", "2024-02-29"));
/// assert!(!matches("date", "29.2.2024"));
/// ```
pub fn matches(name: &str, text: &str) -> bool {
    let pattern = match name {
        "ipv4" => return text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => return text.parse::<Ipv6Addr>().is_ok(),
        // RFC 3339, section 5.6.
        "date" => "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$",
        "time" => {
            "^(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?\
             (?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$"
        }
        "date-time" => {
            let (date, time) = match text.find(['T', 't']) {
                Some(at) => (text.get(..at), text.get(at + 1..)),
                None => return false,
            };
            return date.is_some_and(|date| matches("date", date))
                && time.is_some_and(|time| matches("time", time));
        }
        // RFC 3339, appendix A.
        "duration" => {
            "^P(?:[0-9]+W\
             |(?:[0-9]+Y(?:[0-9]+M)?(?:[0-9]+D)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)\
             (?:T(?:[0-9]+H(?:[0-9]+M)?(?:[0-9]+S)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?\
             |T(?:[0-9]+H(?:[0-9]+M)?(?:[0-9]+S)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))$"
        }
        // RFC 5321, section 4.1.2, without quoted names.
        "email" => "^[^@ \"]+@(?:[0-9A-Za-z.-]+|\\[[0-9A-Fa-f:.]+\\])$",
        // RFC 1123, section 2.1.
        "hostname" => {
            "^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\
             (?:\\.[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?)*$"
        }
        // RFC 9562, section 4.
        "uuid" => "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
        _ => return true,
    };
    matching::matches(pattern, text)
}

#[cfg(test)]
mod tests {
    use super::{NAMES, is_known, matches};

    /// For each format texts that have it, and texts that do not.
    const TEXTS: [(&str, &[&str], &[&str]); 9] = [
        (
            "date-time",
            &["2024-02-29T23:59:60.123Z", "0000-01-01t00:00:00+23:59"],
            &[
                "2024-02-29",
                "2024-02-29 10:00:00Z",
                "2024-02-29T10:00:00",
                "T",
            ],
        ),
        (
            "time",
            &["03:04:05Z", "03:04:05.5-01:00"],
            &["03:04:05", "3:04:05Z", "24:00:00Z"],
        ),
        (
            "date",
            &["2024-02-29", "2023-02-29"],
            &["2024-13-01", "2024-1-1", "2024-01-01\n"],
        ),
        (
            "duration",
            &["P1Y2M3DT4H", "P3W", "PT36H", "PT5M", "P7D"],
            &["P", "PT", "1Y", "P1H", "-P1D", "PT1.5S", "P1WT1H"],
        ),
        (
            "email",
            &["a@b.c", "a@localhost", "a+b@[1.2.3.4]"],
            &["a", "@b", "a@", "a b@c.d"],
        ),
        (
            "hostname",
            &["localhost", "a-b.example.com"],
            &["", "-a", "a_b", "a..b"],
        ),
        ("ipv4", &["127.0.0.1"], &["01.2.3.4", "256.1.1.1", "1.2.3"]),
        (
            "ipv6",
            &["::1", "2001:db8::8:800:200c:417a"],
            &["1.2.3.4", "::g", "fe80::1%eth0"],
        ),
        (
            "uuid",
            &["123e4567-e89b-12d3-a456-426614174000"],
            &[
                "123e4567e89b12d3a456426614174000",
                "123e4567-e89b-12d3-a456-42661417400g",
            ],
        ),
    ];

    #[test]
    fn tells_texts_of_a_format_from_others() {
        assert_eq!(TEXTS.map(|(name, _, _)| name), NAMES);
        for (name, good, bad) in TEXTS {
            for text in good {
                assert!(matches(name, text), "{name}: {text}");
            }
            for text in bad {
                assert!(!matches(name, text), "{name}: {text}");
            }
        }
    }

    #[test]
    fn knows_nine() {
        assert!(NAMES.iter().all(|name| is_known(name)));
        assert!(!is_known("uri"));
        assert!(!is_known("date-"));
    }
}
