//! Ways in that are more than a key, each against issuers and services on loopback.

mod azure;
#[cfg(feature = "bedrock")]
mod bedrock;
#[cfg(any(
    feature = "rustls-aws-lc",
    feature = "rustls-ring",
    feature = "native-tls"
))]
mod certificates;
mod hush;
mod metadata;
mod witness;
mod workload;
mod x509;
