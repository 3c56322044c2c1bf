//! Types that are on the wire what they hold, and are made of it without fail.

use super::absent::Absent;
use super::{Draft, DraftState};
use crate::Schema;
use crate::scan::{Input, Read};
use std::fmt;
use std::ops::Deref;

/// A type that is made of what it holds.
pub trait Hold: Sized {
    /// What it holds, on the wire.
    type Inner;

    /// Makes it.
    fn hold(inner: Self::Inner) -> Self;
}

/// The draft of what the value holds; it can be looked at as that.
pub struct HoldingDraft<V: Hold<Inner: Schema>>(<V::Inner as Schema>::Draft);

impl<V: Hold<Inner: Schema>> Deref for HoldingDraft<V> {
    type Target = <V::Inner as Schema>::Draft;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<V: Hold<Inner: Schema>> fmt::Debug for HoldingDraft<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<V: Hold<Inner: Schema>> Draft for HoldingDraft<V> {
    type Value = V;
    const EMPTY: Self = Self(<V::Inner as Schema>::Draft::EMPTY);
    const ABSENT: Absent = <V::Inner as Schema>::Draft::ABSENT;
    const FLAT: bool = <V::Inner as Schema>::Draft::FLAT;

    fn state(&self) -> DraftState {
        self.0.state()
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        self.0.__read(input)
    }

    fn __take(&mut self) -> V {
        V::hold(self.0.__take())
    }

    fn __inside(&mut self, tag: &'static str) -> bool {
        self.0.__inside(tag)
    }

    fn __claim(&mut self, key: &str, input: &mut Input<'_>) -> Read<bool> {
        self.0.__claim(key, input)
    }

    fn __read_claimed(&mut self, input: &mut Input<'_>) -> Read {
        self.0.__read_claimed(input)
    }

    fn __end(&mut self, input: &mut Input<'_>) -> Read {
        self.0.__end(input)
    }
}
