//! From the text of an answer to the type: the one way in.

mod mismatch;
mod negative_zero;

pub use self::mismatch::{Mismatch, MismatchKind};

use crate::ResponseFormat;

/// Reads the text of an answer into its type.
///
/// The text must be one JSON document. It is read as serde reads it, with one exception: `-0`,
/// which the schema of every signed integer allows, is 0.
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
    let rewritten = negative_zero::rewrite(text);
    let mut json = serde_json::Deserializer::from_str(&rewritten);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| Mismatch::new(&error.path().to_string(), &error.into_inner(), text))?;
    json.end()
        .map_err(|error| Mismatch::new(".", &error, text))?;
    Ok(value)
}
