//! A service with TLS, HTTP/1.1 and HTTP/2, under an authority of its own, which may want to know who
//! calls.

use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::{Request, Response, Version};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer, pem::PemObject},
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

use crate::server::ANSWER;

/// Who vouches for servers and clients.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let (params, key) = Self::params();
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    /// Another, for which this one vouches.
    pub(crate) fn below(&self) -> Self {
        let (params, key) = Self::params();
        let pem = params.signed_by(&key, &self.issuer).unwrap().pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    fn params() -> (CertificateParams, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        // Issuers are told apart by their names.
        let name = format!("authority {:x?}", key.public_key_raw());
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        (params, key)
    }

    /// A certificate for the client that has this key.
    pub(crate) fn client(&self, key: &KeyPair) -> String {
        let params = CertificateParams::default();
        params.signed_by(key, &self.issuer).unwrap().pem()
    }

    /// Takes the clients alone for which this one vouches.
    pub(crate) fn verifier(&self) -> Arc<dyn ClientCertVerifier> {
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_slice(self.pem.as_bytes()).unwrap();
        roots.add(root).unwrap();
        let provider = rustls::crypto::ring::default_provider();
        WebPkiClientVerifier::builder_with_provider(roots.into(), provider.into())
            .build()
            .unwrap()
    }

    /// What clients are to trust.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// The TLS of a server that is called `localhost`, and offers these protocols.
    pub(crate) fn acceptor(&self, protocols: &[&str]) -> TlsAcceptor {
        self.acceptor_for(WebPkiClientVerifier::no_client_auth(), protocols)
    }

    /// The same for a server that looks at who calls.
    pub(crate) fn acceptor_for(
        &self,
        clients: Arc<dyn ClientCertVerifier>,
        protocols: &[&str],
    ) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let provider = rustls::crypto::ring::default_provider();
        let mut config = rustls::ServerConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(clients)
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )
            .unwrap();
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// The versions of the requests that came.
type Versions = Arc<Mutex<Vec<Version>>>;

/// Answers every request.
pub(crate) struct TlsServer {
    port: u16,
    versions: Versions,
    connections: Arc<AtomicUsize>,
    listening: JoinHandle<()>,
}

impl TlsServer {
    pub(crate) async fn start(authority: &Authority, protocols: &[&str]) -> Self {
        Self::start_with(authority.acceptor(protocols)).await
    }

    pub(crate) async fn start_with(acceptor: TlsAcceptor) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let versions = Versions::default();
        let connections = Arc::<AtomicUsize>::default();
        let listening = tokio::spawn({
            let (versions, connections) = (Arc::clone(&versions), Arc::clone(&connections));
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    connections.fetch_add(1, Ordering::Relaxed);
                    tokio::spawn(serve(acceptor.accept(stream), Arc::clone(&versions)));
                }
            }
        });
        Self {
            port,
            versions,
            connections,
            listening,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}/v1", self.port)
    }

    pub(crate) fn authority(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// How many connections were made, taken or not.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub(crate) fn seen(&self) -> Vec<Version> {
        let versions = self.versions.lock();
        versions.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn serve(accepting: tokio_rustls::Accept<tokio::net::TcpStream>, versions: Versions) {
    // A client that does not trust the server goes away, and one that is not known is sent away.
    let Ok(stream) = accepting.await else {
        return;
    };
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let answer = service_fn(move |request: Request<Incoming>| {
        versions.lock().unwrap().push(request.version());
        async {
            Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(
                ANSWER.as_bytes(),
            ))))
        }
    });
    let stream = TokioIo::new(stream);
    // Ends in an error when the client closes the connection without a word.
    if is_http2 {
        let server = http2::Builder::new(TokioExecutor::new());
        let _ = server.serve_connection(stream, answer).await;
    } else {
        let _ = http1::Builder::new().serve_connection(stream, answer).await;
    }
}
