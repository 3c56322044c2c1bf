//! A service with TLS, HTTP/1.1 and HTTP/2, under an authority of its own.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
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
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

use crate::server::ANSWER;

/// Who vouches for servers.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        // Issuers are told apart by their names.
        let name = format!("authority {:x?}", key.public_key_raw());
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    /// What clients are to trust.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// The TLS of a server that is called `localhost`, and offers these protocols.
    pub(crate) fn acceptor(&self, protocols: &[&str]) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let provider = rustls::crypto::ring::default_provider();
        let mut config = rustls::ServerConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
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
    listening: JoinHandle<()>,
}

impl TlsServer {
    pub(crate) async fn start(authority: &Authority, protocols: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = authority.acceptor(protocols);
        let versions = Versions::default();
        let listening = tokio::spawn({
            let versions = Arc::clone(&versions);
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    tokio::spawn(serve(acceptor.accept(stream), Arc::clone(&versions)));
                }
            }
        });
        Self {
            port,
            versions,
            listening,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}/v1", self.port)
    }

    pub(crate) fn authority(&self) -> String {
        format!("localhost:{}", self.port)
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
    // A client that does not trust the server goes away.
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
