//! Texts that are too deep, too long or without end: each ends with an error that says so, and none
//! costs more than its length.

use super::cuts;
use openai_structured::draft::Draft;
use openai_structured::prelude::*;
use openai_structured::{DraftReader, Mismatch, MismatchKind, ResponseFormat, read};
use serde_json::Value;

#[derive(Debug, Deserialize, ResponseFormat)]
struct Rec {
    next: Option<Box<Rec>>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Nest {
    list: Vec<Nest>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t")]
enum Tagged {
    Node { next: Option<Box<Tagged>> },
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum External {
    In(Box<External>),
    End,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Untagged {
    In(Vec<Untagged>),
    End(u8),
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Only<T> {
    a: T,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Note {
    text: String,
    number: f64,
    count: u8,
    list: Vec<String>,
}

/// How a text ends in pieces: with an error before the end, or at it. Pieces of one size.
fn push<T: ResponseFormat>(text: &str, size: usize) -> Result<T, Mismatch> {
    let mut reader = DraftReader::<T>::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(size.max(4)).min(rest.len()));
        reader.push(piece)?;
        rest = behind;
    }
    reader.finish()
}

/// Nested so deep that the text has this many levels.
fn deep<T: ResponseFormat>(levels: usize, around: usize, open: &str, end: &str, close: &str) {
    let text = |levels: usize| {
        let levels = levels - around;
        let inner = open.repeat(levels) + end + &close.repeat(levels);
        if around == 0 {
            inner
        } else {
            format!("{{\"a\":{inner}}}")
        }
    };
    let kind = |text: &str| {
        let whole = read::<T>(text)
            .map(drop)
            .map_err(|mismatch| mismatch.kind());
        let pieces = push::<T>(text, 7)
            .map(drop)
            .map_err(|mismatch| mismatch.kind());
        assert_eq!(whole, pieces);
        let serde = serde_json::from_str::<T>(text).is_ok();
        assert_eq!(whole.is_ok(), serde, "serde");
        whole
    };
    assert_eq!(kind(&text(levels)), Ok(()), "{open}");
    assert_eq!(
        kind(&text(levels + 1)),
        Err(MismatchKind::TooDeep),
        "{open}"
    );
    assert_eq!(kind(&text(100_000)), Err(MismatchKind::TooDeep), "{open}");
}

#[test]
fn levels_are_counted_as_serde_counts_them() {
    deep::<Rec>(127, 0, "{\"next\":", "null", "}");
    deep::<Only<Tagged>>(127, 1, "{\"t\":\"Node\",\"next\":", "null", "}");
    deep::<Only<Tagged>>(127, 1, "{\"next\":", "null", ",\"t\":\"Node\"}");
    deep::<Only<External>>(127, 1, "{\"In\":", "\"End\"", "}");
    deep::<Only<Untagged>>(127, 1, "[", "1", "]");
    // An object and a list are two.
    let text = |pairs: usize| "{\"list\":[".repeat(pairs) + &"]}".repeat(pairs);
    assert!(read::<Nest>(&text(63)).is_ok());
    assert_eq!(
        read::<Nest>(&text(64)).unwrap_err().kind(),
        MismatchKind::TooDeep
    );
}

/// What nobody reads may nest as it likes, as serde has it; it takes no stack.
#[test]
fn what_is_passed_over_has_no_depth() {
    for (open, close) in [("[", "]"), ("{\"z\":", "}")] {
        let text = format!(
            "{{\"z\":{}1{},\"next\":null}}",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        assert!(read::<Rec>(&text).is_ok());
        assert!(push::<Rec>(&text, 1_000).is_ok());
    }
}

/// A value that is none of the type, and has no end.
#[test]
fn brackets_without_end() {
    for open in ["[", "{\"next\":", "{\"z\":", "{\"z\":["] {
        let text = open.repeat(100_000);
        let whole = read::<Rec>(&text).unwrap_err();
        let pieces = push::<Rec>(&text, 99).unwrap_err();
        assert_eq!(whole.kind(), pieces.kind(), "{open}");
    }
}

#[test]
fn blanks_without_end() {
    let places = [
        "",
        "{",
        "{\"text\"",
        "{\"text\":",
        "{\"text\":\"x\"",
        "{\"list\":[",
        "{\"list\":[\"x\"",
        "{\"z\":[1,",
    ];
    let whole = "{\"text\":\"x\",\"number\":1,\"count\":2,\"list\":[]}";
    for start in places.into_iter().chain([whole]) {
        for blank in ["\n", " ", "\t", "\r\n"] {
            let blanks = blank.repeat(100_000 / blank.len());
            let text = format!("{start}{blanks}");
            let mismatch = read::<Note>(&text).unwrap_err();
            assert_eq!(mismatch.kind(), MismatchKind::Runaway, "{start}");
            // It ends long before all of it has come.
            let mut reader = DraftReader::<Note>::new();
            let ended = cuts::single(&text)
                .into_iter()
                .position(|piece| reader.push(piece).is_err());
            assert_eq!(ended, Some(start.len() + (8 << 10)), "{start}");
        }
    }
    // So many are no mistake, and within a text they are no blanks.
    let most = " ".repeat(8 << 10);
    let text = whole
        .replace([',', ':'], &format!("{most},{most}"))
        .replacen(',', ":", 0);
    assert!(read::<Note>(&text).is_err());
    let text = whole.replace(',', &format!("{most},{most}"));
    assert!(read::<Note>(&text).is_ok() && push::<Note>(&text, 1).is_ok());
    let text = whole.replace("\"x\"", &format!("\"{}\"", " ".repeat(100_000)));
    assert_eq!(read::<Note>(&text).unwrap().text.len(), 100_000);
    assert_eq!(push::<Note>(&text, 1).unwrap().text.len(), 100_000);
}

#[test]
fn digits_without_end() {
    let with =
        |number: &str| format!("{{\"text\":\"\",\"number\":{number},\"count\":1,\"list\":[]}}");
    for number in ["1", "-1.", "0.", "1e", "1E+", "123e-"] {
        let most = format!("{number}{}", "7".repeat(2_048 - number.len()));
        let more = format!("{most}7");
        let longest = format!("{number}{}", "7".repeat(10_000));
        let kind = |text: &str| {
            let whole = read::<Note>(text)
                .map(drop)
                .map_err(|mismatch| mismatch.kind());
            let pieces = push::<Note>(text, 1)
                .map(drop)
                .map_err(|mismatch| mismatch.kind());
            assert_eq!(whole, pieces);
            whole
        };
        assert_ne!(kind(&with(&most)), Err(MismatchKind::Runaway), "{number}");
        assert_eq!(kind(&with(&more)), Err(MismatchKind::Runaway), "{number}");
        assert_eq!(
            kind(&with(&longest)),
            Err(MismatchKind::Runaway),
            "{number}"
        );
        // Also where nobody reads it.
        let unknown = format!("{{\"z\":[{longest}");
        assert_eq!(kind(&unknown), Err(MismatchKind::Runaway), "{number}");
        let cut = format!("{{\"number\":{longest}");
        assert_eq!(kind(&cut), Err(MismatchKind::Runaway), "{number}");
    }
    let third = format!("0.{}", "3".repeat(2_000));
    assert_eq!(
        read::<Note>(&with(&third)).unwrap().number.to_bits(),
        (1.0_f64 / 3.0).to_bits()
    );
}

/// Long values of every kind, a character at a time: this ends, as each piece costs what it costs.
#[test]
fn megabytes_in_single_characters() {
    let long = "aé\\n\\u00e9\\ud83d\\ude00".repeat(15_000);
    let plain = "x".repeat(2_000_000);
    let key = "x".repeat(300_000);
    let lines: Vec<String> = (0..20_000).map(|number| format!("line {number}")).collect();
    let texts = [
        format!("{{\"text\":\"{plain}\",\"number\":1,\"count\":1,\"list\":[]}}"),
        format!("{{\"text\":\"{long}\",\"number\":1,\"count\":1,\"list\":[]}}"),
        format!(
            "{{\"text\":\"\",\"number\":1,\"count\":1,\"list\":{}}}",
            serde_json::to_string(&lines).unwrap()
        ),
        // Keys and values that are unknown.
        format!("{{\"{key}\":1,\"text\":\"\",\"number\":1,\"count\":1,\"list\":[]}}"),
        format!("{{\"{long}\":1,\"text\":\"\",\"number\":1,\"count\":1,\"list\":[]}}"),
        format!("{{\"z\":\"{long}\",\"text\":\"\",\"number\":1,\"count\":1,\"list\":[]}}"),
        format!(
            "{{\"z\":[{}1],\"text\":\"\",\"number\":1,\"count\":1,\"list\":[]}}",
            "[1,{\"a\":null}],".repeat(15_000)
        ),
    ];
    for text in texts {
        let mut reader = DraftReader::<Note>::new();
        for piece in cuts::single(&text) {
            reader.push(piece).unwrap();
        }
        assert!(reader.draft().state().is_done());
        let note = reader.finish().unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["text"], note.text.as_str());
        assert_eq!(value["list"].as_array().unwrap().len(), note.list.len());
    }
}

/// What is no value of the type, and is long, is waited for without looking at it twice.
#[test]
fn long_values_of_another_kind() {
    let plain = "x".repeat(200_000);
    for text in [
        format!("{{\"count\":\"{plain}\"}}"),
        format!("{{\"number\":\"{plain}\\u00e9\"}}"),
    ] {
        let mut reader = DraftReader::<Note>::new();
        let refused = cuts::single(&text)
            .into_iter()
            .position(|piece| reader.push(piece).is_err());
        assert_eq!(refused, Some(text.len() - 2));
        let mismatch = reader.finish().unwrap_err();
        assert_eq!(mismatch.kind(), MismatchKind::Type);
    }
}
