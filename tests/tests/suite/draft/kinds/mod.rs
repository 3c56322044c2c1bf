//! Types whose keys and values are read in special ways, each with documents by hand: what these
//! become when they are broken in hundreds of ways is judged by serde.
#![allow(dead_code, reason = "the fields are read, and shown by `Debug`")]

mod attributes;
mod enums;
mod flat;
mod plain;
mod std_types;

use super::agree::agree;
use crate::random::Random;
use openai_structured::ResponseFormat;
use std::fmt::Debug;

/// How many texts are made of each document: `SAMPLES`, or few enough for every run.
fn rounds() -> usize {
    crate::soundness::samples() * 3
}

/// Each document can be read, and all that is made of it is read as serde reads it.
fn check<T: ResponseFormat + Debug>(documents: &[&str]) {
    let mut random = Random::new(11);
    let mut differences = Vec::new();
    for text in documents {
        if let Err(mismatch) = openai_structured::read::<T>(text) {
            panic!("{mismatch:?}\n{text}");
        }
        differences.extend(agree::<T>(text, rounds(), &mut random));
    }
    let count = differences.len();
    differences.sort_by_key(String::len);
    differences.truncate(20);
    assert!(
        count == 0,
        "{count} differences, such as\n{}",
        differences.join("\n\n")
    );
}
