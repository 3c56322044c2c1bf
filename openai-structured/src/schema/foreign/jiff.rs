//! Dates, times and durations of jiff.

use super::foreign;
use crate::node::{Identity, Node};
use crate::schema::types::never;
use crate::schema::{Schema, wire};

/// `T` and hours, minutes or seconds, each of so many digits.
macro_rules! clock {
    ($digits:literal) => {
        concat!(
            "T(?:[0-9]{1,",
            $digits,
            "}H(?:[0-9]{1,",
            $digits,
            "}M)?(?:[0-9]{1,",
            $digits,
            "}(?:\\.[0-9]{1,9})?S)?",
            "|[0-9]{1,",
            $digits,
            "}M(?:[0-9]{1,",
            $digits,
            "}(?:\\.[0-9]{1,9})?S)?",
            "|[0-9]{1,",
            $digits,
            "}(?:\\.[0-9]{1,9})?S)"
        )
    };
}

/// An ISO 8601 duration of at most four digits for each unit: every one of them is in a span's
/// limits.
const SPAN: &str = concat!(
    "^-?P(?:(?:[0-9]{1,4}Y(?:[0-9]{1,4}M)?(?:[0-9]{1,4}W)?(?:[0-9]{1,4}D)?",
    "|[0-9]{1,4}M(?:[0-9]{1,4}W)?(?:[0-9]{1,4}D)?",
    "|[0-9]{1,4}W(?:[0-9]{1,4}D)?|[0-9]{1,4}D)(?:",
    clock!(4),
    ")?|",
    clock!(4),
    ")$"
);

/// Hours, minutes and seconds: a signed duration has no days.
const SIGNED_DURATION: &str = concat!("^-?P", clock!(9), "$");

foreign! {
    // The format reaches some hours beyond the last instant.
    jiff::Timestamp => "Timestamp", wire::DateTime::NODE;
    jiff::civil::Date => "Date", wire::Date::NODE;
    jiff::civil::DateTime => "DateTime", wire::LocalDateTime::NODE;
    jiff::civil::Time => "Time", wire::Time::NODE;
    jiff::Span => "Span", Node::Pattern(SPAN);
    jiff::SignedDuration => "SignedDuration", Node::Pattern(SIGNED_DURATION);
}

never! {
    [] jiff::Zoned => "its offset must agree with its time zone, which no schema can say",
        "use `jiff::Timestamp`, and a field for the time zone's name";
}

#[cfg(test)]
mod tests {
    use crate::strict::pattern;

    #[test]
    fn the_patterns_are_in_the_dialect() {
        for text in [super::SPAN, super::SIGNED_DURATION] {
            assert_eq!(pattern::check(text), Ok(()), "{text}");
        }
    }
}
