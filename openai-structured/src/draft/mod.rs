//! Values while their text arrives: what has come can be looked at, and the rest grows in place.
//!
//! Each type that may stand in an answer has its draft, [`Schema::Draft`]. A draft is read into in
//! one pass, whatever the pieces of the text are, and becomes the value by moves.
//!
//! [`Schema::Draft`]: crate::Schema::Draft

pub(crate) mod absent;
mod boxed;
pub(crate) mod fields;
mod flat;
pub(crate) mod hold;
pub(crate) mod leaf;
mod list;
pub(crate) mod members;
pub(crate) mod never;
pub(crate) mod object;
mod option;
mod scalar;
mod seen;
pub(crate) mod tagged;
mod text;

pub use self::boxed::BoxDraft;
pub use self::flat::FlatDraft;
pub use self::hold::HoldingDraft;
pub use self::leaf::LeafDraft;
pub use self::list::ListDraft;
pub use self::option::OptionDraft;
pub use self::scalar::ValueDraft;
pub use self::tagged::EnumDraft;
pub use self::text::TextDraft;

use self::absent::Absent;
use crate::scan::{Input, Read};
use std::fmt::Debug;

/// How much of a value has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DraftState {
    /// Nothing yet.
    #[default]
    Missing,
    /// A part of it.
    Growing,
    /// All of it. It does not change any more.
    Done,
}

impl DraftState {
    /// Whether all of the value has arrived.
    pub fn is_done(self) -> bool {
        self == Self::Done
    }
}

/// A value of which a part may have arrived.
///
/// The derive makes one for each type: `InvoiceDraft` has the fields of `Invoice`, each as a draft.
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
/// use openai_structured::{DraftReader, draft::DraftState};
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct Invoice {
///     supplier: String,
///     total: f64,
/// }
///
/// let mut reader = DraftReader::<Invoice>::new();
/// reader.push(r#"{"supplier":"North"#)?;
/// let draft: &InvoiceDraft = reader.draft();
/// assert_eq!(draft.supplier.text(), Some("North"));
/// assert_eq!(draft.supplier.state(), DraftState::Growing);
/// assert_eq!(draft.total.get(), None);
/// # Ok::<(), openai_structured::Mismatch>(())
/// ```
pub trait Draft: Sized + Debug {
    /// What it becomes.
    type Value;

    /// The draft of a value of which nothing has arrived.
    #[doc(hidden)]
    const EMPTY: Self;

    /// Whether a key that is missing stands for a value, as it does for an `Option`.
    #[doc(hidden)]
    const ABSENT: Absent = Absent::No;

    /// How much has arrived.
    fn state(&self) -> DraftState;

    /// Reads on, up to the end of the value or of the text.
    #[doc(hidden)]
    fn __read(&mut self, input: &mut Input<'_>) -> Read;

    /// The value by move, of a draft that is done, or missing where that stands for a value. The
    /// draft is empty again.
    #[doc(hidden)]
    fn __take(&mut self) -> Self::Value;

    /// Begins in the middle of an object: its brace and its first key were read, as the key is the
    /// tag of an enum. `false` if the value cannot be read so.
    #[doc(hidden)]
    fn __inside(&mut self, _tag: &'static str) -> bool {
        false
    }

    /// Whether the value can be flattened into an object around it.
    #[doc(hidden)]
    const FLAT: bool = false;

    /// Takes a key of the object around it, if it is one of its own.
    #[doc(hidden)]
    fn __claim(&mut self, _key: &str, _input: &mut Input<'_>) -> Read<bool> {
        Ok(false)
    }

    /// Reads the value of the key that was taken.
    #[doc(hidden)]
    fn __read_claimed(&mut self, _input: &mut Input<'_>) -> Read {
        Ok(())
    }

    /// Ends with the object around it.
    #[doc(hidden)]
    fn __end(&mut self, _input: &mut Input<'_>) -> Read {
        Ok(())
    }
}

/// A value that is there, because it has been read to its end.
///
/// A value is taken behind the end of the object, list or document that it belongs to, and that is
/// reached only behind the ends of its parts; an object is closed only if all keys were seen that
/// stand for no value when they are missing.
#[expect(
    clippy::expect_used,
    reason = "the reader has reached the end of the value"
)]
fn taken<T>(value: Option<T>) -> T {
    value.expect("a value that was read to its end")
}

/// The draft of a type.
pub type DraftOf<T> = <T as crate::Schema>::Draft;
