//! How deep a document is, found without descending: everything else here descends.

use serde_json::Value;

use super::path::Path;
use super::violation::{Kind, Violation};

/// Values inside each other, which is what `serde_json` reads of a text.
pub(super) const LEVELS: usize = 127;

/// Refuses a document that is too deep to look at.
pub(super) fn check(document: &Value) -> Option<Violation> {
    let mut left = vec![(document, 1_usize)];
    while let Some((value, level)) = left.pop() {
        let below = level + 1;
        match value {
            Value::Array(_) | Value::Object(_) if level > LEVELS => {
                let text = format!("more than {LEVELS} levels of objects and lists.");
                return Some(Violation::bare(Kind::Nesting, &Path::default(), text));
            }
            Value::Array(list) => left.extend(list.iter().map(|value| (value, below))),
            Value::Object(map) => left.extend(map.values().map(|value| (value, below))),
            _ => {}
        }
    }
    None
}
