//! Objects with flattened parts, of which some may be types that no draft enters.

use super::fields::ObjectDraft;
use super::{Draft, DraftState, LeafDraft};
use crate::scan::{Input, Read};
use serde::de::DeserializeOwned;
use std::fmt;
use std::ops::Deref;

/// The draft of an object with flattened parts; it can be looked at as that.
///
/// Where a part is read in one piece, so is the whole object: then its fields stay missing, and
/// [`get`](Self::get) has the value once it is done.
pub struct FlatDraft<D: ObjectDraft> {
    draft: D,
    whole: LeafDraft<D::Value>,
}

impl<D: ObjectDraft> FlatDraft<D> {
    /// The value, if it was read in one piece.
    pub fn get(&self) -> Option<&D::Value> {
        self.whole.get()
    }
}

impl<D: ObjectDraft> Deref for FlatDraft<D> {
    type Target = D;

    fn deref(&self) -> &D {
        &self.draft
    }
}

impl<D: ObjectDraft> fmt::Debug for FlatDraft<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if D::ENTERED {
            self.draft.fmt(formatter)
        } else {
            self.whole.fmt(formatter)
        }
    }
}

impl<D: ObjectDraft<Value: DeserializeOwned>> Draft for FlatDraft<D> {
    type Value = D::Value;
    const EMPTY: Self = Self {
        draft: <D as Draft>::EMPTY,
        whole: LeafDraft::NONE,
    };
    const FLAT: bool = D::ENTERED;

    fn state(&self) -> DraftState {
        if D::ENTERED {
            self.draft.state()
        } else {
            self.whole.state()
        }
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        if D::ENTERED {
            self.draft.__read(input)
        } else {
            self.whole.__read(input)
        }
    }

    fn __take(&mut self) -> D::Value {
        if D::ENTERED {
            self.draft.__take()
        } else {
            self.whole.__take()
        }
    }

    fn __inside(&mut self, tag: &'static str) -> bool {
        D::ENTERED && self.draft.__inside(tag)
    }

    fn __claim(&mut self, key: &str, input: &mut Input<'_>) -> Read<bool> {
        self.draft.__claim(key, input)
    }

    fn __read_claimed(&mut self, input: &mut Input<'_>) -> Read {
        self.draft.__read_claimed(input)
    }

    fn __end(&mut self, input: &mut Input<'_>) -> Read {
        self.draft.__end(input)
    }
}
