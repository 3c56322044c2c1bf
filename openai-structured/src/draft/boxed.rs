//! Values on the heap, which may hold themselves.

use super::absent::Absent;
use super::hold::Hold;
use super::{Draft, DraftState};
use crate::Schema;
use crate::scan::{Input, Read};
use std::fmt;

/// A value behind a pointer, of which a part may have arrived.
pub struct BoxDraft<V: Hold<Inner: Schema>>(Option<Box<<V::Inner as Schema>::Draft>>);

impl<V: Hold<Inner: Schema>> BoxDraft<V> {
    /// The draft of the value, once something has arrived.
    pub fn value(&self) -> Option<&<V::Inner as Schema>::Draft> {
        self.0.as_deref()
    }

    /// The same to go on with, also where nothing has arrived.
    fn begun(&mut self) -> &mut <V::Inner as Schema>::Draft {
        self.0.get_or_insert_with(|| Box::new(Draft::EMPTY))
    }
}

impl<V: Hold<Inner: Schema>> fmt::Debug for BoxDraft<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(draft) => draft.fmt(formatter),
            None => formatter.write_str("Missing"),
        }
    }
}

impl<V: Hold<Inner: Schema>> Draft for BoxDraft<V> {
    type Value = V;
    const EMPTY: Self = Self(None);
    const ABSENT: Absent = <V::Inner as Schema>::Draft::ABSENT;
    const FLAT: bool = <V::Inner as Schema>::Draft::FLAT;

    fn state(&self) -> DraftState {
        self.0
            .as_ref()
            .map_or(DraftState::Missing, |draft| draft.state())
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        self.begun().__read(input)
    }

    fn __take(&mut self) -> V {
        // Of a key that is missing, what the value makes of it.
        let missing = || Box::new(<<V::Inner as Schema>::Draft as Draft>::EMPTY);
        V::hold(self.0.take().unwrap_or_else(missing).__take())
    }

    fn __inside(&mut self, tag: &'static str) -> bool {
        self.begun().__inside(tag)
    }

    fn __claim(&mut self, key: &str, input: &mut Input<'_>) -> Read<bool> {
        self.begun().__claim(key, input)
    }

    fn __read_claimed(&mut self, input: &mut Input<'_>) -> Read {
        self.begun().__read_claimed(input)
    }

    fn __end(&mut self, input: &mut Input<'_>) -> Read {
        self.begun().__end(input)
    }
}
