//! The proof at compile time: `const` code that judges types and their trees.

#![expect(
    clippy::result_large_err,
    clippy::large_stack_arrays,
    clippy::large_types_passed_by_value,
    reason = "const code has no heap, and no program runs this: the compiler does"
)]

mod bounds;
mod buffered;
mod depth;
mod index;
mod inhabited;
pub(crate) mod judge;
mod keys;
mod kinds;
pub(crate) mod message;
pub(crate) mod names;
mod overlap;
pub(crate) mod survey;
pub(crate) mod tools;
