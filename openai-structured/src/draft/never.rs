//! Drafts of types that are never read: those that have no strict schema, and mere forms.

use super::{Draft, DraftState, taken};
use crate::scan::{Input, Read};
use std::fmt;
use std::marker::PhantomData;

/// Stands in for the draft of a type that the compiler refuses.
pub struct NeverDraft<T: ?Sized>(PhantomData<fn() -> *const T>);

impl<T> fmt::Debug for NeverDraft<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Missing")
    }
}

impl<T> Draft for NeverDraft<T> {
    type Value = T;
    const EMPTY: Self = Self(PhantomData);

    fn state(&self) -> DraftState {
        DraftState::Missing
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        input.unexpected("a type that has a schema")
    }

    fn __take(&mut self) -> T {
        // It is never done.
        taken(None)
    }
}
