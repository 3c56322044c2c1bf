//! Which keys are done, in little memory.

use crate::many::Kind;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// What keys are told apart by: 128 bits, of two hash functions that are chosen at random, so that no
/// input can be made to look like another.
#[derive(Debug, Default)]
pub(super) struct Hash(RandomState, RandomState);

impl Hash {
    pub(super) fn of(&self, key: &str) -> u128 {
        let halves = [&self.0, &self.1].map(|half| u128::from(half.hash_one(key)));
        let [high, low] = halves;
        high << 64 | low
    }
}

/// The keys that have an answer.
#[derive(Debug, Default)]
pub(super) struct Keys {
    hash: Hash,
    done: HashSet<u128>,
}

impl Keys {
    /// Takes a line about a key, which counts more than those before.
    pub(super) fn note(&mut self, key: &str, kind: Kind) {
        let key = self.hash.of(key);
        if kind.is_answer() {
            self.done.insert(key);
        } else {
            self.done.remove(&key);
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.done.contains(&self.hash.of(key))
    }

    pub(super) fn len(&self) -> usize {
        self.done.len()
    }
}
