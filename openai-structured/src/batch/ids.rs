//! The names of a batch's requests, in the order in which they were given.

use std::collections::HashMap;
use std::sync::Arc;

/// Names, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Ids {
    order: Vec<Arc<str>>,
    places: HashMap<Arc<str>, usize>,
}

impl Ids {
    /// Adds a name that is not there yet.
    pub(super) fn push(&mut self, id: &str) {
        let id: Arc<str> = id.into();
        self.places.insert(Arc::clone(&id), self.order.len());
        self.order.push(id);
    }

    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// Which it is, from 0.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The name of this place.
    pub(super) fn get(&self, place: usize) -> Option<&str> {
        self.order.get(place).map(AsRef::as_ref)
    }
}
