//! Dates and times of time: its adapters read texts, the types by themselves lists of numbers.

use crate::node::{Identity, Node};
use crate::schema::Schema;
use crate::schema::types::never;

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
