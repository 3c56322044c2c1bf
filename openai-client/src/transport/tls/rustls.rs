//! rustls, with a provider of our own: the one of the process is the program's to choose.

use std::sync::Arc;

#[cfg(feature = "rustls-aws-lc")]
use rustls::crypto::aws_lc_rs as provider;
#[cfg(not(feature = "rustls-aws-lc"))]
use rustls::crypto::ring as provider;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use super::SystemRoots;
use crate::error::Error;

pub(in crate::transport) fn set_up(
    builder: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
    system: SystemRoots,
) -> Result<reqwest::ClientBuilder, Error> {
    let provider = Arc::new(provider::default_provider());
    let (certificates, store) = read(roots)?;
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?;
    let verifier = match system {
        SystemRoots::Useless => None,
        SystemRoots::Welcome => verifier(certificates, provider).ok(),
        SystemRoots::Needed => Some(verifier(certificates, provider).map_err(unusable)?),
    };
    let config = match verifier {
        Some(verifier) => config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier)),
        None => config.with_root_certificates(store),
    };
    let mut config = config.with_no_client_auth();
    // What is prepared is taken as it is, so nobody else offers them.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(builder.tls_backend_preconfigured(config))
}

/// The certificates that were given, each of which can be trusted.
fn read(roots: &[Vec<u8>]) -> Result<(Vec<CertificateDer<'static>>, RootCertStore), Error> {
    let (mut all, mut store) = (Vec::new(), RootCertStore::empty());
    for pem in roots {
        let before = all.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|cause| unreadable(Some(cause.into())))?;
            store
                .add(certificate.clone())
                .map_err(|cause| unreadable(Some(cause.into())))?;
            all.push(certificate);
        }
        if all.len() == before {
            return Err(unreadable(None));
        }
    }
    Ok((all, store))
}

/// Trusts what the system trusts, and these.
#[cfg(not(target_os = "android"))]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, rustls::Error> {
    Verifier::new_with_extra_roots(roots, provider)
}

#[cfg(target_os = "android")]
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, rustls::Error> {
    if roots.is_empty() {
        return Verifier::new(provider);
    }
    let what = "the certificates of Android take no others beside them";
    Err(rustls::Error::General(what.to_owned()))
}

fn unusable(cause: rustls::Error) -> Error {
    Error::config("TLS cannot be set up", Some(cause.into()))
}

fn unreadable(cause: Option<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::config("a root certificate cannot be read as PEM", cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aws_lc_goes_before_ring() {
        let random = format!("{:?}", provider::default_provider().secure_random);
        let expected = if cfg!(feature = "rustls-aws-lc") {
            "AwsLcRs"
        } else {
            "Ring"
        };
        assert_eq!(random, expected);
    }
}
