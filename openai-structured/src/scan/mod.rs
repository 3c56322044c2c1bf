//! From the text of an answer to its tokens, as far as the text goes.
//!
//! The whole text so far is at hand, so a token that is cut off is no state to keep: it is read
//! again from its beginning when more has come. Only what can be long, a string, a run of blanks, a
//! value that is passed over, remembers how far it was read.

mod awaited;
mod blank;
mod escape;
mod input;
mod literal;
mod number;
mod problem;
mod skip;
mod special;
mod string;
mod trail;
pub(crate) mod words;

pub(crate) use self::input::Document;
pub use self::input::{Input, Read, Stop};
pub(crate) use self::number::Number;
pub(crate) use self::problem::{Problem, ProblemKind};
pub(crate) use self::trail::{Trail, trail};
