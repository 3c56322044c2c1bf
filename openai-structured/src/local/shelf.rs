//! Things by their ids, of which the oldest leave when there are too many.

use std::collections::VecDeque;

/// Things of one kind that are kept.
const KEPT: usize = 1_000;

#[derive(Debug)]
pub(super) struct Shelf<T>(VecDeque<(String, T)>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T> Shelf<T> {
    pub(super) fn get(&mut self, id: &str) -> Option<&mut T> {
        // What is asked for is mostly new.
        let found = self.0.iter_mut().rev().find(|(known, _)| known == id);
        found.map(|(_, thing)| thing)
    }

    pub(super) fn put(&mut self, id: &str, thing: T) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back((id.to_owned(), thing));
    }

    /// Whether there was one.
    pub(super) fn take(&mut self, id: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|(known, _)| known != id);
        self.0.len() < before
    }

    /// All of them, the oldest first.
    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, thing)| thing)
    }
}
