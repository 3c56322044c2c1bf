//! Certificates of every wrong kind, and clients that trust one authority alone.

use std::sync::{Arc, LazyLock};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, SanType, date_time_ymd,
};
use tokio_rustls::rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer},
    server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier},
    sign::CertifiedKey,
    version::{TLS12, TLS13},
};

/// The name of the service behind a proxy.
pub(super) const HOST: &str = "api.fault.test";

/// The authority that clients trust.
static AUTHORITY: LazyLock<CertifiedIssuer<'static, KeyPair>> =
    LazyLock::new(|| authority("the authority that is trusted"));

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// What is wrong with a server's certificate.
#[derive(Clone, Copy)]
pub(super) enum Certificate {
    Good,
    OtherName,
    Expired,
    NotYetValid,
    SelfSigned,
    OtherAuthority,
    ForClients,
    IsAuthority,
    CriticalExtension,
    BadSignature,
    OtherKey,
    UnknownAlgorithm,
    Garbage,
    None,
}

impl Certificate {
    /// What the server shows, and the key that it signs with.
    fn made(self) -> (Vec<CertificateDer<'static>>, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![
            SanType::IpAddress([127, 0, 0, 1].into()),
            SanType::DnsName(HOST.try_into().unwrap()),
        ];
        match self {
            Self::OtherName => {
                params.subject_alt_names = vec![SanType::DnsName("other.test".try_into().unwrap())];
            }
            Self::Expired => {
                params.not_before = date_time_ymd(2001, 1, 1);
                params.not_after = date_time_ymd(2002, 1, 1);
            }
            Self::NotYetValid => {
                params.not_before = date_time_ymd(2990, 1, 1);
                params.not_after = date_time_ymd(2999, 1, 1);
            }
            Self::ForClients => {
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
            }
            Self::IsAuthority => params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            Self::CriticalExtension => {
                let mut unknown =
                    CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 1], vec![5, 0]);
                unknown.set_criticality(true);
                params.custom_extensions = vec![unknown];
            }
            Self::SelfSigned => params.distinguished_name.push(DnType::CommonName, "nobody"),
            _ => {}
        }
        let other;
        let issuer = match self {
            Self::OtherAuthority => {
                other = authority("another authority");
                &other
            }
            _ => &*AUTHORITY,
        };
        let signed = match self {
            Self::SelfSigned => params.self_signed(&key),
            Self::OtherKey => params.signed_by(&KeyPair::generate().unwrap(), issuer),
            _ => params.signed_by(&key, issuer),
        };
        let mut bytes = signed.unwrap().der().to_vec();
        match self {
            Self::BadSignature => *bytes.last_mut().unwrap() ^= 1,
            Self::UnknownAlgorithm => {
                // ECDSA with SHA-256 becomes ECDSA with SHA-224.
                let known = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
                while let Some(at) = bytes.windows(8).position(|window| window == known) {
                    bytes[at + 7] = 1;
                }
            }
            Self::Garbage => bytes = b"no certificate".to_vec(),
            Self::None => return (Vec::new(), key),
            _ => {}
        }
        (vec![bytes.into()], key)
    }
}

/// Shows what it was given, without looking at it.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesServerCert for Shows {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// What a server asks of its clients and offers to them.
#[derive(Clone, Copy, Default)]
pub(super) struct Demands {
    pub(super) http2: bool,
    /// A certificate of the client's, which it has none of.
    pub(super) client_certificate: bool,
    pub(super) only_tls12: bool,
}

pub(super) fn server(certificate: Certificate, demands: Demands) -> Arc<ServerConfig> {
    let (chain, key) = certificate.made();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let key = provider().key_provider.load_private_key(key).unwrap();
    let versions: &[_] = if demands.only_tls12 {
        &[&TLS12]
    } else {
        &[&TLS13, &TLS12]
    };
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(versions)
        .unwrap();
    let config = if demands.client_certificate {
        let verifier = WebPkiClientVerifier::builder_with_provider(roots().into(), provider());
        config.with_client_cert_verifier(verifier.build().unwrap())
    } else {
        config.with_no_client_auth()
    };
    let shown = CertifiedKey::new(chain, key);
    let mut config = config.with_cert_resolver(Arc::new(Shows(Arc::new(shown))));
    let protocol: &[u8] = if demands.http2 { b"h2" } else { b"http/1.1" };
    config.alpn_protocols = vec![protocol.to_vec()];
    Arc::new(config)
}

fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(AUTHORITY.der().clone()).unwrap();
    roots
}

/// The certificate of the authority, for a client that takes it itself.
pub(super) fn root() -> String {
    AUTHORITY.pem()
}

/// The settings of a client that trusts the authority and nobody else.
pub(super) fn client() -> reqwest::ClientBuilder {
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots())
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    reqwest::Client::builder()
        .tls_backend_preconfigured(config)
        .redirect(reqwest::redirect::Policy::none())
}
