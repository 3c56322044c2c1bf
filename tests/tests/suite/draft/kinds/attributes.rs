//! serde's attributes on fields and on structs.

use super::check;
use openai_structured::prelude::*;
use serde::Deserializer;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Deserialize, ResponseFormat)]
struct Defaults {
    own: u8,
    #[serde(default)]
    number: u8,
    #[serde(default = "seven")]
    seven: i32,
    #[serde(default)]
    list: Vec<String>,
    #[serde(default = "some")]
    maybe: Option<u8>,
    #[serde(skip, default = "seven")]
    skipped: i32,
    #[serde(skip_deserializing)]
    unread: String,
}

fn seven() -> i32 {
    7
}

#[expect(clippy::unnecessary_wraps, reason = "the field is an option")]
fn some() -> Option<u8> {
    Some(9)
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(default)]
struct AllDefaults {
    number: u8,
    #[serde(default)]
    zero: u8,
    text: String,
    maybe: Option<bool>,
    #[serde(skip)]
    skipped: i32,
}

impl Default for AllDefaults {
    fn default() -> Self {
        Self {
            number: 5,
            zero: 5,
            text: "five".to_owned(),
            maybe: Some(true),
            skipped: 5,
        }
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(default = "made")]
struct Made {
    number: u8,
    inner: AllDefaults,
}

fn made() -> Made {
    Made {
        number: 1,
        inner: AllDefaults::default(),
    }
}

#[test]
fn defaults() {
    check::<Defaults>(&[
        r#"{"own":1}"#,
        r#"{"own":1,"number":2,"seven":3,"list":["x"],"maybe":null,"skipped":1,"unread":"x"}"#,
    ]);
    check::<AllDefaults>(&[
        "{}",
        r#"{"number":1,"zero":2,"text":"t","maybe":null}"#,
        r#"{"text":""}"#,
    ]);
    check::<Made>(&[
        "{}",
        r#"{"inner":{"number":2}}"#,
        r#"{"number":3,"inner":{}}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Closed {
    #[serde(alias = "old_name", alias = "older")]
    new_name: u8,
    #[serde(rename = "a\"b\\é")]
    escaped: Option<String>,
    #[serde(skip)]
    skipped: u8,
}

#[test]
fn other_names_and_no_others() {
    check::<Closed>(&[
        r#"{"newName":1,"a\"b\\é":"x"}"#,
        r#"{"old_name":1}"#,
        r#"{"a\u0022b\u005c\u00e9":null,"older":1}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Functions {
    #[serde(deserialize_with = "doubled")]
    #[openai(as = "u8")]
    double: u32,
    #[serde(deserialize_with = "kept")]
    #[openai(as = "Option<u8>")]
    kept: Option<u8>,
    #[serde(default, deserialize_with = "kept")]
    #[openai(as = "Option<u8>")]
    defaulted: Option<u8>,
    #[serde(with = "openai_structured::entries")]
    map: BTreeMap<String, Vec<i8>>,
    #[serde(default, with = "openai_structured::entries")]
    more: HashMap<u8, bool>,
}

fn doubled<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    Ok(u32::from(u8::deserialize(from)?) * 2)
}

fn kept<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
    Option::deserialize(from)
}

#[test]
fn functions_of_the_user() {
    check::<Functions>(&[
        r#"{"double":3,"kept":null,"map":[]}"#,
        r#"{"double":-0,"kept":1,"defaulted":2,"map":[{"key":"a","value":[1]},{"value":[],"key":"b"}],"more":[{"key":1,"value":true}]}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(from = "Option<u8>")]
struct FromOption(u8);

impl From<Option<u8>> for FromOption {
    fn from(value: Option<u8>) -> Self {
        Self(value.unwrap_or(99))
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct FromOptions {
    option: FromOption,
    boxed: Box<FromOption>,
    list: Vec<FromOption>,
}

#[test]
fn types_made_from_options() {
    check::<FromOptions>(&[
        r#"{"option":1,"boxed":2,"list":[3,null]}"#,
        r#"{"option":null,"boxed":null,"list":[]}"#,
        r#"{"list":[]}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(from = "u8")]
struct Doubled(u16);

impl From<u8> for Doubled {
    fn from(value: u8) -> Self {
        Self(u16::from(value) * 2)
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(try_from = "String")]
struct Short(String);

impl TryFrom<String> for Short {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() < 3 {
            Ok(Self(text))
        } else {
            Err("too long")
        }
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Converted {
    number: Doubled,
    boxed: Box<Doubled>,
    short: Option<Short>,
    list: Vec<Short>,
}

#[test]
fn types_made_from_others() {
    check::<Converted>(&[
        r#"{"number":1,"boxed":2,"short":"ab","list":["a",""]}"#,
        r#"{"boxed":-0,"number":255,"short":null,"list":[]}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Newtype(Option<u8>);

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(transparent)]
struct Transparent {
    value: Option<u8>,
}

type Maybe<T> = Option<T>;

#[derive(Debug, Deserialize, ResponseFormat)]
struct Absent {
    newtype: Newtype,
    transparent: Transparent,
    boxed: Box<Option<u8>>,
    cow: Cow<'static, Option<String>>,
    shared: std::rc::Rc<Option<u8>>,
    counted: std::sync::Arc<Transparent>,
    alias: Maybe<u8>,
    path: ::core::option::Option<u8>,
    #[openai(leaf)]
    leaf: Option<u8>,
}

#[test]
fn options_behind_other_types() {
    check::<Absent>(&[
        r#"{"newtype":1,"transparent":2,"boxed":3,"cow":"x","shared":5,"counted":6,"alias":7,"path":8,"leaf":9}"#,
        r#"{"newtype":null,"transparent":null,"boxed":null,"cow":null,"shared":null,"counted":null,"alias":null,"path":null,"leaf":null}"#,
        r#"{"newtype":null}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Leaves {
    #[openai(leaf)]
    alias: Maybe<u8>,
    #[openai(leaf)]
    path: ::core::option::Option<u8>,
    #[openai(leaf)]
    boxed: Box<Option<u8>>,
    #[openai(leaf)]
    transparent: Transparent,
}

#[test]
fn options_that_are_leaves() {
    check::<Leaves>(&[r#"{"alias":1,"path":2,"boxed":3,"transparent":4}"#, "{}"]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "type", rename = "Named")]
struct Labelled {
    a: u8,
    b: Option<String>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Holding {
    labelled: Labelled,
    #[openai(leaf)]
    leaf: Leaf,
    own: OwnLeaf,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Leaf {
    x: Vec<Leaf>,
    f: Option<f32>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(leaf)]
struct OwnLeaf {
    x: i8,
}

#[test]
fn tagged_structs_and_leaves() {
    check::<Labelled>(&[r#"{"type":"Named","a":1,"b":null}"#, r#"{"a":1,"type":7}"#]);
    check::<Holding>(&[
        r#"{"labelled":{"type":"Named","a":1,"b":"x"},"leaf":{"x":[{"x":[],"f":1}],"f":null},"own":{"x":-0}}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Bounded {
    #[openai(minimum = 1, maximum = 10)]
    number: i32,
    #[openai(max_items = 2)]
    list: Vec<u8>,
    #[openai(check = short)]
    text: String,
}

fn short(text: &str) -> Result<(), String> {
    if text.len() < 4 {
        Ok(())
    } else {
        Err("too long".to_owned())
    }
}

#[test]
fn bounds_and_checks() {
    check::<Bounded>(&[r#"{"number":10,"list":[1,2],"text":"abc"}"#]);
}
