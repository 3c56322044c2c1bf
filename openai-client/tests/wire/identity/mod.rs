//! Ways in that are more than a key, each against issuers and services on loopback.

mod azure;
mod hush;
mod witness;
