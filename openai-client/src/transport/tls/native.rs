//! The TLS that the system has: OpenSSL on Linux, its own on macOS and Windows.

use super::SystemRoots;
use crate::error::Error;

/// The certificates of the system are at hand, needed or not.
pub(in crate::transport) fn set_up(
    builder: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
    _: SystemRoots,
) -> Result<reqwest::ClientBuilder, Error> {
    let mut all = Vec::new();
    for pem in roots {
        let found = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|cause| unreadable(Some(cause.into())))?;
        if found.is_empty() {
            return Err(unreadable(None));
        }
        all.extend(found);
    }
    Ok(builder.tls_backend_native().tls_certs_merge(all))
}

fn unreadable(cause: Option<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::config("a root certificate cannot be read as PEM", cause)
}
