//! What must not stand in a text: credentials by their looks, those that are known, and what the user
//! says.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::edit::{Edit, difference, sorted};
use super::shape;

/// What a user does to a text.
pub(super) type Hook = Arc<dyn Fn(&str) -> String + Send + Sync>;

pub(super) struct Finder<'a> {
    /// Each in all forms in which it may stand in a text.
    known: Vec<String>,
    hooks: &'a [Hook],
}

impl fmt::Debug for Finder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder").finish_non_exhaustive()
    }
}

impl<'a> Finder<'a> {
    pub(super) fn new(known: impl IntoIterator<Item = String>, hooks: &'a [Hook]) -> Self {
        let mut known: Vec<_> = known.into_iter().flat_map(forms).collect();
        known.sort_unstable();
        known.dedup();
        Self { known, hooks }
    }

    /// What is to be taken out of a text, in order.
    pub(super) fn find(&self, text: &str) -> Vec<Edit> {
        let mut edits: Vec<_> = shape::find(text).into_iter().map(Edit::away).collect();
        edits.extend(self.places(text).map(Edit::away));
        let changed = self.hooks.iter().map(|hook| difference(text, &hook(text)));
        edits.extend(changed.flatten());
        sorted(edits)
    }

    /// Whether something that is known stands in it.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.places(text).next().is_some()
    }

    fn places(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let known = self.known.iter();
        known.flat_map(move |known| {
            text.match_indices(&**known)
                .map(|(at, found)| at..at + found.len())
        })
    }
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
