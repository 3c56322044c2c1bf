//! What a schema allows and its type refuses: one row for each reason.
//!
//! A row is a mend: it rewrites the one thing that it is about. A text that is refused belongs to
//! the residue only if its mended form is not, so a row can never excuse anything else.

use crate::accepted::Converted;
use crate::oracle::Grammar;
use openai_structured::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// One reason.
struct Residue {
    /// Why the schema lets it through.
    reason: &'static str,
    /// Writes the text without it, and all else as it stands.
    mend: fn(&str) -> String,
}

const ROWS: [Residue; 7] = [
    Residue {
        reason: "the format `date` has a 29 February in every year",
        mend: no_leap_day,
    },
    Residue {
        reason: "the format `date-time` has a second 60 in every minute",
        mend: no_leap_second,
    },
    Residue {
        reason: "the format `date-time` has fractions of any length, jiff of nine digits",
        mend: short_fraction,
    },
    Residue {
        reason: "the format `date-time` reaches beyond jiff's last instant",
        mend: no_last_day,
    },
    Residue {
        reason: "an exponent may lead beyond `f64`",
        mend: no_exponent,
    },
    Residue {
        reason: "`try_from` may refuse what its source type takes",
        mend: no_odd_number,
    },
    Residue {
        reason: "a list of entries may have a key twice, of which a map would lose one",
        mend: no_second_key,
    },
];

/// All of the reasons.
pub(crate) fn reasons() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.reason)
}

/// Whether a refused text is taken once it is mended: then the reasons, else `None`.
pub(crate) fn explain(text: &str, takes: impl Fn(&str) -> bool) -> Option<Vec<&'static str>> {
    let mut mended = text.to_owned();
    let mut reasons = Vec::new();
    for row in &ROWS {
        let next = (row.mend)(&mended);
        if next != mended {
            reasons.push(row.reason);
            mended = next;
        }
    }
    (!reasons.is_empty() && takes(&mended)).then_some(reasons)
}

/// Rewrites each place of this shape, in which `0` stands for every digit.
fn rewrite(text: &str, shape: &str, mend: fn(&mut [u8])) -> String {
    let fits = |(&byte, wanted): (&u8, u8)| match wanted {
        b'0' => byte.is_ascii_digit(),
        _ => byte.eq_ignore_ascii_case(&wanted),
    };
    let mut bytes = text.as_bytes().to_vec();
    for start in 0..bytes.len() {
        if let Some(place) = bytes.get_mut(start..start + shape.len())
            && place.iter().zip(shape.bytes()).all(fits)
        {
            mend(place);
        }
    }
    // ASCII was written over ASCII.
    String::from_utf8(bytes).unwrap()
}

fn no_leap_day(text: &str) -> String {
    rewrite(text, "0000-02-29", |date| {
        let digits = std::str::from_utf8(&date[..4]).unwrap();
        let year: u32 = digits.parse().unwrap();
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        if !leap {
            date[9] = b'8';
        }
    })
}

fn no_leap_second(text: &str) -> String {
    rewrite(text, "T00:00:60", |time| time[7..].copy_from_slice(b"59"))
}

fn short_fraction(text: &str) -> String {
    let mut mended = String::new();
    let mut digits = None;
    for character in text.chars() {
        digits = match (character, digits) {
            ('.', _) if mended.ends_with(|last: char| last.is_ascii_digit()) => Some(0),
            ('0'..='9', Some(9)) => continue,
            ('0'..='9', Some(digits)) => Some(digits + 1),
            _ => None,
        };
        mended.push(character);
    }
    mended
}

fn no_last_day(text: &str) -> String {
    rewrite(text, "9999-12-00T", |date| {
        // With an offset the 29th may be the 30th.
        if date[8..10] > *b"28".as_slice() {
            date[8..10].copy_from_slice(b"28");
        }
    })
}

fn no_exponent(text: &str) -> String {
    let mut mended = String::new();
    let mut in_string = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let in_number = !in_string && mended.ends_with(|last: char| last.is_ascii_digit());
        mended.push(character);
        match character {
            '"' => in_string = !in_string,
            '\\' if in_string => mended.extend(characters.next()),
            'e' | 'E' if in_number => {
                let of_exponent = |next: &char| matches!(next, '+' | '-' | '0'..='9');
                while characters.next_if(of_exponent).is_some() {}
                mended.push('0');
            }
            _ => {}
        }
    }
    mended
}

/// Of the one type here that converts what it reads: `0` for the number at the key `even`.
fn no_odd_number(text: &str) -> String {
    let Some((before, number)) = text.split_once("\"even\"") else {
        return text.to_owned();
    };
    let digits = number.trim_start_matches(|before: char| !before.is_ascii_digit());
    let after = digits.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let odd = digits
        .strip_suffix(after)
        .is_some_and(|number| number.ends_with(['1', '3', '5', '7', '9']));
    if odd {
        format!("{before}\"even\":0{after}")
    } else {
        text.to_owned()
    }
}

/// Without the entries whose key stands before.
fn no_second_key(text: &str) -> String {
    let Ok(mut document) = serde_json::from_str(text) else {
        return text.to_owned();
    };
    if drop_second_keys(&mut document) {
        document.to_string()
    } else {
        text.to_owned()
    }
}

fn drop_second_keys(value: &mut Value) -> bool {
    match value {
        Value::Array(items) => {
            let mut keys: Vec<Value> = Vec::new();
            let before = items.len();
            items.retain(|item| match item.as_object() {
                Some(entry) if entry.keys().eq(["key", "value"]) => {
                    let new = !keys.contains(&entry["key"]);
                    keys.push(entry["key"].clone());
                    new
                }
                _ => true,
            });
            let dropped = items.len() < before;
            items
                .iter_mut()
                .map(drop_second_keys)
                .fold(dropped, |one, other| one | other)
        }
        Value::Object(members) => members
            .values_mut()
            .map(drop_second_keys)
            .fold(false, |one, other| one | other),
        _ => false,
    }
}

/// One place, for texts that are a row's alone.
#[derive(Debug, Deserialize, ResponseFormat)]
struct At<T> {
    #[allow(dead_code, reason = "the field is there for its schema")]
    at: T,
}

/// The `time` crate's type, read as its adapter reads it.
#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(transparent)]
pub(crate) struct Rfc3339(
    #[allow(dead_code, reason = "the field is there for its schema")]
    #[serde(with = "time::serde::rfc3339")]
    #[openai(as = "openai_structured::wire::DateTime")]
    time::OffsetDateTime,
);

/// A map as a list of entries.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Stock {
    #[allow(dead_code, reason = "the field is there for its schema")]
    #[serde(with = "openai_structured::entries")]
    pieces: BTreeMap<String, u8>,
}

/// The engine produces the text, the type refuses it at its path, and for this reason alone.
fn needed<T>(value: &str, row: &Residue)
where
    At<T>: ResponseFormat + std::fmt::Debug,
{
    needed_in::<At<T>>(&format!(r#"{{"at":{value}}}"#), "at", row);
}

/// The same for a type of its own.
fn needed_in<T: ResponseFormat + std::fmt::Debug>(text: &str, path: &str, row: &Residue) {
    let grammar = Grammar::compile(T::SCHEMA.json()).unwrap();
    assert!(grammar.accepts(text), "{text}: the schema excludes it");
    let read = openai_structured::read::<T>;
    let Err(mismatch) = read(text) else {
        panic!("{text} is read: {}", row.reason)
    };
    assert_eq!(mismatch.path(), path, "{mismatch}");
    let takes = |text: &str| read(text).is_ok();
    assert_eq!(explain(text, takes), Some(vec![row.reason]), "{text}");
}

#[test]
fn every_row_is_needed() {
    let [
        leap_day,
        leap_second,
        fraction,
        last_day,
        exponent,
        conversion,
        second_key,
    ] = &ROWS;
    needed::<jiff::civil::Date>(r#""2023-02-29""#, leap_day);
    needed::<chrono::NaiveDate>(r#""1900-02-29""#, leap_day);
    needed::<chrono::DateTime<chrono::Utc>>(r#""2023-02-29T00:00:00Z""#, leap_day);
    needed::<Rfc3339>(r#""2024-02-29T12:34:60Z""#, leap_second);
    needed::<jiff::Timestamp>(r#""2024-01-01T00:00:00.1234567890Z""#, fraction);
    needed::<jiff::Timestamp>(r#""9999-12-30T23:00:00Z""#, last_day);
    needed::<f64>("-1e400", exponent);
    needed_in::<Converted>(r#"{"even": 7}"#, "even", conversion);
    needed_in::<Stock>(
        r#"{"pieces":[{"key":"a","value":1},{"key":"a","value":2}]}"#,
        "pieces",
        second_key,
    );
}

/// The JSON Schema validator is stricter than the engine too, for two of the reasons.
#[test]
fn the_validator_knows_the_calendar() {
    let [leap_day, leap_second, ..] = &ROWS;
    let schema = serde_json::json!({"type": "string", "format": "date-time"});
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let takes = |text: &str| validator.is_valid(&text.into());
    for (text, row) in [
        ("2023-02-29T00:00:00Z", leap_day),
        ("2024-02-29T12:34:60Z", leap_second),
    ] {
        assert!(!takes(text), "{text}");
        assert_eq!(explain(text, takes), Some(vec![row.reason]), "{text}");
    }
}

#[test]
fn nothing_else_is_excused() {
    let never = |_: &str| true;
    for text in [
        r#"{"at":"2024-02-29T23:59:59Z"}"#,
        r#"{"at":"9999-12-28T00:00:00Z"}"#,
        r#"{"at":"1e400","then":"\"2e9"}"#,
    ] {
        assert_eq!(explain(text, never), None, "{text}");
    }
    // A mend that does not help explains nothing.
    assert_eq!(
        explain(r#"{"at":1e400,"then":true}"#, |text| !text.contains("true")),
        None
    );
}
