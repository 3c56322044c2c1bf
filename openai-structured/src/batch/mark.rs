//! What tells a batch from all others: a word that stands in its notes and in the keys of its calls.

use openai_client::CallOptions;
use openai_client::batches::{Batch, BatchRequest};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// The note that names the [mark](super::TypedBatch::mark) of a batch.
pub const MARK: &str = "openai_structured_batch";

/// The most notes that a batch takes.
const MOST_NOTES: usize = 16;

/// A word that no other batch has.
#[derive(Debug, Clone)]
pub(super) struct Mark(String);

impl Mark {
    /// Random by the system's own numbers, and other in a forked process.
    pub(super) fn new() -> Self {
        let half = || {
            let mut hasher = RandomState::new().build_hasher();
            hasher.write_u32(std::process::id());
            hasher.finish()
        };
        Self(format!("{:016x}{:016x}", half(), half()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Writes it into the notes of a request, if there is room for one more.
    pub(super) fn note(&self, request: &mut BatchRequest) {
        let notes = request.metadata.get_or_insert_default();
        if notes.len() < MOST_NOTES || notes.contains_key(MARK) {
            notes.insert(MARK.to_owned(), self.0.clone());
        }
    }

    /// Whether a batch has it.
    pub(super) fn is_on(&self, batch: &Batch) -> bool {
        let notes = batch.metadata.as_ref();
        notes.and_then(|notes| notes.get(MARK)) == Some(&self.0)
    }

    /// The call of this name about so many requests: as often as it is made it has one key, so that a
    /// service that honours it does the work once.
    pub(super) fn call(&self, name: &str, requests: usize) -> CallOptions {
        let mark = &self.0;
        CallOptions::new().idempotency_key(format!("{MARK}-{mark}-{name}-{requests}"))
    }
}
