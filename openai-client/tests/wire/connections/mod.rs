//! How the service is reached, with whatever TLS was built in.

pub(crate) mod front;
mod proxies;
pub(crate) mod server;
mod trust;
