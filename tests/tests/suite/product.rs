//! Every way to put a type into another, for every kind of type: what the schema allows is read,
//! and nothing of it is lost.
//!
//! The product is made by macros: [`fields`] has the types, [`containers`] what is made of each.

use crate::judge;
use crate::soundness::{self, same};
use openai_structured::prelude::*;
use serde::Serialize;
use std::fmt::Debug;

/// A fifth of what a schema of a table gets, as there are many.
fn check<T: ResponseFormat + Serialize + Debug>() {
    judge::legal::<T>();
    soundness::check::<T>(soundness::samples().div_ceil(5), same);
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ResponseFormat)]
enum Word {
    #[default]
    Yes,
    No,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ResponseFormat)]
struct Inner {
    deep: i8,
    list: Vec<bool>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
enum Tagged {
    Empty,
    Whole { number: i32 },
    Inner(Inner),
}

#[derive(Debug, Clone, Serialize, Deserialize, ResponseFormat)]
enum Outside {
    Empty,
    Number(i8),
    Text { text: Option<String> },
}

#[derive(Debug, Clone, Serialize, Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Bare {
    Flag(bool),
    Whole(i16),
    Fraction(f64),
    Long { a: i8, b: i8 },
    Short { a: i8 },
}

#[derive(Debug, Clone, Serialize, Deserialize, ResponseFormat)]
struct Unit;

/// The containers of one type `F`, and the test that goes through them.
macro_rules! containers {
    () => {
        use super::*;

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        struct Plain {
            before: u8,
            value: F,
            after: bool,
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        #[serde(rename_all = "SCREAMING-KEBAB-CASE", deny_unknown_fields)]
        struct Renamed {
            the_value: F,
            #[serde(rename = "\"quoted\"", alias = "old")]
            quoted: Vec<F>,
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        #[serde(tag = "is")]
        struct Labelled {
            value: F,
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        struct Newtype(F);

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        #[serde(transparent)]
        struct Transparent {
            value: Vec<F>,
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        struct Generic<T> {
            one: T,
            pair: [T; 2],
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        struct Holding {
            newtype: Newtype,
            again: Box<Newtype>,
            transparent: Transparent,
            generic: Generic<F>,
            labelled: Option<Labelled>,
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        struct Flattened {
            first: bool,
            #[serde(flatten)]
            plain: Plain,
            #[serde(flatten)]
            generic: Generic<F>,
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        enum External {
            Empty,
            Newtype(F),
            List(Vec<F>),
            Named {
                value: F,
            },
            Flat {
                #[serde(flatten)]
                plain: Plain,
            },
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        #[serde(tag = "t")]
        enum Internal {
            Empty,
            Newtype(Plain),
            Flattened(Flattened),
            Labelled(Labelled),
            Named { value: F },
            Nothing {},
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        #[serde(tag = "t", content = "c")]
        enum Adjacent {
            Empty,
            Newtype(F),
            Named { value: F },
            Flattened(Flattened),
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        #[serde(untagged)]
        enum Untagged {
            Words(Word),
            Renamed(Renamed),
            Plain(Plain),
            External { one: F, two: External },
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        struct Enums<T> {
            one: T,
            many: Vec<Option<T>>,
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        struct Nested {
            #[serde(flatten)]
            outer: Enums<Internal>,
            #[serde(flatten)]
            adjacent: Beside<Adjacent>,
            untagged: Box<Untagged>,
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        struct Beside<T> {
            beside: T,
        }

        #[derive(Debug, Serialize, Deserialize, ResponseFormat)]
        struct Recursive {
            value: F,
            next: Option<Box<Recursive>>,
            others: Vec<Recursive>,
        }

        #[test]
        fn is_read() {
            check::<Plain>();
            check::<Renamed>();
            check::<Labelled>();
            check::<Holding>();
            check::<Flattened>();
            check::<Enums<External>>();
            check::<Enums<Internal>>();
            check::<Enums<Adjacent>>();
            check::<Enums<Untagged>>();
            check::<Nested>();
            check::<Recursive>();
        }
    };
}

/// The types.
macro_rules! fields {
    ($($name:ident: $ty:ty;)*) => {$(
        mod $name {
            type F = $ty;
            containers!();
        }
    )*};
}

fields! {
    a_byte: u8;
    a_signed_integer: i64;
    a_float: f64;
    a_narrow_float: f32;
    a_flag: bool;
    a_text: String;
    a_character: char;
    an_option: Option<i32>;
    an_optional_struct: Option<Inner>;
    a_list: Vec<u16>;
    an_array: [i8; 2];
    a_word: Word;
    a_struct: Inner;
    a_unit: Unit;
    tagged_inside: Tagged;
    tagged_outside: Outside;
    without_a_tag: Bare;
    a_result: Result<i8, Word>;
}
