//! llama.cpp behind a gateway (HAProxy): TLS in all its states, and answers that are the gateway's own.

use super::*;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The gateway, and where its certificates are.
fn gateway() -> Option<(String, PathBuf)> {
    Some((
        named("HAPROXY_SERVER")?,
        named("HAPROXY_CERTIFICATES")?.into(),
    ))
}

/// A client that trusts the authority of the gateway.
fn trusting(builder: ClientBuilder, certificates: &Path) -> ClientBuilder {
    builder.root_certificate(std::fs::read(certificates.join("ca.pem")).unwrap())
}

/// One that also shows who it is, which takes an HTTP client of one's own.
fn showing(builder: ClientBuilder, certificates: &Path, identity: &str) -> ClientBuilder {
    let file = |name: String| certificates.join(name);
    let read = |name: String| CertificateDer::from_pem_file(file(name)).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(read("ca.pem".to_owned())).unwrap();
    let key = PrivateKeyDer::from_pem_file(file(format!("{identity}.key"))).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_client_auth_cert(vec![read(format!("{identity}.pem"))], key)
        .unwrap();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_preconfigured(tls);
    builder.http_client(http.build().unwrap())
}

/// A port with TLS, who calls, how it may end, and what the causes of an error must say.
type Meeting = (
    u16,
    &'static str,
    Option<&'static str>,
    &'static [End],
    &'static str,
);

const TLS: &[Meeting] = {
    use End::{Answer, NoHead, NotSent};
    &[
        (4443, "TLS 1.3 and HTTP/2", None, &[Answer], ""),
        (4448, "TLS 1.2 and HTTP/1.1", None, &[Answer], ""),
        (4444, "with its certificate", Some("client"), &[Answer], ""),
        // With TLS 1.3 the server says no when the client takes the connection for made: the request
        // may be on its way by then, or not yet.
        (4444, "without one", None, &[NoHead, NotSent], ""),
        (
            4444,
            "with another's",
            Some("badclient"),
            &[NoHead, NotSent],
            "",
        ),
        (4445, "expired", None, &[NotSent], "certificate expired"),
        (
            4446,
            "of another host",
            None,
            &[NotSent],
            "not valid for name",
        ),
        (
            4447,
            "self-signed",
            None,
            &[NotSent],
            "invalid peer certificate",
        ),
    ]
};

#[tokio::test]
async fn every_certificate_has_its_end() {
    let Some((host, certificates)) = gateway() else {
        return;
    };
    for (port, what, identity, ends, cause) in TLS {
        let client = || {
            let client = plain(format!("https://{host}:{port}/v1")).max_retries(1);
            match identity {
                Some(identity) => showing(client, &certificates, identity),
                None => trusting(client, &certificates),
            }
        };
        let (whole, stream) = tokio::join!(
            parsed::<City>(client(), tiny()),
            streamed::<City>(client(), tiny()),
        );
        for told in [whole, stream] {
            assert!(ends.contains(&told.end), "{port} {what}: {told:?}");
            let attempts = match told.end {
                End::NotSent => 2..=2,
                // What was not sent the first time may have been the second time.
                _ if ends.contains(&End::NotSent) => 1..=2,
                _ => 1..=1,
            };
            let few = attempts.contains(&told.attempts);
            assert!(few, "{port} {what}: {told:?}");
            if told.end != End::Answer {
                let causes = causes(told.error());
                assert!(causes.contains(cause), "{port} {what}: {causes}");
            }
        }
    }
}

/// The authority of the gateway is nobody's that the client trusts of itself.
#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    let Some((host, _)) = gateway() else {
        return;
    };
    let client = plain(format!("https://{host}:4443/v1")).max_retries(0);
    let told = parsed::<City>(client, tiny()).await;
    assert_eq!((told.end, told.attempts), (End::NotSent, 1), "{told:?}");
    let causes = causes(told.error());
    assert!(causes.contains("UnknownIssuer"), "{causes}");
}

fn causes(error: &client::Error) -> String {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    causes.join(": ")
}

/// What the gateway answers in place of the service, by the first part of the path; how a call has to
/// end, and the least time it takes, with one retry.
const ANSWERS: &[(&str, End, u32, u64)] = &[
    ("html503", End::Status(503), 2, 0),
    // A captive portal: never an answer, whatever its status says.
    ("html200", End::Decode, 1, 0),
    ("badjson", End::Decode, 1, 0),
    ("r429", End::Status(429), 2, 1000),
    ("r429ms", End::Status(429), 2, 250),
    ("noretry", End::Status(500), 1, 0),
    // Not followed: it would take the request, and a key, to where nobody sent them.
    ("redirect", End::Status(308), 1, 0),
    ("drop", End::NoHead, 1, 0),
    ("reject", End::NoHead, 1, 0),
    ("tarpit", End::NoHead, 1, 1000),
    ("v1", End::Answer, 1, 0),
];

#[tokio::test]
async fn every_answer_of_a_gateway_has_its_end() {
    let Some((host, _)) = gateway() else {
        return;
    };
    for (path, end, attempts, least) in ANSWERS {
        let client = || {
            plain(format!("http://{host}:4449/{path}"))
                .max_retries(1)
                .first_byte_timeout(Duration::from_secs(1))
        };
        let (whole, stream) = tokio::join!(
            parsed::<City>(client(), tiny()),
            streamed::<City>(client(), tiny()),
        );
        for told in [whole, stream] {
            assert_eq!(told.end, *end, "{path}: {told:?}");
            assert_eq!(told.attempts, *attempts, "{path}: {told:?}");
            let least = Duration::from_millis(*least);
            assert!(told.took >= least, "{path}: {told:?}");
            assert!(
                told.took < least + Duration::from_secs(1) + SLACK,
                "{path}: {told:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_refusal_of_a_gateway_is_told_whole() {
    let Some((host, _)) = gateway() else {
        return;
    };
    let ask = async |path: &str| {
        let client = plain(format!("http://{host}:4449/{path}")).max_retries(0);
        parsed::<City>(client, tiny()).await
    };
    let told = ask("r429").await;
    let error = told.error();
    assert_eq!(error.code(), Some("rate_limit_exceeded"));
    assert_eq!(error.error_type(), Some("rate_limit_error"));
    assert_eq!(error.message(), Some("slow down"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    assert!(error.is_retryable());
    let told = ask("r429ms").await;
    assert_eq!(told.error().retry_after(), Some(Duration::from_millis(250)));
    let told = ask("redirect").await;
    let location = &told.error().headers().unwrap()["location"];
    assert_eq!(location, &format!("http://{host}:4449/v1/models"));
    assert!(!told.error().is_retryable());
    for path in ["html503", "html200"] {
        let told = ask(path).await;
        assert!(told.error().body().starts_with(b"<html>"), "{told:?}");
        assert!(!told.error().to_string().contains('<'), "{told:?}");
    }
}

/// Half of its answers, at random, are 502.
#[tokio::test]
async fn a_gateway_that_fails_at_random_is_asked_again() {
    let Some((host, _)) = gateway() else {
        return;
    };
    let url = format!("http://{host}:4449/flaky/v1");
    let calls = (0..16).map(|_| parsed::<City>(plain(&url).max_retries(2), tiny()));
    let mut answers = 0;
    for told in futures_util::future::join_all(calls).await {
        match told.end {
            End::Answer => answers += 1,
            End::Status(502) => assert_eq!(told.attempts, 3, "{told:?}"),
            _ => panic!("{told:?}"),
        }
        assert!(told.attempts <= 3, "{told:?}");
    }
    println!("{answers} of 16 answered by a gateway that fails every second time");
    // By chance, fewer come once in a million.
    assert!(answers >= 6, "{answers}");
}
