//! Objects of the wire as Rust types: one macro for objects, one for objects of several kinds,
//! one for what is a text, a number, a list or an object.
//!
//! They read leniently and lose nothing. A field that this version does not know, or whose value is
//! of another kind than documented, is kept in the object's `extra`, and an object of an unknown kind
//! is kept whole. What was read is written again as it came, but for null, which is the same as
//! nothing.

mod either;
mod fit;
mod hidden;
mod many;
mod object;
mod scalar;
mod union;

pub(crate) use either::wire_either;
pub(crate) use fit::{Fit, Fitting, Wire};
pub(crate) use hidden::{Kept, Shown};
#[cfg(feature = "transport")]
pub(crate) use hidden::{secrets_in, secrets_in_field};
pub(crate) use object::{Tagged, wire_object, write_extra};
pub(crate) use union::{Kind, Name, wire_union};

#[cfg(test)]
mod tests;
