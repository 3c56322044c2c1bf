//! A mismatch in words that the model that wrote the text can act on.

use super::mismatch::{Mismatch, MismatchKind, OneLine, shown_path};
use std::borrow::Cow;

/// Bytes that are said of a value that was found.
const LONGEST_VALUE: usize = 200;

/// Bytes that are said of what was expected, or in words that are not ours: a long list of words is
/// of use.
const LONGEST_WORDS: usize = 1_000;

/// Bytes of the text before the place where it is no JSON.
const LONGEST_BEFORE: usize = 40;

impl Mismatch {
    /// One or two sentences that the model which wrote the text can act on: where it is wrong, what
    /// was expected, and what was found.
    ///
    /// Unlike `Display` it has values of the text in it: it is for the model, not for a log.
    /// Long values are cut.
    ///
    /// ```
    /// use openai_structured::prelude::*;
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Order {
    ///     pieces: u8,
    /// }
    ///
    /// let mismatch = openai_structured::read::<Order>(r#"{"pieces":"four"}"#).unwrap_err();
    /// assert_eq!(
    ///     mismatch.for_model(),
    ///     r#"At `pieces`: expected an integer from 0 to 255, found string "four"."#,
    /// );
    /// ```
    pub fn for_model(&self) -> String {
        let place = match shown_path(self.path()) {
            ("", _) => "At the top level".to_owned(),
            (path, more) => format!("At `{path}{more}`"),
        };
        let detail = cut(self.detail(), LONGEST_WORDS);
        let said = match self.kind() {
            MismatchKind::Type | MismatchKind::Bound => {
                format!("{place}: {}.", self.difference().unwrap_or(detail))
            }
            MismatchKind::Check => {
                let end = if detail.ends_with(['.', '!', '?']) {
                    ""
                } else {
                    "."
                };
                format!("{place}: {detail}{end}")
            }
            MismatchKind::Syntax => {
                let before = self.before();
                let behind = if before.is_empty() {
                    "at its start".to_owned()
                } else {
                    format!("behind `{before}`")
                };
                format!("The text is not one JSON document: {detail}, {behind}.")
            }
            MismatchKind::Incomplete => {
                format!("The JSON ends before it is complete. {place}: something is missing.")
            }
            MismatchKind::TooDeep => {
                format!("{place}: the JSON nests more than 128 levels deep, which is too deep.")
            }
            MismatchKind::Runaway => format!("{place}: the text has {detail}, which is too long."),
            // Nothing that a model could do better.
            MismatchKind::Disagreement => {
                format!("{place}: the program is not able to read this value.")
            }
        };
        OneLine(&said).to_string()
    }

    /// What was expected and what was found, if both are known.
    fn difference(&self) -> Option<String> {
        let (expected, found) = (self.expected()?, self.found()?);
        let expected = cut(&plain_type(expected), LONGEST_WORDS);
        let detail = self.detail();
        let found = if detail.starts_with("invalid length ") {
            format!("{found} of them")
        } else if detail.starts_with("unknown field ") {
            format!("the key {}", cut(found, LONGEST_VALUE))
        } else {
            cut(&plain_value(found), LONGEST_VALUE)
        };
        Some(format!("expected {expected}, found {found}"))
    }

    /// The end of what stands before the place where the text is no JSON.
    fn before(&self) -> &str {
        let (line, column) = self.position().unwrap_or_default();
        let mut lines = self.raw().split_inclusive('\n');
        let above: usize = lines
            .by_ref()
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let end = above + column.saturating_sub(1);
        let before = self.raw().get(..self.raw().floor_char_boundary(end));
        let before = before.unwrap_or_default();
        let start = before.floor_char_boundary(before.len().saturating_sub(LONGEST_BEFORE));
        before.get(start..).unwrap_or_default().trim()
    }
}

/// What a model would call a Rust type, which it may never have seen.
fn plain_type(expected: &str) -> Cow<'_, str> {
    macro_rules! integers {
        ($($name:ident)+) => {
            match expected {
                $(stringify!($name) => {
                    return format!("an integer from {} to {}", $name::MIN, $name::MAX).into();
                })+
                _ => {}
            }
        };
    }
    integers!(i8 i16 i32 i64 u8 u16 u32 u64 isize usize);
    match expected {
        "i128" | "u128" => "an integer".into(),
        "f32" | "f64" => "a number".into(),
        _ if OBJECTS.iter().any(|start| expected.starts_with(start)) => "an object".into(),
        _ => expected.into(),
    }
}

/// How serde begins to name what is an object in JSON.
const OBJECTS: [&str; 4] = [
    "struct ",
    "internally tagged enum ",
    "adjacently tagged enum ",
    "a map",
];

/// What JSON calls the kinds of values that serde has other names for.
fn plain_value(found: &str) -> Cow<'_, str> {
    match found {
        "map" => "an object".into(),
        "sequence" => "an array".into(),
        "unit value" => "null".into(),
        _ => match found.strip_prefix("floating point ") {
            Some(number) => format!("number {number}").into(),
            None => found.into(),
        },
    }
}

/// A name that a model has written, as far as it is said again: on one line.
pub(crate) fn clipped(name: &str) -> String {
    OneLine(&cut(name, LONGEST_VALUE)).to_string()
}

/// The beginning of a text. A quotation that is cut is closed again.
fn cut(text: &str, longest: usize) -> String {
    let start = text.get(..text.floor_char_boundary(longest));
    let mut start = start.unwrap_or_default().to_owned();
    if start.len() < text.len() {
        start.push('…');
        let last = text.chars().last();
        start.extend(last.filter(|last| matches!(last, '"' | '`')));
    }
    start
}
