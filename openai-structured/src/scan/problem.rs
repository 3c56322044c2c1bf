//! What ends the reading of a text, and what stood there instead of what was wanted.

use super::input::{Input, Read, Stop};
use super::words::{TOO_DEEP, VALUE};
use crate::read::Unread;
use serde::de::Unexpected;
use std::fmt::Display;

/// Why a text is no value of its type.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The byte where it is.
    pub(crate) at: usize,
    /// The byte where the value begins that it is about.
    pub(crate) value: usize,
    pub(crate) kind: ProblemKind,
    /// The path below that byte's place: empty, or with a dot or a bracket before all else.
    pub(crate) inside: String,
    /// In serde's form: what was found, and what was expected.
    pub(crate) words: String,
}

/// How a text fails to be a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    Syntax,
    Incomplete,
    TooDeep,
    Runaway,
    Disagreement,
    Bound,
    Check,
    Type,
}

impl Input<'_> {
    /// Ends the reading at a value of another kind than is wanted. One that is short and cut off is
    /// waited for, as it is named in the message.
    #[cold]
    pub(crate) fn unexpected<T>(&mut self, expected: &str) -> Read<T> {
        let place = self.at;
        let words = match self.peek()? {
            b'{' => invalid_type(Unexpected::Map, expected),
            b'[' => invalid_type(Unexpected::Seq, expected),
            b'"' => {
                let text = self.whole_string()?;
                invalid_type(Unexpected::Str(&text), expected)
            }
            b't' => {
                self.literal("true")?;
                invalid_type(Unexpected::Bool(true), expected)
            }
            b'f' => {
                self.literal("false")?;
                invalid_type(Unexpected::Bool(false), expected)
            }
            b'n' => {
                self.literal("null")?;
                invalid_type(Unexpected::Unit, expected).replacen("unit value", "null", 1)
            }
            b'-' | b'0'..=b'9' => {
                let number = self.number()?;
                number.invalid_type(expected)
            }
            _ => return Err(self.syntax(VALUE)),
        };
        Err(self.fail_at(place, ProblemKind::Type, words))
    }

    /// Ends the reading at a value of the right kind that is none of the type.
    #[cold]
    pub(crate) fn invalid_value(
        &mut self,
        at: usize,
        found: Unexpected<'_>,
        expected: &str,
    ) -> Stop {
        let words = format!("invalid value: {found}, expected {expected}");
        self.fail_at(at, ProblemKind::Type, words)
    }
}

/// Of a value that serde reads in one piece.
impl Input<'_> {
    /// Ends the reading at a value that nests too deep.
    #[cold]
    pub(crate) fn leaf_too_deep(&mut self, text: &str) -> Stop {
        let at = self.at - text.len();
        self.fail_at(at, ProblemKind::TooDeep, TOO_DEEP)
    }

    /// Ends the reading at a value that serde refused.
    #[cold]
    pub(crate) fn leaf_unread(&mut self, text: &str, unread: Unread) -> Stop {
        let at = self.at - text.len();
        self.failed(Problem {
            at: at + unread.at,
            value: at,
            kind: unread.kind,
            inside: unread.path,
            words: unread.words,
        })
    }
}

pub(super) fn invalid_type(found: impl Display, expected: &str) -> String {
    format!("invalid type: {found}, expected {expected}")
}
