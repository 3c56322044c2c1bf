//! An API's complaint about a schema, as a place in the Rust type.

mod complaint;
mod place;

use crate::schema::ResponseFormat;
use serde_json::Value;

/// Where in `T` an API's complaint about its schema belongs: `Invoice.lines[].total`.
///
/// `message` is the `message` of the API's error. Keys have their names on the wire, list items are
/// `[]`, and branches of an enum have their Rust names: `Shape::Circle.radius`. `None` if the
/// message names no place, or one that the schema of `T` does not have.
///
/// A schema that was proven at compile time is not complained about by an API that keeps to its
/// documentation. Others have rules of their own.
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
///
/// #[derive(Deserialize, ResponseFormat)]
/// struct Invoice {
///     lines: Vec<Line>,
/// }
///
/// #[derive(Deserialize, ResponseFormat)]
/// struct Line {
///     #[openai(minimum = 0)]
///     total: f64,
/// }
///
/// let message = "Invalid schema for response_format 'Invoice': In context=('properties', 'lines', \
///                'items', 'properties', 'total'), 'minimum' is not permitted.";
/// let place = openai_structured::explain::<Invoice>(message);
/// assert_eq!(place.as_deref(), Some("Invoice.lines[].total"));
/// ```
pub fn explain<T: ResponseFormat>(message: &str) -> Option<String> {
    let steps = complaint::steps(message)?;
    let schema: Value = serde_json::from_str(T::SCHEMA.json()).ok()?;
    let (mut root, mut steps) = (&schema, steps.as_slice());
    // The object around a wrapped root has no Rust name.
    if let (Some(wrap), [keyword, key, inside @ ..]) = (T::WRAP, steps)
        && keyword == "properties"
        && key == wrap
    {
        root = schema.get("properties")?.get(wrap)?;
        steps = inside;
    }
    place::place(const { &T::NODE }, T::SCHEMA.name(), root, steps)
}
