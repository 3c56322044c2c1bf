//! How the service is reached, with whatever TLS was built in.

mod proxies;
mod server;
mod trust;
