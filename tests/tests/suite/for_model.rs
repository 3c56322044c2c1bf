//! What the model is told of a text of its own that is no value.

use openai_structured::prelude::*;
use openai_structured::{MismatchKind, read};
use std::fmt::Debug;

#[derive(Debug, Deserialize, ResponseFormat)]
struct Order {
    #[openai(min_items = 1)]
    lines: Vec<Line>,
    paid: Option<Paid>,
    #[openai(check = even)]
    number: Option<u32>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Line {
    quantity: i32,
    #[openai(minimum = 0)]
    price: Option<f64>,
    size: Option<[u8; 2]>,
    day: Option<Day>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(rename_all = "snake_case")]
enum Paid {
    InCash,
    ByCard,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(deny_unknown_fields)]
struct Closed {
    id: u64,
    tree: Option<Box<Closed>>,
}

/// A type with words of its own.
#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(try_from = "u32")]
struct Day(#[expect(dead_code, reason = "only how it is refused matters")] u32);

impl TryFrom<u32> for Day {
    type Error = String;

    fn try_from(day: u32) -> Result<Self, String> {
        match day {
            1..=31 => Ok(Self(day)),
            _ => Err(format!("no month has a day {day}")),
        }
    }
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "what a check takes"
)]
fn even(number: &Option<u32>) -> Result<(), String> {
    match number {
        Some(number) if number % 2 == 1 => Err(format!("{number} is odd.\nIt should not be")),
        _ => Ok(()),
    }
}

#[track_caller]
fn check<T: ResponseFormat + Debug>(text: &str, kind: MismatchKind, words: &str) {
    let mismatch = read::<T>(text).unwrap_err();
    assert_eq!(
        (mismatch.kind(), mismatch.for_model().as_str()),
        (kind, words)
    );
}

/// A line with one value.
fn line(key: &str, value: &str) -> String {
    let line = r#"{"quantity":1,"price":null,"size":null,"day":null}"#;
    let start = line.find(key).unwrap() + key.len() + 2;
    let end = start + line[start..].find([',', '}']).unwrap();
    let line = format!("{}{value}{}", &line[..start], &line[end..]);
    format!(r#"{{"lines":[{line}],"paid":null,"number":null}}"#)
}

#[test]
fn a_value_is_named_with_its_place_and_what_was_expected() {
    for (key, value, words) in [
        (
            "quantity",
            r#""two""#,
            r#"At `lines[0].quantity`: expected an integer from -2147483648 to 2147483647, found string "two"."#,
        ),
        (
            "quantity",
            "3000000000",
            "At `lines[0].quantity`: expected an integer from -2147483648 to 2147483647, found integer `3000000000`.",
        ),
        (
            "quantity",
            "1.5",
            "At `lines[0].quantity`: expected an integer from -2147483648 to 2147483647, found number `1.5`.",
        ),
        (
            "quantity",
            "null",
            "At `lines[0].quantity`: expected an integer from -2147483648 to 2147483647, found null.",
        ),
        (
            "price",
            "{}",
            "At `lines[0].price`: expected a number, found an object.",
        ),
        (
            "size",
            "[1]",
            "At `lines[0].size`: expected an array of length 2, found 1 of them.",
        ),
        ("day", "32", "At `lines[0].day`: no month has a day 32."),
    ] {
        check::<Order>(&line(key, value), MismatchKind::Type, words);
    }
    for (text, words) in [
        (
            "[]",
            "At the top level: expected an object, found an array.",
        ),
        (
            r#"{"lines":[{}]}"#,
            "At `lines[0]`: missing field `quantity`.",
        ),
        (
            r#"{"lines":[{"quantity":1}],"paid":"later, expected soon"}"#,
            "At `paid`: expected `in_cash` or `by_card`, found `later, expected soon`.",
        ),
    ] {
        check::<Order>(text, MismatchKind::Type, words);
    }
    check::<Closed>(
        r#"{"id":1,"tree":null,"more":2}"#,
        MismatchKind::Type,
        "At `more`: expected `id` or `tree`, found the key `more`.",
    );
}

#[test]
fn bounds_and_checks_speak_for_themselves() {
    check::<Order>(
        &line("price", "-1"),
        MismatchKind::Bound,
        "At `lines[0].price`: expected at least 0, found number `-1`.",
    );
    check::<Order>(
        r#"{"lines":[],"paid":null,"number":null}"#,
        MismatchKind::Bound,
        "At `lines`: expected at least 1 item, found 0 of them.",
    );
    check::<Order>(
        r#"{"lines":[{"quantity":1}],"number":7}"#,
        MismatchKind::Check,
        r"At `number`: 7 is odd.\nIt should not be.",
    );
}

#[test]
fn what_is_no_document_is_said_with_what_stands_before_it() {
    for (text, kind, words) in [
        (
            r#"{"lines":[{"quantity":1"#,
            MismatchKind::Incomplete,
            "The JSON ends before it is complete. At `lines[0].quantity`: something is missing.",
        ),
        (
            "Sure! {}",
            MismatchKind::Syntax,
            "The text is not one JSON document: expected value, at its start.",
        ),
        (
            "{\"lines\":[],\n\"paid\":nil}",
            MismatchKind::Syntax,
            "The text is not one JSON document: expected ident, behind `{\"lines\":[],\\n\"paid\":n`.",
        ),
        (
            r#"{"lines":[{"quantity":1}]} {"lines":[]}"#,
            MismatchKind::Syntax,
            r#"The text is not one JSON document: trailing characters, behind `{"lines":[{"quantity":1}]}`."#,
        ),
    ] {
        check::<Order>(text, kind, words);
    }
    check::<Order>(
        &format!(r#"{{"lines":[{}"#, " ".repeat(9_000)),
        MismatchKind::Runaway,
        "At `lines`: the text has more than 8192 blanks in a row, which is too long.",
    );
    let deep = r#"{"id":1,"tree":"#.repeat(200);
    let words = read::<Closed>(&deep).unwrap_err().for_model();
    assert!(
        words.starts_with("At `tree.tree.") && words.contains("…`: the JSON nests more than 128"),
        "{words}"
    );
}

#[test]
fn long_values_are_cut() {
    let long = "ä\n".repeat(5_000);
    let text = line("quantity", &serde_json::to_string(&long).unwrap());
    let words = read::<Order>(&text).unwrap_err().for_model();
    assert!(words.len() < 400, "{}", words.len());
    assert!(words.ends_with("…\".") && !words.contains('\n'), "{words}");

    // However the text is broken, what is said of it is one line and short.
    let text = format!("{{\"lines\":[],{long}");
    let words = read::<Order>(&text).unwrap_err().for_model();
    assert!(words.len() < 400 && !words.contains('\n'), "{words}");
}
