//! Forms on the wire that are no Rust types: what a `#[serde(with = "...")]` module reads.
//!
//! `with` may read anything, so such a field names its form with `#[openai(as = "...")]`: a type
//! that is read from the same text, or one of these. They have no values.
//!
//! # Examples
//!
//! ```
//! use openai_structured::prelude::*;
//! use openai_structured::wire;
//!
//! mod seconds {
//!     # use serde::Deserialize as _;
//!     // "12:30:00" as seconds of the day.
//!     pub fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
//!         let text = String::deserialize(from)?;
//!         let number = |part: Option<&str>| part.and_then(|part| part.parse::<f64>().ok());
//!         let mut parts = text.split(':').map(Some).map(number);
//!         let mut next = || parts.next().flatten();
//!         match (next(), next(), next()) {
//!             (Some(h), Some(m), Some(s)) => Ok((h * 3600.0 + m * 60.0 + s) as u32),
//!             _ => Err(serde::de::Error::custom("no time of day")),
//!         }
//!     }
//! }
//!
//! #[derive(Debug, Deserialize, ResponseFormat)]
//! struct Alarm {
//!     #[serde(with = "seconds")]
//!     #[openai(as = "wire::Time")]
//!     at: u32,
//! }
//!
//! let alarm: Alarm = openai_structured::read(r#"{"at":"06:30:00"}"#)?;
//! assert_eq!(alarm.at, 23_400);
//! # Ok::<(), openai_structured::Mismatch>(())
//! ```

use super::Schema;
use crate::draft::never::NeverDraft;
use crate::node::{Identity, Node};

/// Hours to nanoseconds.
macro_rules! time {
    () => {
        "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?"
    };
}

/// A day of the calendar, 29 February in leap years alone.
macro_rules! date {
    () => {
        concat!(
            "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])",
            "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))",
            "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
        )
    };
}

/// Declares forms. Each has its path for an identity, as other crates have types of these names.
macro_rules! forms {
    ($($(#[$attribute:meta])* $name:ident: $node:expr;)*) => {$(
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {}

        impl Schema for $name {
            type Draft = NeverDraft<Self>;
            const IDENTITY: Identity =
                Identity::new(concat!("wire::", stringify!($name)), 0, stringify!($name), &[]);
            const NODE: Node = $node;
        }
    )*};
}

// The formats `date` and `date-time` are what models know best, so they are kept although they
// have a 29 February in every year. `time` demands an offset, so what has none has a pattern.
forms! {
    /// A day: `2026-01-31`.
    ///
    /// The format allows 29 February in every year; reading refuses it in a common one.
    Date: Node::Format("date");
    /// A moment with its offset, as RFC 3339 writes it: `2026-01-31T12:30:00Z`.
    ///
    /// `time::serde::rfc3339` reads it. The format allows 29 February in every year and a second
    /// 60 in every minute; reading may refuse these.
    DateTime: Node::Format("date-time");
    /// A time of day without offset: `12:30:00`, `12:30:00.5`.
    Time: Node::Pattern(concat!("^", time!(), "$"));
    /// A day and a time of day without offset: `2026-01-31T12:30:00`.
    LocalDateTime: Node::Pattern(concat!("^", date!(), "T", time!(), "$"));
}

#[cfg(test)]
mod tests {
    use super::{LocalDateTime, Node, Schema, Time};
    use crate::strict::pattern;

    #[test]
    fn the_patterns_are_in_the_dialect() {
        for node in [Time::NODE, LocalDateTime::NODE] {
            let Node::Pattern(text) = node else {
                panic!("a pattern")
            };
            assert_eq!(pattern::check(text), Ok(()), "{text}");
        }
    }
}
