//! The types that compile: each with exactly the schema that it becomes, and all that a grammar
//! makes of this schema is read.
//!
//! A row is a module: its documentation says what it is, and why it may differ from what one
//! would expect. `docs/accepted.md` of openai-structured is written from these files.
#![expect(dead_code, reason = "some fields are there for their schemas alone")]

mod attributes;
mod enums;
mod shared;
mod structs;
mod texts;
mod types;
mod words;

/// The residue has a row for it.
pub(crate) use attributes::a_type_made_from_another::Root as Converted;

use crate::judge;
use crate::soundness::{self, same};
use openai_structured::ResponseFormat;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Debug;

/// The rows, as they stand in their files, in order.
pub(crate) const FILES: [&str; 7] = [
    include_str!("structs.rs"),
    include_str!("enums.rs"),
    include_str!("attributes.rs"),
    include_str!("types.rs"),
    include_str!("texts.rs"),
    include_str!("shared.rs"),
    include_str!("words.rs"),
];

/// What each row needs.
mod prelude {
    pub(super) use super::{accepts, accepts_one_way};
    pub(super) use openai_structured::prelude::*;
    pub(super) use serde::Serialize;
}

/// The test of a row whose values serde writes as it reads them.
macro_rules! accepts {
    ($root:ty, $schema:literal) => {
        #[test]
        fn is_accepted() {
            $crate::accepted::has_the_schema::<$root>($schema);
            $crate::accepted::is_read_and_written::<$root>();
        }
    };
}
use accepts;

/// The test of a row whose values cannot be compared with their text: they are written otherwise
/// than they are read, by attributes of serde, or are kept in no order.
macro_rules! accepts_one_way {
    ($root:ty, $schema:literal) => {
        #[test]
        fn is_accepted() {
            $crate::accepted::has_the_schema::<$root>($schema);
            $crate::judge::judge::<$root>();
        }
    };
}
use accepts_one_way;

/// `expected` may have blanks and line breaks that JSON does not see.
fn has_the_schema<T: ResponseFormat>(expected: &str) {
    // In this build a `Value` keeps its keys in order.
    let expected: Value = serde_json::from_str(expected).unwrap();
    assert_eq!(T::SCHEMA.json(), expected.to_string());
}

fn is_read_and_written<T: ResponseFormat + Serialize + Debug>() {
    judge::legal::<T>();
    soundness::check::<T>(soundness::samples(), same);
}
