//! Answers that are types, whichever surface of the API gives them.
//!
//! What a surface is says a [`Dialect`]; what is here is written once for all of them and reached
//! through the names of each: [`chat`](crate::chat).

mod ask;
mod attempt;
pub(crate) mod outcome;
mod parsed;
mod readings;
mod reask;
mod several;
mod stream;
pub(crate) mod text;

pub use self::attempt::Attempt;
pub use self::outcome::Outcome;
pub use self::parsed::Parsed;
pub use self::stream::{IntoItems, Items, Pieces, StreamEvents, TypedStream, TypedStreamState};
pub use self::text::{NoDraft, Salvage};
pub use crate::dialect::Dialect;

pub(crate) use self::ask::{
    explained, format_of, parse, parse_as, parse_with, place, stream, stream_with,
};
pub(crate) use self::readings::{Readings, Taking};
pub(crate) use self::reask::{complaint, is_the_models};
pub(crate) use self::several::Several;
