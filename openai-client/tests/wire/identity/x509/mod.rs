//! The identity of a certificate.

#[cfg(any(
    feature = "rustls-aws-lc",
    feature = "rustls-ring",
    feature = "native-tls"
))]
mod proof;
mod rules;
