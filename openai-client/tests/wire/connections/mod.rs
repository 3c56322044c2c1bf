//! How the service is reached, with whatever TLS was built in.

mod proxies;
pub(crate) mod server;
mod trust;
