//! What is known of keys, in little memory.

use crate::many::Kind;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

/// What a key is known by.
pub(super) type Known = [u8; 16];

/// What keys are told apart by: 128 bits, of two hash functions that are chosen at random, so that no
/// input can be made to look like another.
#[derive(Debug, Default)]
pub(super) struct Hash(RandomState, RandomState);

impl Hash {
    pub(super) fn of(&self, key: &str) -> Known {
        let halves = [&self.0, &self.1].map(|half| u128::from(half.hash_one(key)));
        let [high, low] = halves;
        (high << 64 | low).to_ne_bytes()
    }
}

/// Whether a line says more of its key than the one before. The last counts, but an answer is not
/// undone by what is none.
pub(super) fn counts_more(later: Kind, before: Kind) -> bool {
    later.is_answer() || !before.is_answer()
}

/// The keys that have a line.
#[derive(Debug, Default)]
pub(super) struct Keys {
    hash: Hash,
    kinds: HashMap<Known, Said>,
    /// How many have an answer.
    answers: usize,
}

#[derive(Debug, Clone, Copy)]
struct Said {
    kind: Kind,
    /// Whether it was said since the journal was opened.
    is_new: bool,
}

impl Keys {
    /// Takes a line about a key.
    pub(super) fn note(&mut self, key: &str, kind: Kind, is_new: bool) {
        let said = Said { kind, is_new };
        let before = match self.kinds.entry(self.hash.of(key)) {
            Entry::Vacant(place) => {
                place.insert(said);
                None
            }
            Entry::Occupied(mut place) => {
                let before = place.get().kind;
                if counts_more(kind, before) {
                    place.insert(said);
                }
                Some(before)
            }
        };
        let was_answer = before.is_some_and(Kind::is_answer);
        self.answers += usize::from(kind.is_answer() && !was_answer);
    }

    pub(super) fn kind(&self, key: &str) -> Option<Kind> {
        Some(self.kinds.get(&self.hash.of(key))?.kind)
    }

    /// Whether an answer came since the journal was opened.
    pub(super) fn is_answered_anew(&self, key: &str) -> bool {
        let said = self.kinds.get(&self.hash.of(key));
        said.is_some_and(|said| said.is_new && said.kind.is_answer())
    }

    /// How many keys have an answer.
    pub(super) fn len(&self) -> usize {
        self.answers
    }
}
