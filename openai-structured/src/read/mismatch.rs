//! Where and how a text and a type disagree.

use super::whole::Unread;
use crate::entries::DUPLICATE_KEY;
use crate::scan::words::VALUE;
use crate::scan::{Problem, ProblemKind, trail};
use crate::schema::check::{By, OUT_OF_RANGE, Refused};
use std::fmt::{self, Write};

/// A text that is not a value of the type: where, what was expected, what was found.
///
/// `Display` and `Debug` are one line without any value of the text, unless a check of the user's
/// puts one into its message. [`Mismatch::detail`] has the value that was found,
/// [`Mismatch::raw`] the whole text.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: MismatchKind,
    path: String,
    /// Line and column, if reading stopped.
    position: Option<(usize, usize)>,
    problem: String,
    raw: String,
}

/// How a text and a type disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MismatchKind {
    /// The text is no JSON.
    Syntax,
    /// The text ends before the JSON does.
    Incomplete,
    /// The text nests more than 128 levels deep, which only a recursive type allows.
    TooDeep,
    /// Blanks or digits follow each other without an end in sight.
    Runaway,
    /// A type has a `Deserialize` that was written by hand and does not say so: it is a mistake in
    /// the program. See [`assert_agrees`](crate::assert_agrees).
    Disagreement,
    /// The text is JSON, but no value of the type.
    Type,
    /// The value is of the type, and outside of a field's bounds.
    Bound,
    /// The value is of the type, and a function named by `#[openai(check = path)]` refused it.
    Check,
}

impl Mismatch {
    /// A text of which the reading ended.
    pub(super) fn new(problem: Option<Problem>, raw: &str) -> Self {
        // A reader that failed has said why.
        let Some(problem) = problem else {
            return Self::at(raw.len(), ProblemKind::Syntax, VALUE, raw);
        };
        let mut path = trail(raw, problem.value);
        path.push_str(match problem.inside.strip_prefix('.') {
            Some(inside) if path.is_empty() => inside,
            _ => &problem.inside,
        });
        Self::of(problem.kind, path, problem.at, problem.words, raw)
    }

    /// A text that ends with this at a byte.
    pub(super) fn at(at: usize, kind: ProblemKind, words: &str, raw: &str) -> Self {
        Self::of(kind, trail(raw, at), at, words.to_owned(), raw)
    }

    /// A text that serde did not read.
    pub(super) fn unread(unread: Unread, raw: &str) -> Self {
        let path = unread.path.strip_prefix('.').unwrap_or(&unread.path);
        Self::of(unread.kind, path.to_owned(), unread.at, unread.words, raw)
    }

    fn of(kind: ProblemKind, path: String, at: usize, problem: String, raw: &str) -> Self {
        Self(Box::new(Inner {
            kind: match kind {
                ProblemKind::Syntax => MismatchKind::Syntax,
                ProblemKind::Incomplete => MismatchKind::Incomplete,
                ProblemKind::TooDeep => MismatchKind::TooDeep,
                ProblemKind::Runaway => MismatchKind::Runaway,
                ProblemKind::Disagreement => MismatchKind::Disagreement,
                ProblemKind::Bound => MismatchKind::Bound,
                ProblemKind::Check => MismatchKind::Check,
                ProblemKind::Type => MismatchKind::Type,
            },
            path,
            position: Some(match position(raw, at) {
                // Reading stopped at the last character, not behind it.
                (line, column) if kind == ProblemKind::Incomplete => (line, column - 1),
                place => place,
            }),
            problem,
            raw: raw.to_owned(),
        }))
    }

    /// A value that was read, and refused.
    pub(super) fn refused(refused: Refused, raw: &str) -> Self {
        Self(Box::new(Inner {
            kind: match refused.by {
                By::Type => MismatchKind::Type,
                By::Bound => MismatchKind::Bound,
                By::Check => MismatchKind::Check,
            },
            path: refused.path,
            position: None,
            problem: refused.problem,
            raw: raw.to_owned(),
        }))
    }

    /// How the text and the type disagree.
    pub fn kind(&self) -> MismatchKind {
        self.0.kind
    }

    /// The place in the document: `lines[2].quantity`. Empty for the document itself.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Line and column of the text where reading stopped. Lines count from one; column 0 is
    /// before the first character. `None` for a value that was refused after reading.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.0.position
    }

    /// What the type wanted, if it named it: `u32`, "one of `a`, `b`", "at least 0".
    pub fn expected(&self) -> Option<&str> {
        self.parts().map(|(_, expected)| expected)
    }

    /// What stood there instead, with its value: "string \"four\"".
    pub fn found(&self) -> Option<&str> {
        self.parts().map(|(found, _)| found)
    }

    /// The reader's own words, with the value that was found, or what the type's `Deserialize` or
    /// the check said of it.
    pub fn detail(&self) -> &str {
        &self.0.problem
    }

    /// The whole text.
    pub fn raw(&self) -> &str {
        &self.0.raw
    }

    /// What serde puts on both sides of "expected". The value that was found may have that word
    /// in it, what was expected has not.
    fn parts(&self) -> Option<(&str, &str)> {
        let (found, expected) = self.0.problem.rsplit_once(", expected ")?;
        // What serde says of an enum without variants has no such part of its own.
        if expected.contains(", there are no ") {
            return None;
        }
        let found = FOUND
            .iter()
            .find_map(|start| found.strip_prefix(start.words))?;
        Some((found, expected))
    }

    /// The problem without values of the text.
    fn summary(&self) -> String {
        let problem = &self.0.problem;
        let start = FOUND.iter().find(|start| problem.starts_with(start.words));
        match (self.parts(), start) {
            (Some((found, expected)), Some(start)) => {
                // serde writes a value behind its kind: "string \"x\"", "integer `5`".
                let known = || KINDS.iter().find(|kind| found.starts_with(**kind));
                let kind = start.kind.or_else(|| known().copied());
                format!(
                    "expected {expected}, found {}",
                    kind.unwrap_or("another value")
                )
            }
            _ if NAMES.iter().any(|start| problem.starts_with(start)) => problem.clone(),
            // The words of a type's own `Deserialize`, which may have the value in them.
            _ => "the type refused the value".to_owned(),
        }
    }
}

/// How serde begins to say what it found.
struct Found {
    words: &'static str,
    /// What it is, if the words behind are a value alone.
    kind: Option<&'static str>,
}

const FOUND: [Found; 5] = [
    Found {
        words: "invalid type: ",
        kind: None,
    },
    Found {
        words: "invalid value: ",
        kind: None,
    },
    Found {
        words: "invalid length ",
        kind: Some("another number of items"),
    },
    Found {
        words: "unknown variant ",
        kind: Some("another word"),
    },
    Found {
        words: "unknown field ",
        kind: Some("another key"),
    },
];

/// The kinds of value that serde and we speak of; what follows may be the value itself.
const KINDS: [&str; 17] = [
    "boolean",
    "integer",
    "floating point",
    "character",
    "string",
    "byte array",
    "unit value",
    "Option value",
    "newtype struct",
    "sequence",
    "map",
    "enum",
    "unit variant",
    "newtype variant",
    "tuple variant",
    "struct variant",
    "null",
];

/// What a value is that can be no variant of an enum, in serde's form.
pub(crate) const NO_VARIANT: &str = "invalid value: another kind of value, expected a variant";

/// What serde says with names of the type alone.
const NAMES: [&str; 5] = [
    "missing field ",
    "duplicate field ",
    DUPLICATE_KEY,
    OUT_OF_RANGE,
    "data did not match any variant",
];

/// Bytes of a path in one line.
const LONGEST_PATH: usize = 120;

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, path, .. } = &*self.0;
        let (line, column) = self.0.position.unwrap_or_default();
        let (start, more) = shown_path(path);
        if !path.is_empty() {
            write!(formatter, "at `{}{more}`: ", OneLine(start))?;
        }
        match kind {
            MismatchKind::Type | MismatchKind::Bound => OneLine(&self.summary()).fmt(formatter),
            MismatchKind::Check | MismatchKind::Runaway | MismatchKind::Disagreement => {
                OneLine(&self.0.problem).fmt(formatter)
            }
            MismatchKind::Syntax => {
                write!(
                    formatter,
                    "no JSON at line {line} column {column}: {}",
                    self.0.problem
                )
            }
            MismatchKind::TooDeep => formatter.write_str("more than 128 levels of nesting"),
            MismatchKind::Incomplete => {
                write!(
                    formatter,
                    "the JSON ends early at line {line} column {column}"
                )
            }
        }
    }
}

/// What is shown of a path, and what stands for its rest: one that long says little, and nothing at
/// its end.
pub(super) fn shown_path(path: &str) -> (&str, &'static str) {
    let start = path.get(..path.floor_char_boundary(LONGEST_PATH));
    let start = start.unwrap_or_default();
    (start, if start.len() < path.len() { "…" } else { "" })
}

/// Line and column of a byte, both counted from one.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count()
        + 1;
    (line, column)
}

/// A text without line breaks and other control characters.
pub(super) struct OneLine<'a>(pub(super) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            if character.is_control() {
                write!(formatter, "{}", character.escape_default())?;
            } else {
                formatter.write_char(character)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {self}", self.0.kind)
    }
}

impl std::error::Error for Mismatch {}
