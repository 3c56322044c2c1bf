//! Reading a text, and what a mismatch says and does not say.

use openai_structured::prelude::*;
use openai_structured::{Mismatch, MismatchKind, read};

#[derive(Debug, Deserialize, ResponseFormat)]
struct Rec {
    next: Option<Box<Rec>>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Values {
    number: Option<u8>,
    word: Option<Word>,
    day: Option<jiff::civil::Date>,
    list: Option<[u8; 2]>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum Word {
    Yes,
    No,
}

fn mismatch(field: &str, value: &str) -> Mismatch {
    let mut text = r#"{"number":null,"word":null,"day":null,"list":null}"#.to_owned();
    text = text.replace(
        &format!("\"{field}\":null"),
        &format!("\"{field}\":{value}"),
    );
    read::<Values>(&text).unwrap_err()
}

#[test]
fn one_line_has_no_value_of_the_text() {
    for (field, value, line) in [
        (
            "number",
            r#""secret, expected hunter2""#,
            "at `number`: expected u8, found string",
        ),
        ("number", "77777", "at `number`: expected u8, found integer"),
        (
            "number",
            "1.77777",
            "at `number`: expected u8, found floating point",
        ),
        (
            "word",
            r#""secret, expected hunter2""#,
            "at `word`: expected `Yes` or `No`, found another word",
        ),
        ("day", r#""77777""#, "at `day`: the type refused the value"),
    ] {
        let mismatch = mismatch(field, value);
        assert_eq!(mismatch.to_string(), line);
        let debug = format!("{mismatch:?}");
        for secret in ["secret", "hunter2", "77777"] {
            assert!(!debug.contains(secret), "{debug}");
        }
        // The accessors have it; a date's own words are jiff's.
        let found = mismatch.found().unwrap_or(mismatch.detail());
        assert!(
            found.contains(value.trim_matches('"')) || field == "day",
            "{found}"
        );
        assert!(mismatch.raw().contains(value));
        assert_eq!(mismatch.kind(), MismatchKind::Type);
    }
}

#[test]
fn a_text_nested_beyond_the_reader_is_named() {
    let deep =
        |levels: usize| format!("{}null{}", r#"{"next":"#.repeat(levels), "}".repeat(levels));
    let mut value = &read::<Rec>(&deep(120)).unwrap();
    let mut levels = 1;
    while let Some(next) = &value.next {
        value = next;
        levels += 1;
    }
    assert_eq!(levels, 120);
    let mismatch = read::<Rec>(&deep(200)).unwrap_err();
    assert_eq!(mismatch.kind(), MismatchKind::TooDeep);
    let line = mismatch.to_string();
    assert!(
        line.ends_with("…`: more than 128 levels of nesting"),
        "{line}"
    );
    assert!(line.len() < 200, "{line}");
}

#[test]
fn nothing_that_is_read_panics() {
    let text = r#"{"number":-0,"word":"Yes","day":"2026-11-22","list":[1,2]}"#;
    for end in 0..=text.len() {
        let result = read::<Values>(&text[..end]);
        assert_eq!(result.is_ok(), end == text.len(), "{end}");
        if let Err(mismatch) = result {
            assert_eq!(
                mismatch.kind(),
                MismatchKind::Incomplete,
                "{end}: {mismatch}"
            );
        }
    }
}
