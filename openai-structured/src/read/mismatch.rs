//! Where and how a text and a type disagree.

use crate::entries::DUPLICATE_KEY;
use crate::schema::check::{By, OUT_OF_RANGE, Refused};
use std::fmt;

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
    /// The text is JSON, but no value of the type.
    Type,
    /// The value is of the type, and outside of a field's bounds.
    Bound,
    /// The value is of the type, and a function named by `#[openai(check = path)]` refused it.
    Check,
}

impl Mismatch {
    /// A text that was not read.
    pub(super) fn unread(path: &str, error: &serde_json::Error, raw: &str) -> Self {
        let kind = match error.classify() {
            serde_json::error::Category::Data => MismatchKind::Type,
            serde_json::error::Category::Eof => MismatchKind::Incomplete,
            // A text in memory has no IO errors.
            serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
                MismatchKind::Syntax
            }
        };
        let (line, column) = (error.line(), error.column());
        let text = error.to_string();
        let position = format!(" at line {line} column {column}");
        let problem = text.strip_suffix(&position).unwrap_or(&text).to_owned();
        // serde_json has no other way to say these.
        let kind = match problem.as_str() {
            "recursion limit exceeded" => MismatchKind::TooDeep,
            OUT_OF_RANGE => MismatchKind::Type,
            _ => kind,
        };
        Self(Box::new(Inner {
            kind,
            // The root is written as a dot.
            path: if path == "." {
                String::new()
            } else {
                path.to_owned()
            },
            position: Some((line, column)),
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
                let kind = match (start.kind, found.find(['"', '`'])) {
                    (Some(kind), _) => kind,
                    (None, Some(value)) => found.get(..value).unwrap_or_default().trim_end(),
                    (None, None) => found,
                };
                format!("expected {expected}, found {kind}")
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
        match path.get(..LONGEST_PATH) {
            // A path that long says little, and nothing at its end.
            Some(start) if path.len() > LONGEST_PATH => write!(formatter, "at `{start}…`: ")?,
            _ if path.is_empty() => {}
            _ => write!(formatter, "at `{path}`: ")?,
        }
        match kind {
            MismatchKind::Type | MismatchKind::Bound => formatter.write_str(&self.summary()),
            MismatchKind::Check => formatter.write_str(&self.0.problem),
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

impl fmt::Debug for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {self}", self.0.kind)
    }
}

impl std::error::Error for Mismatch {}
