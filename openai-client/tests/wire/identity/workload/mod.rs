//! The identity of a workload: what is exchanged, for whom, when, and what becomes of failures.

#[cfg(feature = "blocking")]
mod blocking;
mod exchange;
mod faults;
mod kubernetes;
pub(super) mod memory;
mod proxies;
mod refused;
mod renewal;
mod runtimes;
mod tries;
