//! Streams of the Responses API, from the bytes on the wire to what a user gets: tables of what services
//! send, with the response that it should come to.

mod cases;
mod joined;
mod pure;
mod row;
mod typed;
mod wire;
