//! What strict mode accepts: the one rule table.
//!
//! The walk over a Rust type's schema at compile time, the check of a JSON schema at run time
//! and the local API all judge by the constants and functions here. Nothing in this folder knows
//! macros, HTTP or the clock.

pub mod document;
pub mod format;
pub mod limit;
pub(crate) mod matching;
pub mod name;
pub mod pattern;
pub(crate) mod proof;
pub(crate) mod totals;
