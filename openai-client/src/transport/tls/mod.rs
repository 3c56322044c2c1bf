//! TLS: by whom it is done, whom it trusts, and what it proves itself by.
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
mod client;
#[cfg(any(
    feature = "rustls-aws-lc",
    feature = "rustls-ring",
    feature = "native-tls"
))]
mod unfit;

pub(super) use backend::set_up;
pub(crate) use client::ClientCertificate;

/// The certificates that were given.
#[derive(Clone, Copy)]
pub(super) struct Certificates<'a> {
    /// Trusted beside those of the system; PEM, as given.
    pub(super) roots: &'a [Vec<u8>],
    /// The client's own, for servers that ask for one.
    pub(super) client: Option<&'a ClientCertificate>,
}

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
