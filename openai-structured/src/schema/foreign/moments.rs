//! Dates, times and durations of chrono, jiff and time, in the forms of [`wire`].

#[cfg(any(feature = "chrono", feature = "jiff"))]
use super::foreign;
use crate::node::{Identity, Node};
use crate::schema::Schema;
use crate::schema::types::never;
#[cfg(any(feature = "chrono", feature = "jiff"))]
use crate::schema::wire;

/// `T` and hours, minutes or seconds, each of so many digits.
#[cfg(feature = "jiff")]
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
#[cfg(feature = "jiff")]
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
#[cfg(feature = "jiff")]
const SIGNED_DURATION: &str = concat!("^-?P", clock!(9), "$");

#[cfg(feature = "jiff")]
foreign! {
    // The format reaches some hours beyond the last instant.
    jiff::Timestamp => "Timestamp", wire::DateTime::NODE;
    jiff::civil::Date => "Date", wire::Date::NODE;
    jiff::civil::DateTime => "DateTime", wire::LocalDateTime::NODE;
    jiff::civil::Time => "Time", wire::Time::NODE;
    jiff::Span => "Span", Node::Pattern(SPAN);
    jiff::SignedDuration => "SignedDuration", Node::Pattern(SIGNED_DURATION);
}

#[cfg(feature = "jiff")]
never! {
    [] jiff::Zoned => "its offset must agree with its time zone, which no schema can say",
        "use `jiff::Timestamp`, and a field for the time zone's name";
}

// `Utc`, `FixedOffset` and `Local` are read from the same text.
#[cfg(feature = "chrono")]
impl<Z: chrono::TimeZone> Schema for chrono::DateTime<Z> {
    const IDENTITY: Identity = Identity::new("chrono::DateTime", 0, "DateTime", &[]);
    const NODE: Node = wire::DateTime::NODE;
}

#[cfg(feature = "chrono")]
foreign! {
    chrono::NaiveDate => "NaiveDate", wire::Date::NODE;
    chrono::NaiveDateTime => "NaiveDateTime", wire::LocalDateTime::NODE;
    chrono::NaiveTime => "NaiveTime", wire::Time::NODE;
    chrono::Weekday => "Weekday", words(
        &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    );
    chrono::Month => "Month", words(
        &[
            "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December",
        ],
        &["Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    );
}

/// The words that chrono writes, and others that it takes.
#[cfg(feature = "chrono")]
const fn words(words: &'static [&'static str], aliases: &'static [&'static str]) -> Node {
    Node::Choice(crate::node::Choice {
        words,
        aliases,
        open: false,
    })
}

#[cfg(feature = "chrono")]
never! {
    [] chrono::TimeDelta => "its wire form is a list of seconds and nanoseconds",
        "use `std::time::Duration`, or a number with the unit in its name";
}

#[cfg(feature = "time")]
never! {
    [] time::OffsetDateTime => "its own wire form is a list of numbers",
        "mark it `#[serde(with = \"time::serde::rfc3339\")]` and `#[openai(as = \"openai_structured::wire::DateTime\")]`";
    [] time::UtcDateTime => "its own wire form is a list of numbers",
        "use `time::OffsetDateTime` with `#[serde(with = \"time::serde::rfc3339\")]` and `#[openai(as = \"openai_structured::wire::DateTime\")]`";
    [] time::PrimitiveDateTime => "its own wire form is a list of numbers",
        "use `time::OffsetDateTime` with `#[serde(with = \"time::serde::rfc3339\")]` and `#[openai(as = \"openai_structured::wire::DateTime\")]`";
    [] time::Date => "its own wire form is a list of numbers",
        "declare `time::serde::format_description!(day, Date, \"[year]-[month]-[day]\")`, then mark it `#[serde(with = \"day\")]` and `#[openai(as = \"openai_structured::wire::Date\")]`";
    [] time::Time => "its own wire form is a list of numbers",
        "use hours, minutes and seconds as fields";
    [] time::Duration => "its own wire form is a list of numbers",
        "use `std::time::Duration`, or a number with the unit in its name";
}

#[cfg(all(test, feature = "jiff"))]
mod tests {
    use crate::strict::pattern;

    #[test]
    fn the_patterns_are_in_the_dialect() {
        for text in [super::SPAN, super::SIGNED_DURATION] {
            assert_eq!(pattern::check(text), Ok(()), "{text}");
        }
    }
}
