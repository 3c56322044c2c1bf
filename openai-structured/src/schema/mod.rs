//! Rust types as strict-mode schemas, known at compile time.

pub(crate) mod check;
mod decimal;
mod fine_tuned;
mod foreign;
pub(crate) mod parameters;
mod profile;
mod render;
pub(crate) mod root;
pub(crate) mod text;
pub(crate) mod tokens;
mod types;
pub mod wire;
mod writer;

use self::check::Check;
use crate::agreement::Probe;
use crate::draft::Draft;
use crate::node::{Bounds, Identity, Node};
use serde::de::DeserializeOwned;

pub use self::profile::Profile;
pub use self::text::StrictSchema;

/// A type that may stand in a field of an answer.
///
/// Implemented by `#[derive(ResponseFormat)]`, for the types of the standard library, and for
/// foreign types behind features. There is no stable way to implement it by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no strict-mode schema",
    label = "this type has no schema",
    note = "derive it: add `ResponseFormat` to the derive list, `#[derive(Deserialize, ResponseFormat)]` on `{Self}`",
    note = "for a foreign type, see the features of openai-structured, or name a type with the same wire form: `#[openai(as = \"Type\")]`"
)]
pub trait Schema: Sized {
    /// The value while it arrives. Of a type that derives, it has the fields of the type.
    type Draft: Draft<Value = Self>;
    /// Which type this is.
    #[doc(hidden)]
    const IDENTITY: Identity;
    /// What the type is on the wire.
    #[doc(hidden)]
    const NODE: Node;
    /// The same in its place, which is the same for all who name it.
    #[doc(hidden)]
    const REF: &'static Node = &Self::NODE;
    /// What the schema says of the value's parts and serde does not look at, once it is read.
    #[doc(hidden)]
    fn __check(&self, _check: &Check<'_>) {}

    /// Asks the types that are entered whether drafts read them as serde does.
    #[doc(hidden)]
    fn __agree(_probe: &mut Probe) {}

    /// Whether the value is within the bounds of its field.
    #[doc(hidden)]
    fn __within(&self, _bounds: &Bounds, _check: &Check<'_>) {}
}

/// A type that may be the whole of an answer: the root of its schema is a closed object.
///
/// Implemented by `#[derive(ResponseFormat)]` for structs with named fields, for newtypes of such,
/// and for every type with `#[openai(wrap)]`.
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
///
/// /// Where to send it.
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct Address {
///     street: String,
///     zip: Option<String>,
/// }
///
/// assert_eq!(Address::SCHEMA.name(), "Address");
/// assert!(Address::SCHEMA.json().starts_with(r#"{"type":"object","description":"Where to send it.""#));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the root of an answer",
    label = "the root must be an object",
    note = "the root of a strict schema is a struct with named fields that derives `ResponseFormat`",
    note = "put `{Self}` into a field of such a struct, or `#[openai(wrap)]` on your own type"
)]
pub trait ResponseFormat: Schema + DeserializeOwned {
    /// The schema that is sent with a request, and its name.
    const SCHEMA: StrictSchema;
    /// The key that holds the value in the answer, for a type that is no object itself.
    #[doc(hidden)]
    const WRAP: Option<&'static str> = None;
}
