//! The proof at compile time: `const` code that judges types and their trees.

#![expect(
    clippy::result_large_err,
    clippy::large_stack_arrays,
    clippy::large_types_passed_by_value,
    reason = "const code has no heap, and no program runs this: the compiler does"
)]

mod bounds;
pub(crate) mod judge;
mod keys;
pub(crate) mod message;
mod overlap;
pub(crate) mod survey;
