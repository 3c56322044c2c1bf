//! Whom a client trusts, and what it speaks through TLS.

use std::error::Error as _;

use http::Version;
use openai_client::{Client, ClientBuilder, ErrorKind};

use super::server::{Authority, TlsServer};
use crate::server::{ANSWER, KEY, Server, ok, request};

fn builder(server: &TlsServer) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .api_key(KEY)
        .max_retries(0)
}

#[tokio::test]
async fn a_certificate_of_ones_own_is_trusted_and_http2_spoken() {
    let authority = Authority::new();
    for (protocols, expected) in [
        (&["h2", "http/1.1"][..], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
        (&[], Version::HTTP_11),
    ] {
        let server = TlsServer::start(&authority, protocols).await;
        let client = builder(&server)
            .root_certificate(authority.pem())
            .build()
            .unwrap();
        let completion = client.chat().create(request()).await.unwrap();
        assert_eq!(completion.text(), Some("hi"));
        assert_eq!(server.seen(), [expected]);
    }
}

#[tokio::test]
async fn several_certificates_may_be_given_in_one_text_and_apart() {
    let authorities = [Authority::new(), Authority::new(), Authority::new()];
    let [first, second, third] = authorities.each_ref().map(Authority::pem);
    for authority in &authorities {
        let server = TlsServer::start(authority, &["h2"]).await;
        let client = builder(&server)
            .root_certificate(format!("# ours\n{first}\n# theirs\r\n{second}"))
            .root_certificate(third.as_bytes())
            .build()
            .unwrap();
        client.chat().create(request()).await.unwrap();
    }
}

#[tokio::test]
async fn who_is_not_vouched_for_gets_no_request() {
    let authority = Authority::new();
    let server = TlsServer::start(&authority, &["h2", "http/1.1"]).await;
    for builder in [
        builder(&server),
        builder(&server).root_certificate(Authority::new().pem()),
        // Vouched for, but not for this name.
        builder(&server)
            .root_certificate(authority.pem())
            .base_url(server.url().replace("localhost", "127.0.0.1")),
    ] {
        let error = builder.build().unwrap().chat().create(request()).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotSent, "{error:?}");
        assert!(error.source().is_some());
        let text = format!("{error:?}").to_lowercase();
        assert!(text.contains("certificate"), "{text}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_service_that_speaks_no_tls_got_nothing() {
    let server = Server::start([]).await;
    let url = server.url().replace("http:", "https:");
    let client = server
        .builder()
        .base_url(url)
        .connect_timeout(std::time::Duration::from_millis(200))
        .max_retries(0)
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert!(server.seen().is_empty());
}

#[test]
fn what_is_no_certificate_is_refused() {
    let pem = Authority::new().pem().to_owned();
    let half = pem.split_at(pem.len() / 2).0;
    let junk = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    for bad in ["", "hunter2", half, junk, &key, &format!("{pem}{junk}")] {
        for url in ["https://localhost/v1", "http://localhost/v1"] {
            let builder = Client::builder().no_auth().base_url(url);
            let error = builder.root_certificate(bad).build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{bad}");
            assert_eq!(
                error.to_string(),
                "a root certificate cannot be read as PEM"
            );
            let text = format!("{error:?}");
            assert!(!text.contains("hunter2"), "{text}");
            let secret = key.lines().nth(1).unwrap();
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[tokio::test]
async fn the_provider_of_the_process_is_left_to_the_program() {
    let server = Server::start([ok(ANSWER)]).await;
    server.client().chat().create(request()).await.unwrap();
    drop(Client::builder().no_auth().build().unwrap());
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}
