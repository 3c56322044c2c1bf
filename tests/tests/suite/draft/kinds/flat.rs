//! Structs whose keys stand in the object around them.

use super::check;
use openai_structured::prelude::*;
use std::ops::Range;
use std::time::Duration;

#[derive(Debug, Default, Deserialize, ResponseFormat)]
struct Inner {
    #[serde(alias = "ex")]
    x: u8,
    #[serde(default)]
    y: Option<String>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Middle {
    before: bool,
    #[serde(flatten)]
    inner: Inner,
    after: Vec<i8>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Outer {
    #[serde(flatten)]
    middle: Box<Middle>,
    #[serde(flatten)]
    other: Other<String>,
    name: String,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Other<T> {
    item: T,
    #[serde(default = "six")]
    six: u8,
    flag: Option<bool>,
}

fn six() -> u8 {
    6
}

#[test]
fn parts_of_parts() {
    check::<Middle>(&[
        r#"{"before":true,"x":1,"y":"b","after":[1]}"#,
        r#"{"after":[],"ex":1,"before":false}"#,
    ]);
    check::<Outer>(&[
        r#"{"before":true,"x":1,"y":null,"after":[],"item":"i","six":7,"flag":true,"name":"n"}"#,
        r#"{"name":"n","item":"i","after":[1],"y":"y","ex":1,"before":true}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Times {
    #[serde(flatten)]
    duration: Duration,
    #[serde(flatten)]
    range: Range<u8>,
    label: String,
}

#[test]
fn parts_of_the_standard_library() {
    check::<Times>(&[
        r#"{"secs":1,"nanos":2,"start":3,"end":4,"label":"l"}"#,
        r#"{"label":"l","end":4,"nanos":999999999,"secs":0,"start":3}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(default)]
struct Defaulted {
    a: u8,
    #[serde(flatten)]
    inner: Inner,
}

impl Default for Defaulted {
    fn default() -> Self {
        Self {
            a: 9,
            inner: Inner {
                x: 8,
                y: Some("default".to_owned()),
            },
        }
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct PartDefaulted {
    a: u8,
    #[serde(flatten, default)]
    inner: Inner,
}

#[test]
fn parts_of_structs_with_defaults() {
    check::<Defaulted>(&[r#"{"a":1,"x":2,"y":"z"}"#, r#"{"x":2}"#]);
    check::<PartDefaulted>(&[r#"{"a":1,"x":2,"y":"z"}"#, r#"{"x":2,"a":1}"#]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Newtype(Inner);

#[derive(Debug, Deserialize, ResponseFormat)]
struct Held {
    #[serde(flatten)]
    newtype: Newtype,
    #[serde(flatten)]
    labelled: Labelled,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "type")]
struct Labelled {
    label: u8,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Generic<T> {
    own: u8,
    #[serde(flatten)]
    part: T,
}

#[test]
fn parts_behind_other_types() {
    check::<Held>(&[
        r#"{"x":1,"y":"z","type":"Labelled","label":1}"#,
        r#"{"label":1,"ex":2}"#,
    ]);
    check::<Generic<Inner>>(&[r#"{"own":1,"x":1,"y":"z"}"#, r#"{"x":1,"own":1}"#]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct InLists {
    list: Vec<Middle>,
    choice: Vec<Choice>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t")]
enum Choice {
    Middle(Middle),
    Own {
        #[serde(flatten)]
        inner: Inner,
        z: u8,
    },
}

#[test]
fn parts_in_lists_and_variants() {
    check::<InLists>(&[
        r#"{"list":[{"before":true,"x":1,"after":[1]},{"x":1,"after":[],"before":false}],"choice":[{"t":"Middle","before":true,"x":1,"y":"b","after":[1]},{"t":"Own","x":1,"z":2},{"z":2,"ex":1,"t":"Own"}]}"#,
    ]);
}
