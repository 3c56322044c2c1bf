//! The client against a scripted server on loopback: what is on the wire, and how failures end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of tests may fail loudly, too"
)]

mod answers;
mod batches;
#[cfg(feature = "blocking")]
mod blocking;
#[cfg(any(
    feature = "rustls-aws-lc",
    feature = "rustls-ring",
    feature = "native-tls"
))]
mod connections;
mod copies;
mod credentials;
mod embeddings;
mod events;
mod files;
mod identity;
#[cfg(not(any(
    feature = "rustls-aws-lc",
    feature = "rustls-ring",
    feature = "native-tls"
)))]
mod no_tls;
mod pacing;
mod raw;
mod responses;
mod retries;
mod secrets;
mod server;
mod settings;
mod small;
mod stored;
mod stream;
mod stream_connection;
mod stream_ends;
mod stream_errors;
mod success;
mod timeouts;
#[cfg(feature = "tower")]
mod tower;
mod traces;
mod transports;
mod unbegun;
mod uploads;
