//! The TLS that the system has: OpenSSL on Linux, its own on macOS and Windows.

use super::{Certificates, ClientCertificate, SystemRoots};
use crate::{error::Error, transport::BoxError};

/// What the systems have in common.
const KEYS: &str = "native-tls takes PKCS#8, `BEGIN PRIVATE KEY`";

/// The certificates of the system are at hand, needed or not.
pub(in crate::transport) fn set_up(
    builder: reqwest::ClientBuilder,
    certificates: Certificates<'_>,
    _: SystemRoots,
) -> Result<reqwest::ClientBuilder, Error> {
    let mut all = Vec::new();
    for pem in certificates.roots {
        all.extend(read(pem).map_err(unreadable)?);
    }
    let builder = builder.tls_backend_native().tls_certs_merge(all);
    Ok(match certificates.client {
        Some(client) => builder.identity(identity(client)?),
        None => builder,
    })
}

/// Certificates, of which there must be one.
fn read(pem: &[u8]) -> Result<Vec<reqwest::Certificate>, Option<BoxError>> {
    match reqwest::Certificate::from_pem_bundle(pem) {
        Ok(found) if found.is_empty() => Err(None),
        Ok(found) => Ok(found),
        Err(cause) => Err(Some(cause.into())),
    }
}

/// Both texts are read at once, so the chain is read alone before, to know which of them is at fault;
/// and that they fit together is only looked at when they are used.
fn identity(client: &ClientCertificate) -> Result<reqwest::Identity, Error> {
    read(client.chain()).map_err(|cause| client.unreadable_chain(cause))?;
    let identity = reqwest::Identity::from_pkcs8_pem(client.chain(), client.key())
        .map_err(|cause| client.unreadable_key(KEYS, Some(cause.into())))?;
    reqwest::Client::builder()
        .tls_backend_native()
        .no_proxy()
        .identity(identity.clone())
        .build()
        .map_err(|cause| ClientCertificate::misfit(Some(cause.into())))?;
    Ok(identity)
}

fn unreadable(cause: Option<BoxError>) -> Error {
    Error::config("a root certificate cannot be read as PEM", cause)
}
