//! TLS: by whom it is done, and whom it trusts.
//!
//! Features of a crate add up over a whole program, so several may be on: the first of aws-lc, ring
//! and the system's own is taken.

#[cfg_attr(
    any(feature = "rustls-aws-lc", feature = "rustls-ring"),
    path = "rustls.rs"
)]
#[cfg_attr(
    all(
        feature = "native-tls",
        not(any(feature = "rustls-aws-lc", feature = "rustls-ring"))
    ),
    path = "native.rs"
)]
#[cfg_attr(
    not(any(
        feature = "rustls-aws-lc",
        feature = "rustls-ring",
        feature = "native-tls"
    )),
    path = "none.rs"
)]
mod backend;

pub(super) use backend::set_up;

/// Whether the certificates that the system trusts are wanted, which takes a while to load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SystemRoots {
    /// Some connection uses TLS.
    Needed,
    /// One may: a proxy of the system's, on the way to a service without TLS.
    Welcome,
    /// None does.
    Useless,
}
