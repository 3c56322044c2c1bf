//! Streams, from the bytes on the wire to what a user gets: tables of what services send, and
//! recordings of the live API.

mod bytes;
mod cases;
mod heard;
mod recorded;
mod row;
mod typed;
mod wire;

/// What services stream of calls.
pub(crate) use self::cases::call_rows;
pub(crate) use self::row::Row;
