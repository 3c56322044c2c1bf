//! Values that may be null.

use super::absent::Absent;
use super::{Draft, DraftState};
use crate::scan::{Input, Read};

/// A value that may be null, of which a part may have arrived.
#[derive(Debug)]
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

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        self.kind == Kind::Null
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
