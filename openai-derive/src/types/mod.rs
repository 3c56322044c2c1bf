//! Types as tokens: the macro never knows what a type is, only how it is written.

mod mention;
mod place;
mod plain;
mod text;

pub(crate) use self::mention::{mentions, replace_self};
pub(crate) use self::place::ends;
pub(crate) use self::plain::is_plain;
pub(crate) use self::text::text;
