//! What must not stand in a text: credentials by their looks, those that are known, and what the user
//! says.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::edit::{Edit, difference, sorted};
use super::{name, shape};

/// What a user does to a text.
pub(super) type Hook = Arc<dyn Fn(&str) -> String + Send + Sync>;

#[derive(Default)]
pub(super) struct Finder<'a> {
    /// Each in all forms in which it may stand in a text.
    known: Vec<String>,
    /// Those that the user names.
    named: &'a [String],
    hooks: &'a [Hook],
}

impl fmt::Debug for Finder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder").finish_non_exhaustive()
    }
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        known: impl IntoIterator<Item = String>,
        named: &'a [String],
        hooks: &'a [Hook],
    ) -> Self {
        let known = known.into_iter().chain(named.iter().cloned());
        let mut known: Vec<_> = known.flat_map(forms).collect();
        known.sort_unstable();
        known.dedup();
        Self {
            known,
            named,
            hooks,
        }
    }

    /// This one without what the user changes.
    pub(super) fn alone(&self) -> Finder<'_> {
        Finder {
            known: self.known.clone(),
            named: self.named,
            hooks: &[],
        }
    }

    /// What is to be taken out of a text, in order.
    pub(super) fn find(&self, text: &str) -> Vec<Edit> {
        let mut edits: Vec<_> = self.own(text).collect();
        edits.extend(self.changed(text));
        sorted(edits)
    }

    /// What is to be taken out of the name of a member. One that is but a word is of a format, and stays,
    /// unless the user says otherwise.
    pub(super) fn find_in_name(&self, name: &str) -> Vec<Edit> {
        if !is_word(name) {
            return self.find(name);
        }
        let named = self.named.iter().filter(|named| !named.is_empty());
        let places = named.flat_map(|named| places(name, named)).map(Edit::away);
        sorted(places.chain(self.changed(name)).collect())
    }

    /// Whether something is to be taken out of a text, whatever the user changes in it.
    pub(super) fn has(&self, text: &str) -> bool {
        self.own(text).next().is_some()
    }

    fn own(&self, text: &str) -> impl Iterator<Item = Edit> {
        let shapes = shape::find(text).into_iter().map(Edit::away);
        let known = self.places(text).map(Edit::away);
        shapes
            .chain(known)
            .chain(name::find(text).map(|named| named.edit))
    }

    fn changed(&self, text: &str) -> impl Iterator<Item = Edit> {
        let hooks = self.hooks.iter();
        hooks.filter_map(move |hook| difference(text, &hook(text)))
    }

    /// Whether something that is known stands in it.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.places(text).next().is_some()
    }

    fn places(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let known = self.known.iter();
        known.flat_map(move |known| places(text, known))
    }
}

fn places(text: &str, part: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices(part)
        .map(|(at, found)| at..at + found.len())
}

/// Whether a text is letters and underscores: a name of a field, or a usual word.
pub(super) fn is_word(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

/// A text as it is, as it stands in JSON, and as it stands in a URL.
fn forms(text: String) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let quoted = serde_json::Value::from(&*text).to_string();
    let inside = quoted.trim_matches('"').to_owned();
    let encode = |upper: bool| -> String {
        let bytes = text.bytes().map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else if upper {
                format!("%{byte:02X}")
            } else {
                format!("%{byte:02x}")
            }
        });
        bytes.collect()
    };
    vec![inside, encode(true), encode(false), text]
}
