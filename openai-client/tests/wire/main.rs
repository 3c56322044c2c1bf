//! The client against a scripted server on loopback: what is on the wire, and how failures end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of tests may fail loudly, too"
)]

mod answers;
mod copies;
mod credentials;
mod events;
mod raw;
mod retries;
mod secrets;
mod server;
mod settings;
mod stream;
mod stream_connection;
mod stream_ends;
mod stream_errors;
mod success;
mod timeouts;
#[cfg(feature = "tower")]
mod tower;
mod traces;
