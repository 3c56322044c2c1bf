//! The reader of answers: what `serde_json` reads, in pieces of any kind, with drafts on the way.

use crate::draft::differences;
use crate::random::Random;
use openai_structured::ResponseFormat;
use openai_structured::prelude::*;
use std::fmt::Debug;

#[derive(Debug, Deserialize, ResponseFormat)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct Plain {
    text: String,
    count: Option<i8>,
    wide: u64,
    float: f64,
    narrow: Option<f32>,
    flags: Vec<bool>,
    letter: char,
    next: Option<Box<Plain>>,
    pair: [u8; 2],
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct Choices {
    one: External,
    many: Vec<Internal>,
    other: Adjacent,
    bare: Option<Untagged>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[allow(dead_code, reason = "shown by `Debug`")]
enum External {
    U,
    N(u8),
    S {
        a: bool,
        next: Option<Box<External>>,
    },
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t")]
#[allow(dead_code, reason = "shown by `Debug`")]
enum Internal {
    U,
    I(Inner),
    S { a: bool },
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t", content = "c", deny_unknown_fields)]
#[allow(dead_code, reason = "shown by `Debug`")]
enum Adjacent {
    U,
    O(Option<i16>),
    I(Inner),
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(untagged)]
#[allow(dead_code, reason = "shown by `Debug`")]
enum Untagged {
    Flag(bool),
    Text(String),
    Inner(Inner),
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct Inner {
    #[serde(alias = "ex")]
    x: u8,
    #[serde(default)]
    y: Vec<String>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct Flat {
    before: u8,
    #[serde(flatten)]
    middle: Middle,
    after: Option<String>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct Middle {
    #[serde(flatten)]
    inner: Inner,
    z: i32,
}

/// The first byte says which type it is, and how the text is cut.
pub(crate) fn run(bytes: &[u8]) {
    let Some((first, text)) = bytes.split_first() else {
        return;
    };
    let Ok(text) = str::from_utf8(text) else {
        return;
    };
    match first % 3 {
        0 => agree::<Plain>(text, *first),
        1 => agree::<Choices>(text, *first),
        _ => agree::<Flat>(text, *first),
    }
}

fn agree<T: ResponseFormat + Debug>(text: &str, seed: u8) {
    let differences = differences::<T>(text, &mut Random::new(u64::from(seed)));
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}
