//! Where and how a text and a type disagree.

use std::fmt;

/// A text that is not a value of the type: where, what was expected, what was found.
///
/// `Display` is one line without any value of the text; [`Mismatch::raw`] has the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: MismatchKind,
    path: String,
    line: usize,
    column: usize,
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
    /// The text is JSON, but no value of the type.
    Type,
}

impl Mismatch {
    pub(super) fn new(path: &str, error: &serde_json::Error, raw: &str) -> Self {
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
        Self(Box::new(Inner {
            kind,
            // The root is written as a dot.
            path: if path == "." {
                String::new()
            } else {
                path.to_owned()
            },
            line,
            column,
            problem,
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

    /// Line and column of the text, from one on, where reading stopped.
    pub fn position(&self) -> (usize, usize) {
        (self.0.line, self.0.column)
    }

    /// What the type wanted, if it named it: `u32`, "one of `a`, `b`".
    pub fn expected(&self) -> Option<&str> {
        self.parts().map(|(_, expected)| expected)
    }

    /// What stood there instead, with its value: "string \"four\"".
    pub fn found(&self) -> Option<&str> {
        self.parts().map(|(found, _)| found)
    }

    /// The whole text.
    pub fn raw(&self) -> &str {
        &self.0.raw
    }

    /// What serde puts on both sides of "expected".
    fn parts(&self) -> Option<(&str, &str)> {
        let (found, expected) = self.0.problem.split_once(", expected ")?;
        let found = ["invalid type: ", "invalid value: ", "invalid length "]
            .iter()
            .find_map(|start| found.strip_prefix(start))
            .unwrap_or(found);
        Some((found, expected))
    }

    /// The problem without values of the text.
    fn summary(&self) -> String {
        match self.parts() {
            Some((found, expected)) => {
                // serde writes a value behind its kind: "string \"x\"", "integer `5`".
                let kind = match found.find(['"', '`']) {
                    Some(value) => found.get(..value).unwrap_or_default().trim_end(),
                    None => found,
                };
                format!("expected {expected}, found {kind}")
            }
            None => self.0.problem.clone(),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            path,
            line,
            column,
            ..
        } = &*self.0;
        if !path.is_empty() {
            write!(formatter, "at `{path}`: ")?;
        }
        match kind {
            MismatchKind::Type => formatter.write_str(&self.summary()),
            MismatchKind::Syntax => {
                write!(
                    formatter,
                    "no JSON at line {line} column {column}: {}",
                    self.0.problem
                )
            }
            MismatchKind::Incomplete => {
                write!(
                    formatter,
                    "the JSON ends early at line {line} column {column}"
                )
            }
        }
    }
}

impl std::error::Error for Mismatch {}
