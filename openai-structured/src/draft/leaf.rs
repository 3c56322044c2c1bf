//! Values that cannot be entered: their text is collected and given to serde when it closes.

use super::absent::{Absent, Nothing};
use super::{Draft, DraftState, taken};
use crate::read::{Tracked, whole};
use crate::scan::{Input, Read};
use serde::Deserializer;
use serde::de::DeserializeOwned;
use std::fmt;
use std::marker::PhantomData;

/// A value that is read in one piece.
pub struct LeafDraft<T, R = Whole> {
    value: Option<T>,
    stage: Stage,
    reader: PhantomData<fn() -> R>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Missing,
    /// It may be one of the reader's own tokens.
    Token,
    /// It is passed over, for serde.
    Whole,
}

/// The value may have no `Debug`.
impl<T, R> fmt::Debug for LeafDraft<T, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.state().fmt(formatter)
    }
}

impl<T, R> LeafDraft<T, R> {
    /// The value, once all of it has arrived.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// How much has arrived.
    pub fn state(&self) -> DraftState {
        match (&self.value, self.stage) {
            (Some(_), _) => DraftState::Done,
            (None, Stage::Missing) => DraftState::Missing,
            (None, Stage::Token | Stage::Whole) => DraftState::Growing,
        }
    }

    /// Nothing has arrived.
    #[doc(hidden)]
    pub const NONE: Self = Self {
        value: None,
        stage: Stage::Missing,
        reader: PhantomData,
    };

    /// Reads on with a function that a field's `with` names.
    #[doc(hidden)]
    pub fn __read_with(
        &mut self,
        input: &mut Input<'_>,
        read: impl FnOnce(Tracked<'_, '_, '_>) -> Result<T, serde_json::Error>,
    ) -> Read {
        if self.stage == Stage::Missing {
            input.peek()?;
            self.stage = Stage::Whole;
        }
        self.value = Some(read_leaf(input, read)?);
        Ok(())
    }

    /// The value by move.
    #[doc(hidden)]
    pub fn __take_value(&mut self) -> T {
        self.stage = Stage::Missing;
        taken(self.value.take())
    }
}

/// How the value of a leaf is read.
pub trait Reader<T> {
    /// Reads it.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;

    /// What a missing key stands for, if anything.
    fn missing() -> Option<T> {
        Self::read(Nothing).ok()
    }

    /// Reads it without serde, if it is one token that is often seen. Otherwise it takes nothing.
    fn token(_input: &mut Input<'_>) -> Read<Option<T>> {
        Ok(None)
    }
}

/// A value is read by its own `Deserialize`.
#[derive(Debug)]
pub enum Whole {}

impl<T: DeserializeOwned> Reader<T> for Whole {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

/// An enum of words. The derive implements it.
pub trait Word: DeserializeOwned {
    /// All names, other ones included.
    const NAMES: &'static [&'static str];

    /// The variant of a name by its number.
    fn word(number: usize) -> Option<Self>;
}

/// A word is looked up. serde also takes it as the only key of an object, has its own way to say
/// what is none, and may have a variant for all others.
#[derive(Debug)]
pub enum Words {}

impl<T: Word> Reader<T> for Words {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    fn token(input: &mut Input<'_>) -> Read<Option<T>> {
        if input.peek()? != b'"' {
            return Ok(None);
        }
        let at = input.at();
        let text = input.whole_string()?;
        let number = T::NAMES.iter().position(|name| *name == text);
        let value = number.and_then(T::word);
        if value.is_none() {
            input.back_to(at);
        }
        Ok(value)
    }
}

impl<T, R: Reader<T>> Draft for LeafDraft<T, R> {
    type Value = T;
    const EMPTY: Self = Self::NONE;
    const ABSENT: Absent = Absent::Ask(|| R::missing().is_some());

    fn state(&self) -> DraftState {
        self.state()
    }

    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        if self.stage != Stage::Whole {
            input.peek()?;
            self.stage = Stage::Token;
            self.value = R::token(input)?;
            if self.value.is_some() {
                return Ok(());
            }
            self.stage = Stage::Whole;
        }
        self.value = Some(read_leaf(input, |from| R::read(from))?);
        Ok(())
    }

    fn __take(&mut self) -> T {
        match self.stage {
            Stage::Missing => taken(R::missing()),
            Stage::Token | Stage::Whole => self.__take_value(),
        }
    }
}

/// Reads a value in one piece.
pub(crate) fn read_leaf<T>(
    input: &mut Input<'_>,
    read: impl FnOnce(Tracked<'_, '_, '_>) -> Result<T, serde_json::Error>,
) -> Read<T> {
    let text = input.skip()?;
    if input.skipped_too_deep() {
        return Err(input.leaf_too_deep(text));
    }
    whole(text, read).map_err(|unread| input.leaf_unread(text, unread))
}
