//! Answers that arrive in pieces: the one reader of all, against `serde_json`, however a text is cut.

mod agree;
mod cuts;
mod exceptions;
mod growing;
mod kinds;
mod limits;
mod mutate;
mod shown;
mod table;

pub(crate) use agree::{agree_soon, differences};
