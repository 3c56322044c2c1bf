//! rustls, with a provider of our own: the one of the process is the program's to choose.

use std::sync::Arc;

#[cfg(feature = "rustls-aws-lc")]
use rustls::crypto::aws_lc_rs as provider;
#[cfg(not(feature = "rustls-aws-lc"))]
use rustls::crypto::ring as provider;
use rustls::{
    ClientConfig, InconsistentKeys, RootCertStore,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::{CertifiedKey, SingleCertAndKey},
};
use rustls_platform_verifier::Verifier;

use super::{Certificates, ClientCertificate, SystemRoots};
use crate::{error::Error, transport::BoxError};

/// The forms of keys.
const KEYS: &str = "PKCS#8, PKCS#1 and SEC1 are taken";

pub(in crate::transport) fn set_up(
    builder: reqwest::ClientBuilder,
    certificates: Certificates<'_>,
    system: SystemRoots,
) -> Result<reqwest::ClientBuilder, Error> {
    let provider = Arc::new(provider::default_provider());
    let Certificates { roots, client } = certificates;
    let own = client
        .map(|client| certified(client, &provider))
        .transpose()?;
    let (roots, store) = read(roots.iter().map(Vec::as_slice)).map_err(unreadable)?;
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?;
    let verifier = match system {
        SystemRoots::Useless => None,
        SystemRoots::Welcome => verifier(roots, provider).ok(),
        SystemRoots::Needed => Some(verifier(roots, provider).map_err(unusable)?),
    };
    let config = match verifier {
        Some(verifier) => config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier)),
        None => config.with_root_certificates(store),
    };
    let mut config = match own {
        Some(own) => config.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(own))),
        None => config.with_no_client_auth(),
    };
    // What is prepared is taken as it is, so nobody else offers them.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(builder.tls_backend_preconfigured(config))
}

/// The certificates in these texts, each of which must have one, and each of which can be trusted.
fn read<'a>(
    texts: impl IntoIterator<Item = &'a [u8]>,
) -> Result<(Vec<CertificateDer<'static>>, RootCertStore), Option<BoxError>> {
    let (mut all, mut store) = (Vec::new(), RootCertStore::empty());
    for pem in texts {
        let before = all.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            // The cause may have a line of the text, which may be one of a key.
            let certificate = certificate.map_err(|_| None)?;
            store
                .add(certificate.clone())
                .map_err(|cause| Some(cause.into()))?;
            all.push(certificate);
        }
        if all.len() == before {
            return Err(None);
        }
    }
    Ok((all, store))
}

/// What the client proves itself by.
fn certified(client: &ClientCertificate, provider: &CryptoProvider) -> Result<CertifiedKey, Error> {
    let (chain, _) = read([client.chain()]).map_err(|cause| client.unreadable_chain(cause))?;
    let unreadable = |cause| client.unreadable_key(KEYS, cause);
    // Here, too, the cause may have a line of the text.
    let key = PrivateKeyDer::from_pem_slice(client.key()).map_err(|_| unreadable(None))?;
    let key = provider
        .key_provider
        .load_private_key(key)
        .map_err(|cause| unreadable(Some(cause.into())))?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        // Of a key of which its public half is not known, nobody can say more.
        Ok(()) | Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown)) => Ok(certified),
        Err(cause @ rustls::Error::InconsistentKeys(_)) => {
            Err(ClientCertificate::misfit(Some(cause.into())))
        }
        Err(cause) => Err(client.unreadable_chain(Some(cause.into()))),
    }
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

fn unreadable(cause: Option<BoxError>) -> Error {
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
