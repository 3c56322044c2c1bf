//! Enums in serde's four representations, with what names the variant at every place.

use super::check;
use openai_structured::prelude::*;

#[derive(Debug, Deserialize, ResponseFormat)]
struct Inner {
    x: u8,
    word: Option<Word>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(rename_all = "snake_case")]
enum Word {
    YesOrNo,
    #[serde(alias = "n", alias = "é")]
    No,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Root<T> {
    one: T,
    many: Vec<Option<T>>,
    end: Word,
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum External {
    U,
    #[serde(alias = "Old")]
    N(u8),
    O(Option<i16>),
    L(Vec<External>),
    S {
        a: bool,
        #[serde(default)]
        b: f64,
        c: Option<Box<External>>,
    },
    I(Inner),
    W(Word),
}

#[test]
fn named_by_a_key() {
    check::<Root<External>>(&[
        r#"{"one":"U","many":[{"N":1},{"Old":2},{"O":null},{"O":-5},{"L":["U",{"N":3}]}],"end":"yes_or_no"}"#,
        r#"{"one":{"U":null},"many":[{"S":{"a":true,"b":1.5,"c":{"N":1}}},{"S":{"c":null,"a":false}},null,{"I":{"x":1,"word":"n"}},{"W":"no"},{"W":{"no":null}}],"end":{"é":null}}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t", rename_all_fields = "camelCase")]
enum Internal {
    U,
    #[serde(alias = "Old")]
    I(Inner),
    B(Box<Inner>),
    S {
        some_name: bool,
        #[serde(default)]
        b: f64,
        c: Option<Box<Internal>>,
        float: Option<f32>,
    },
    E {},
}

#[test]
fn named_by_a_tag_inside() {
    check::<Root<Internal>>(&[
        r#"{"one":{"t":"U"},"many":[{"t":"I","x":1,"word":"no"},{"x":1,"word":null,"t":"Old"},{"t":"B","x":1},{"t":"E"},{"t":"U","t2":5}],"end":"no"}"#,
        r#"{"one":{"t":"S","someName":true,"b":1.5,"c":{"t":"U"},"float":1.5},"many":[{"c":{"x":1,"t":"I"},"someName":false,"t":"S"},null],"end":"no"}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    U,
    N(u8),
    O(Option<i16>),
    L(Vec<Adjacent>),
    S { a: bool, b: Option<Box<Adjacent>> },
    I(Inner),
}

#[test]
fn named_by_a_tag_beside() {
    check::<Root<Adjacent>>(&[
        r#"{"one":{"t":"U"},"many":[{"t":"N","c":1},{"c":1,"t":"N"},{"t":"O"},{"t":"O","c":null},{"t":"O","c":1},{"t":"U","c":null}],"end":"no"}"#,
        r#"{"one":{"t":"S","c":{"a":true,"b":{"t":"U"}}},"many":[{"t":"L","c":[{"t":"U"},{"c":1,"t":"N"}]},{"t":"I","c":{"x":1}},null,{"z":1,"t":"I","z2":{},"c":{"x":1,"word":"n"},"z3":[]}],"end":"no"}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Untagged {
    Flag(bool),
    Whole(i64),
    Fraction(f64),
    Text(String),
    List(Vec<i8>),
    Long {
        x: u8,
        y: Option<Box<Untagged>>,
        z: bool,
    },
    Inner(Inner),
}

#[test]
fn named_by_nothing() {
    check::<Root<Untagged>>(&[
        r#"{"one":true,"many":[1,-0,1.5,"x",[1,2],{"x":1,"y":null,"z":true},{"x":1,"y":[],"z":false},{"x":1,"word":"no"},null],"end":"no"}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t")]
enum InternalOther {
    Moved {
        to: u8,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t", content = "c")]
enum AdjacentOther {
    Moved(u8),
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum ExternalOther {
    Moved,
    #[serde(other)]
    Unknown,
}

#[test]
fn a_variant_for_all_others() {
    check::<Root<InternalOther>>(&[
        r#"{"one":{"t":"Moved","to":1},"many":[{"t":"else","to":"x"},{"t":"Unknown"},{"t":5},{"to":1,"t":"Moved"}],"end":"no"}"#
            .replace("{\"t\":5},", "")
            .as_str(),
    ]);
    check::<Root<AdjacentOther>>(&[
        r#"{"one":{"t":"Moved","c":1},"many":[{"t":"else"},{"t":"Unknown","c":null},{"c":1,"t":"Moved"}],"end":"no"}"#,
    ]);
    check::<Root<ExternalOther>>(&[
        r#"{"one":"Moved","many":["else","Unknown",{"Moved":null}],"end":"no"}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(deny_unknown_fields)]
enum ExternalClosed {
    U,
    S { a: u8 },
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t", deny_unknown_fields)]
enum InternalClosed {
    U,
    S { a: u8 },
    E {},
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t", content = "c", deny_unknown_fields)]
enum AdjacentClosed {
    U,
    N(u8),
    S { a: u8 },
}

#[test]
fn no_other_keys() {
    check::<Root<ExternalClosed>>(&[r#"{"one":"U","many":[{"S":{"a":1}},{"U":null}],"end":"no"}"#]);
    check::<Root<InternalClosed>>(&[
        r#"{"one":{"t":"U"},"many":[{"t":"S","a":1},{"a":1,"t":"S"},{"t":"E"}],"end":"no"}"#,
    ]);
    check::<Root<AdjacentClosed>>(&[
        r#"{"one":{"t":"U"},"many":[{"t":"N","c":1},{"c":1,"t":"N"},{"t":"S","c":{"a":1}}],"end":"no"}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum Deep {
    In(Box<Middle>),
    Unit,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "kind", content = "of")]
enum Middle {
    Inner(Internal),
    Deep(Deep),
    Raw(Untagged),
}

#[test]
fn enums_in_enums() {
    check::<Root<Deep>>(&[
        r#"{"one":{"In":{"kind":"Deep","of":{"In":{"kind":"Inner","of":{"t":"I","x":1}}}}},"many":["Unit",{"In":{"of":{"x":1,"t":"I"},"kind":"Inner"}},{"In":{"kind":"Raw","of":[1]}},{"In":{"kind":"Deep","of":"Unit"}}],"end":"no"}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum Functions {
    #[serde(skip)]
    Hidden(String),
    N(
        #[serde(deserialize_with = "doubled")]
        #[openai(as = "u8")]
        u32,
    ),
    S {
        #[serde(deserialize_with = "doubled", default)]
        #[openai(as = "u8")]
        a: u32,
        #[serde(skip)]
        hidden: u8,
    },
}

fn doubled<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    Ok(u32::from(u8::deserialize(from)?) * 2)
}

#[test]
fn functions_and_skipped_variants() {
    check::<Root<Functions>>(&[r#"{"one":{"N":2},"many":[{"S":{"a":3}},{"S":{}}],"end":"no"}"#]);
}
