//! Why a schema is none for strict mode: all reasons at once.

use crate::strict::document::Violation;
use std::borrow::Cow;
use std::fmt;

/// Why a schema is none for strict mode: at least one violation.
///
/// `Display` is one line: the first violation, what to write instead, and how many others there
/// are.
///
/// # Examples
///
/// ```
/// use openai_structured::SchemaDocument;
///
/// let text = r#"{"type":"object","properties":{"at":{"type":"string","format":"uri"}},"required":["at"]}"#;
/// let violations = SchemaDocument::from_json("place", text).unwrap_err();
/// assert_eq!(
///     violations.to_string(),
///     "the schema `place` is not strict: In context=(), 'additionalProperties' is required to be \
///      supplied and to be false; help: add `\"additionalProperties\": false` (and 1 other violation)",
/// );
/// let pointers: Vec<&str> = violations.iter().map(|one| one.pointer.as_str()).collect();
/// assert_eq!(pointers, ["", "/properties/at"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations {
    name: String,
    first: Box<Violation>,
    rest: Vec<Violation>,
}

impl Violations {
    /// One violation alone.
    pub(super) fn one(name: String, first: Violation) -> Self {
        Self {
            name,
            first: Box::new(first),
            rest: Vec::new(),
        }
    }

    /// The name back, if nothing was found.
    pub(super) fn none(name: String, found: Vec<Violation>) -> Result<String, Self> {
        let mut found = found.into_iter();
        match found.next() {
            None => Ok(name),
            Some(first) => Err(Self {
                name,
                first: Box::new(first),
                rest: found.collect(),
            }),
        }
    }

    /// The schema's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first violation: the one that the API would report.
    pub fn first(&self) -> &Violation {
        &self.first
    }

    /// All violations, the first one first.
    pub fn iter(&self) -> Iter<'_> {
        std::iter::once(&*self.first).chain(&self.rest)
    }

    /// How many there are; at least one.
    pub fn count(&self) -> usize {
        1 + self.rest.len()
    }
}

/// The first violation and the others.
type Iter<'a> = std::iter::Chain<std::iter::Once<&'a Violation>, std::slice::Iter<'a, Violation>>;

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.first.message();
        let message = message.strip_suffix('.').unwrap_or(message);
        write!(formatter, "the schema `{}` is not strict: ", self.name)?;
        formatter.write_str(&shortened(message))?;
        if !message.starts_with("In context=") && !self.first.pointer.is_empty() {
            write!(formatter, " (at {})", shortened(&self.first.pointer))?;
        }
        if let Some(help) = self.first.help() {
            write!(formatter, "; help: {help}")?;
        }
        match self.rest.len() {
            0 => Ok(()),
            1 => formatter.write_str(" (and 1 other violation)"),
            others => write!(formatter, " (and {others} other violations)"),
        }
    }
}

/// Characters of a text that are shown; a place or a list of names may have any number.
const SHOWN: usize = 300;

/// A long text without its middle.
fn shortened(text: &str) -> Cow<'_, str> {
    let characters = text.chars().count();
    if characters <= SHOWN {
        return Cow::Borrowed(text);
    }
    let half = SHOWN / 2;
    let start: String = text.chars().take(half).collect();
    let end: String = text.chars().skip(characters - half).collect();
    Cow::Owned(format!("{start} … {end}"))
}

impl std::error::Error for Violations {}
