//! Dates and times of chrono.

use super::foreign;
use crate::node::{Choice, Identity, Node};
use crate::schema::types::never;
use crate::schema::{Schema, wire};

/// The words that chrono writes. It reads them short, long and in any case.
macro_rules! words {
    ($($word:literal)*) => {
        Node::Read {
            offered: &Node::Choice(Choice {
                words: &[$($word),*],
                aliases: &[],
                open: false,
            }),
            besides: &Node::String,
        }
    };
}

// `Utc`, `FixedOffset` and `Local` are read from the same text.
impl<Z: chrono::TimeZone> Schema for chrono::DateTime<Z>
where
    Self: serde::de::DeserializeOwned,
{
    type Draft = crate::draft::LeafDraft<Self>;
    const IDENTITY: Identity = Identity::new("chrono::DateTime", 0, "DateTime", &[]);
    const NODE: Node = wire::DateTime::NODE;
}

foreign! {
    chrono::NaiveDate => "NaiveDate", wire::Date::NODE;
    chrono::NaiveDateTime => "NaiveDateTime", wire::LocalDateTime::NODE;
    chrono::NaiveTime => "NaiveTime", wire::Time::NODE;
    chrono::Weekday => "Weekday",
        words!["Mon" "Tue" "Wed" "Thu" "Fri" "Sat" "Sun"];
    chrono::Month => "Month", words![
        "January" "February" "March" "April" "May" "June"
        "July" "August" "September" "October" "November" "December"
    ];
}

never! {
    [] chrono::TimeDelta => "its wire form is a list of seconds and nanoseconds",
        "use `std::time::Duration`, or a number with the unit in its name";
}
