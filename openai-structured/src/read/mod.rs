//! From the text of an answer to the type: the one way in.

mod fence;
mod for_model;
mod machine;
mod mismatch;
mod negative_zero;
mod note;
mod notes;
mod options;
mod reader;
mod whole;

pub use self::mismatch::{Mismatch, MismatchKind};
pub use self::notes::Notes;
pub use self::options::ReadOptions;
pub use self::reader::DraftReader;

pub(crate) use self::for_model::clipped;
pub(crate) use self::mismatch::NO_VARIANT;
pub(crate) use self::note::{Note, Noticed};
pub(crate) use self::whole::{Tracked, Unread, whole};

use self::machine::Machine;
use crate::ResponseFormat;
use crate::schema::check::{Choices, Unfilled};
use serde::de::DeserializeOwned;

/// Reads the text of an answer into its type.
///
/// The text must be one JSON document. What is read from it is what serde reads, with a few
/// exceptions: `-0`, which the schema of every signed integer allows, is 0; a list is no struct; a
/// number beyond `f32` is none; a byte order mark is passed over, and so is the same document once
/// more. Then the value is checked: the bounds of its fields, which serde knows nothing of, and the
/// checks of `#[openai(check = path)]`.
///
/// [`ReadOptions::read`] also says what is worth knowing of a text that was read all the same, and can
/// be told to refuse or to let pass more.
///
/// # Errors
///
/// Says where the text and the type disagree, and how.
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct Point {
///     x: i32,
///     y: i32,
/// }
///
/// let point: Point = openai_structured::read(r#"{"x":3,"y":-0}"#)?;
/// assert_eq!((point.x, point.y), (3, 0));
///
/// let mismatch = openai_structured::read::<Point>(r#"{"x":3,"y":"four"}"#).unwrap_err();
/// assert_eq!(mismatch.path(), "y");
/// assert_eq!(mismatch.to_string(), "at `y`: expected i32, found string");
/// # Ok::<(), openai_structured::Mismatch>(())
/// ```
pub fn read<T: ResponseFormat>(text: &str) -> Result<T, Mismatch> {
    let (value, _) = read_with(text, ReadOptions::new(), &Unfilled)?;
    Ok(value)
}

/// The same, where the request has filled the words of fields that its type leaves open.
pub(crate) fn read_with<T: ResponseFormat>(
    text: &str,
    options: ReadOptions,
    choices: &dyn Choices,
) -> Result<(T, Notes), Mismatch> {
    let mut machine = Machine::<T>::new(options);
    machine.read(text)?;
    machine.finish(text, choices)
}

/// Reads a text into a type that has no schema of its own: as serde reads it, and `-0`.
pub(crate) fn read_unchecked<T: DeserializeOwned>(text: &str) -> Result<T, Mismatch> {
    whole(text, |from| T::deserialize(from)).map_err(|unread| Mismatch::unread(unread, text))
}
