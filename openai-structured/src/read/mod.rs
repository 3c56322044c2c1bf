//! From the text of an answer to the type: the one way in.

mod mismatch;
mod negative_zero;
mod wrapped;

pub use self::mismatch::{Mismatch, MismatchKind};

use self::wrapped::Wrapped;
use crate::ResponseFormat;
use crate::schema::check::{Choices, Unfilled, check_value};
use serde::de::{DeserializeOwned, DeserializeSeed};
use std::marker::PhantomData;

/// Reads the text of an answer into its type.
///
/// The text must be one JSON document. It is read as serde reads it, with one exception: `-0`,
/// which the schema of every signed integer allows, is 0. Then the value is checked: the bounds of
/// its fields, which serde knows nothing of, and the checks of `#[openai(check = path)]`.
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
    read_filled(text, &Unfilled)
}

/// The same, where the request has filled the words of fields that its type leaves open.
pub(crate) fn read_filled<T: ResponseFormat>(
    text: &str,
    choices: &dyn Choices,
) -> Result<T, Mismatch> {
    // An instance of a generic type is proven where it is used.
    const { _ = T::SCHEMA };
    let value: T = match T::WRAP {
        Some(key) => document(text, Wrapped::new(key))?,
        None => document(text, PhantomData)?,
    };
    match check_value(&value, T::WRAP, choices) {
        Ok(()) => Ok(value),
        Err(refused) => Err(Mismatch::refused(refused, text)),
    }
}

/// Reads a text into a type that has no schema of its own: as serde reads it, and `-0`.
pub(crate) fn read_unchecked<T: DeserializeOwned>(text: &str) -> Result<T, Mismatch> {
    document(text, PhantomData)
}

/// Reads one JSON document.
fn document<T>(
    text: &str,
    seed: impl for<'de> DeserializeSeed<'de, Value = T>,
) -> Result<T, Mismatch> {
    let rewritten = negative_zero::rewrite(text);
    let mut json = serde_json::Deserializer::from_str(&rewritten);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let value = seed
        .deserialize(tracked)
        .map_err(|error| Mismatch::unread(&track.path().to_string(), &error, text))?;
    json.end()
        .map_err(|error| Mismatch::unread(".", &error, text))?;
    Ok(value)
}
