//! The quick way for a chunk like the one before, past the event and the chunk.

use super::{ChatAccumulator, Events, add_text};

impl ChatAccumulator {
    /// Adds the event that bytes of a stream begin with, if it is a chunk like the one before, and
    /// says how long it is. [`added`](Self::added) has what it added.
    pub(crate) fn take_alike(&mut self, bytes: &[u8]) -> Option<usize> {
        let (index, text, length) = self.reader.glance(bytes)?;
        let place = self.find(index).ok().filter(|_| !self.ended)?;
        let choice = self.answer.choices.get_mut(place)?;
        self.events.clear();
        add_text(choice, text, &mut self.events);
        Some(length)
    }

    /// What was added last, and was not taken.
    pub(crate) fn added(&mut self) -> Events<'_> {
        Events(self.events.drain(..))
    }
}
