//! One reason for the API to refuse a schema, in the API's words.

use std::borrow::Cow;
use std::fmt;

use super::help;
use super::path::Path;

/// One reason for the API to refuse a schema.
///
/// Its text (`Display`) is the API's, without the prefix that names the format or function. Where
/// the API's words are not known, or the API would take it and break its promise later, the words
/// are ours; [`Kind`] says which.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Which rule is broken.
    pub kind: Kind,
    /// Where, as a JSON pointer into the schema; empty for the root.
    pub pointer: String,
    /// Where, as the API writes it: a Python tuple, `()` for the root.
    pub context: String,
    message: String,
    help: Option<Cow<'static, str>>,
}

/// The rules that a schema can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The document is no JSON schema: a value of a keyword has the wrong type.
    NotASchema,
    /// A pattern that cannot be compiled.
    NotARegex,
    /// The root is not of type object.
    RootType,
    /// The root has a union, an enum or a negation.
    RootCombinator,
    /// An object is not closed by `additionalProperties: false`.
    Open,
    /// A property is not required.
    NotRequired,
    /// A required name is no property.
    ExtraRequired,
    /// A keyword outside the subset.
    NotPermitted,
    /// A string format outside the nine.
    Format,
    /// A schema that says no type.
    NoType,
    /// An array that does not say its items.
    NoItems,
    /// An object that does not say its properties.
    NoProperties,
    /// Keywords beside a reference.
    RefSiblings,
    /// A reference to something that is no top-level definition.
    RefTarget,
    /// A reference to a definition that is not there. The API's words for it are not known.
    RefMissing,
    /// A value of an enum, or a constant, that is not of the schema's type.
    EnumValue,
    /// An enum without values. The API's words for it are not known.
    EnumEmpty,
    /// An enum that lists one value twice. The words are ours.
    EnumDouble,
    /// Bounds that no value satisfies. The API's words for it are not known.
    Unsatisfiable,
    /// Too many levels of objects.
    Nesting,
    /// Too many properties in all.
    Properties,
    /// Too many enum values in all.
    EnumValues,
    /// Too many characters in one large enum. The API's words for it are not known.
    EnumCharacters,
    /// Too many characters in names and values. The API's words for it are not known.
    Characters,
    /// A look-ahead or look-behind in a pattern.
    LookAround,
    /// A name that no format, or no definition, may have. The words are ours.
    Name,
    /// A text that is no JSON. The words are ours.
    NotJson,
    /// An object of the text has one key twice. The words are ours.
    DuplicateKey,
    /// A bound beyond 2^53 − 1 or a count that is not whole, which the constraint engine rounds or cannot use. The words are
    /// ours.
    Bound,
    /// A schema that no finite value satisfies: a type that always contains itself. The words are
    /// ours.
    NoFiniteValue,
    /// A foreign schema says what strict mode cannot, and leaving it out would change what it
    /// means. The words are ours.
    Meaning,
}

impl Violation {
    /// A violation whose text begins with its place.
    pub(crate) fn at(kind: Kind, path: &Path, text: impl fmt::Display) -> Self {
        let message = format!("In context={}, {text}", path.context());
        Self::bare(kind, path, message)
    }

    /// A violation whose text does not say its place.
    pub(crate) fn bare(kind: Kind, path: &Path, message: impl Into<String>) -> Self {
        Self {
            kind,
            pointer: path.pointer(),
            context: path.context(),
            message: message.into(),
            help: help::rule(kind).map(Cow::Borrowed),
        }
    }

    /// The same with other help.
    pub(crate) fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What to write instead, in the imperative, where it is known.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The API's text, without the prefix that names the format or function.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether this is the one violation that has a prefix of its own on the wire,
    /// `Invalid JSON schema: `.
    pub fn is_lookaround(&self) -> bool {
        self.kind == Kind::LookAround
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
