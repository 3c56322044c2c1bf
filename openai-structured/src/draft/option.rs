//! Values that may be null.

use super::absent::Absent;
use super::{Draft, DraftState, LeafDraft, ListDraft, TextDraft, ValueDraft};
use crate::Schema;
use crate::scan::{Input, Read};
use std::fmt;

/// A value that may be null, of which a part may have arrived.
pub struct OptionDraft<D> {
    kind: Kind,
    value: D,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Missing,
    Null,
    Value,
}

impl<D> OptionDraft<D> {
    /// The draft of the value, once it is certain that it is not null.
    pub fn value(&self) -> Option<&D> {
        (self.kind == Kind::Value).then_some(&self.value)
    }

    /// The draft of the value, also while it may still be null: then it is missing.
    pub fn draft(&self) -> &D {
        &self.value
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }
}

impl<D: Draft> fmt::Debug for OptionDraft<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Missing => formatter.write_str("Missing"),
            Kind::Null => formatter.write_str("None"),
            Kind::Value => self.value.fmt(formatter),
        }
    }
}

impl<D: Draft> Draft for OptionDraft<D> {
    type Value = Option<D::Value>;
    const EMPTY: Self = Self {
        kind: Kind::Missing,
        value: D::EMPTY,
    };
    const ABSENT: Absent = Absent::Yes;

    fn state(&self) -> DraftState {
        match self.kind {
            Kind::Missing => DraftState::Missing,
            Kind::Null => DraftState::Done,
            Kind::Value => self.value.state(),
        }
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        if self.kind == Kind::Missing {
            if input.peek()? == b'n' {
                input.literal("null")?;
                self.kind = Kind::Null;
                return Ok(());
            }
            self.kind = Kind::Value;
        }
        self.value.__read(input)
    }

    fn __take(&mut self) -> Self::Value {
        match std::mem::replace(&mut self.kind, Kind::Missing) {
            Kind::Missing | Kind::Null => None,
            Kind::Value => Some(self.value.__take()),
        }
    }
}

impl OptionDraft<TextDraft> {
    /// The text so far, growing or done. `None` before its first quote, and for null.
    pub fn text(&self) -> Option<&str> {
        self.value()?.text()
    }
}

impl<T> OptionDraft<ValueDraft<T>> {
    /// The value, once it is certain. `None` also for null.
    pub fn get(&self) -> Option<&T> {
        self.value()?.get()
    }
}

impl<T, R> OptionDraft<LeafDraft<T, R>> {
    /// The value, once all of it has arrived. `None` also for null.
    pub fn get(&self) -> Option<&T> {
        self.value()?.get()
    }
}

impl<T: Schema> OptionDraft<ListDraft<T>> {
    /// The items that have arrived, in order. None of null.
    pub fn done(&self) -> &[T] {
        self.value.done()
    }
}
