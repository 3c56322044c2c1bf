//! Whether drafts and serde read the same: a `Deserialize` that is written by hand may refuse what a
//! draft would take, and a derive cannot see who wrote it.
//!
//! Each type that is entered is asked once for the first thing that it wants of a deserializer. What
//! serde's derive makes is known: the name, and the keys or variants.

mod probe;

pub use self::probe::{Probe, Wanted};

use crate::ResponseFormat;
use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

/// The types that agree, by number.
static AGREED: RwLock<Option<HashSet<u64>>> = RwLock::new(None);

/// Asks a type and all in it, once in the life of the program.
pub(crate) fn agrees<T: ResponseFormat>() -> Result<(), Disagreement> {
    let id = T::IDENTITY.id;
    // A set is whole, whoever panicked beside it.
    let known = AGREED.read().unwrap_or_else(PoisonError::into_inner);
    if known.as_ref().is_some_and(|known| known.contains(&id)) {
        return Ok(());
    }
    drop(known);
    let asked = Probe::ask_all::<T>()?;
    let mut known = AGREED.write().unwrap_or_else(PoisonError::into_inner);
    known.get_or_insert_default().extend(asked);
    Ok(())
}

/// A type whose `Deserialize` is not what its attributes say.
#[derive(Debug)]
pub(crate) struct Disagreement {
    /// The type.
    pub(crate) name: &'static str,
}

impl Disagreement {
    /// What to do about it.
    pub(crate) fn words(&self) -> String {
        let name = self.name;
        format!(
            "`{name}` is read by a `Deserialize` of its own, which a draft would pass by: \
             mark it `#[openai(leaf)]`"
        )
    }
}

/// Asserts that a type and all in it are read by what serde derives, as the drafts are.
///
/// Every first [`read`](crate::read) asks the same and gives a mismatch; in a test of yours it is
/// known before.
///
/// # Panics
///
/// If a type has a `Deserialize` that was written by hand and is not marked `#[openai(leaf)]`.
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct City {
///     name: String,
/// }
///
/// openai_structured::assert_agrees::<City>();
/// ```
#[track_caller]
#[expect(clippy::panic, reason = "an assertion")]
pub fn assert_agrees<T: ResponseFormat>() {
    if let Err(disagreement) = agrees::<T>() {
        panic!("{}", disagreement.words());
    }
}
