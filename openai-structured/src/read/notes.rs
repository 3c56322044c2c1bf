//! What is worth knowing of a text that was read all the same, for the user.

use super::mismatch::Mismatch;
use super::note::{Note, Noticed};
use crate::scan::words::missing_field;
use crate::scan::{ProblemKind, Trail};
use std::fmt;
use std::sync::OnceLock;

/// What is worth knowing of a text that became a value all the same.
///
/// A server that enforces the schema gives no reason for any. Others leave keys out or add some; serde
/// reads that, and so do we. Paths are written as [`Mismatch::path`] writes them: `lines[2].quantity`.
/// They are made when they are first asked for, and in the order of the text.
///
/// Values that serde reads in one piece, such as untagged enums and the types of other crates, are
/// not looked into for keys.
///
/// # Examples
///
/// ```
/// use openai_structured::{ReadOptions, prelude::*};
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct Order {
///     lines: Vec<Line>,
/// }
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct Line {
///     item: String,
///     remark: Option<String>,
/// }
///
/// let text = r#"{"lines":[{"item":"bolt","remark":null},{"item":"nut","price":2}]}"#;
/// let (order, notes) = ReadOptions::new().read::<Order>(text)?;
/// assert_eq!(order.lines[1].remark, None);
/// assert_eq!(notes.missing_keys(), ["lines[1].remark"]);
/// assert_eq!(notes.unknown_keys(), ["lines[1].price"]);
/// # Ok::<(), openai_structured::Mismatch>(())
/// ```
#[derive(Clone, Default)]
pub struct Notes(Option<Box<Inner>>);

#[derive(Clone)]
struct Inner {
    found: Noticed,
    text: String,
    paths: OnceLock<Paths>,
}

#[derive(Clone, Default)]
struct Paths {
    missing: Vec<String>,
    unknown: Vec<String>,
    nul: Vec<String>,
    tags: Vec<String>,
}

impl Notes {
    pub(super) fn new(found: Noticed, text: &str) -> Self {
        if found.is_empty() {
            return Self::default();
        }
        Self(Some(Box::new(Inner {
            found,
            text: text.to_owned(),
            paths: OnceLock::new(),
        })))
    }

    /// Keys that are missing and stand for a value all the same: `None`, or a default.
    pub fn missing_keys(&self) -> &[String] {
        self.paths().map_or(&[], |paths| &paths.missing)
    }

    /// Keys that the type does not know. Their values were passed over.
    pub fn unknown_keys(&self) -> &[String] {
        self.paths().map_or(&[], |paths| &paths.unknown)
    }

    /// Texts that have the character NUL in them, which texts in C and in some databases cannot
    /// hold. A text with several is named once for each.
    pub fn nul_characters(&self) -> &[String] {
        self.paths().map_or(&[], |paths| &paths.nul)
    }

    /// The tags of structs (`#[serde(tag = "...")]`) that are not the struct's own word. serde does
    /// not look at them.
    pub fn other_tags(&self) -> &[String] {
        self.paths().map_or(&[], |paths| &paths.tags)
    }

    /// How many more there were: of each kind no more than 1,000 are listed.
    pub fn unlisted(&self) -> usize {
        self.0.as_ref().map_or(0, |inner| inner.found.unlisted())
    }

    /// Whether the document was sent twice; it is read once.
    pub fn is_repeated(&self) -> bool {
        let mut found = self.0.iter().flat_map(|inner| inner.found.listed());
        found.any(|(note, _)| *note == Note::Repeated)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The same, where the document has come again behind its text.
    #[cfg(feature = "client")]
    pub(crate) fn repeated(mut self, text: &str) -> Self {
        if !self.is_repeated() {
            let inner = self.0.get_or_insert_with(|| {
                Box::new(Inner {
                    found: Noticed::default(),
                    text: text.to_owned(),
                    paths: OnceLock::new(),
                })
            });
            inner.found.push(Note::Repeated, text.len());
        }
        self
    }

    /// A missing key as what keeps the text from being a value.
    pub(super) fn no_missing_key(found: &Noticed, text: &str) -> Result<(), Mismatch> {
        let missing = found.listed().iter().find_map(|(note, at)| match note {
            Note::MissingKey(key) => Some((key, *at)),
            _ => None,
        });
        match missing {
            None => Ok(()),
            Some((key, at)) => {
                let words = missing_field(key);
                Err(Mismatch::at(at, ProblemKind::Type, &words, text))
            }
        }
    }

    fn paths(&self) -> Option<&Paths> {
        let inner = self.0.as_deref()?;
        Some(inner.paths.get_or_init(|| inner.name()))
    }
}

impl Inner {
    /// Finds the path of each, in one walk over the text.
    fn name(&self) -> Paths {
        let mut paths = Paths::default();
        let mut trail = Trail::new(&self.text);
        for (note, at) in self.found.listed() {
            match note {
                Note::MissingKey(key) => paths.missing.push(trail.to(*at).key(key)),
                Note::UnknownKey => paths.unknown.push(trail.to(*at).next_key()),
                Note::Nul => paths.nul.push(trail.to(*at).path()),
                Note::OtherTag => paths.tags.push(trail.to(*at).path()),
                Note::Repeated => {}
            }
        }
        paths
    }
}

/// By what they say.
impl PartialEq for Notes {
    fn eq(&self, other: &Self) -> bool {
        self.missing_keys() == other.missing_keys()
            && self.unknown_keys() == other.unknown_keys()
            && self.nul_characters() == other.nul_characters()
            && self.other_tags() == other.other_tags()
            && self.unlisted() == other.unlisted()
            && self.is_repeated() == other.is_repeated()
    }
}

impl Eq for Notes {}

impl fmt::Debug for Notes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Notes")
            .field("missing_keys", &self.missing_keys())
            .field("unknown_keys", &self.unknown_keys())
            .field("nul_characters", &self.nul_characters())
            .field("other_tags", &self.other_tags())
            .field("unlisted", &self.unlisted())
            .field("is_repeated", &self.is_repeated())
            .finish()
    }
}
