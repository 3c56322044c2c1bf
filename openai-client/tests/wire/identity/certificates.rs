//! Certificates of clients, before a server that asks for one.

use std::fmt::Debug;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::Version;
use openai_client::{Client, ClientBuilder, Error, ErrorKind};
use rcgen::KeyPair;

use super::witness::{secret, show, show_debug};
use crate::{
    connections::server::{Authority, TlsServer},
    server::{own_http, request},
};

/// Does TLS by the system's own.
const IS_NATIVE: bool = !cfg!(any(feature = "rustls-aws-lc", feature = "rustls-ring"));

const PROTOCOLS: [&str; 2] = ["h2", "http/1.1"];

/// [`hush`](super::hush) looks for its lines.
const RSA_KEY: &str = include_str!("rsa-key.pem");

/// Who vouches for the server, and who for its clients.
struct World {
    servers: Authority,
    clients: Authority,
}

impl World {
    fn new() -> Self {
        Self {
            servers: Authority::new(),
            clients: Authority::new(),
        }
    }

    async fn server(&self, protocols: &[&str]) -> TlsServer {
        let acceptor = self
            .servers
            .acceptor_for(self.clients.verifier(), protocols);
        TlsServer::start_with(acceptor).await
    }

    fn builder(&self, server: &TlsServer) -> ClientBuilder {
        Client::builder()
            .base_url(server.url())
            .root_certificate(self.servers.pem())
            .api_key(secret("mtls-key"))
            .max_retries(0)
    }
}

async fn call(builder: ClientBuilder, keys: &[&str]) -> Result<(), Error> {
    seen(&builder, keys);
    let client = builder.build().inspect_err(|error| shown(error, keys))?;
    seen(&client, keys);
    let completion = client.chat().create(request()).await;
    let completion = completion.inspect_err(|error| shown(error, keys))?;
    assert_eq!(completion.text(), Some("hi"));
    Ok(())
}

/// No line of a key is in what `Debug` shows, nor as bytes.
fn seen(value: &impl Debug, keys: &[&str]) {
    show_debug(value);
    let text = format!("{value:?}\n{value:#?}");
    for line in keys.iter().flat_map(|key| key.lines()) {
        assert!(line.is_empty() || !text.contains(line), "{text}");
        let bytes = format!("{:?}", line.as_bytes());
        assert!(line.is_empty() || !text.contains(bytes.trim_matches(['[', ']'])));
    }
}

fn shown(error: &Error, keys: &[&str]) {
    show(error);
    seen(error, keys);
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        seen(&error, keys);
        seen(&format_args!("{error}"), keys);
        cause = error.source();
    }
}

/// The key in the form that stands within PKCS#8: PKCS#1 of RSA, SEC1 of an elliptic curve.
fn traditional(label: &str, pkcs8: &[u8]) -> String {
    // SEQUENCE of a version, an algorithm, and the key as an OCTET STRING.
    let (0x30, sequence, _) = element(pkcs8) else {
        panic!("a sequence")
    };
    let (_, _, rest) = element(sequence);
    let (_, _, rest) = element(rest);
    let (0x04, key, _) = element(rest) else {
        panic!("the key")
    };
    let text = BASE64_STANDARD.encode(key);
    let lines: Vec<_> = text.as_bytes().chunks(64).collect();
    let lines = String::from_utf8(lines.join(&b'\n')).unwrap();
    format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
}

/// The first element of DER: its tag, what is in it, and what is behind it.
fn element(der: &[u8]) -> (u8, &[u8], &[u8]) {
    let (head, length) = match der[1] {
        0x81 => (3, usize::from(der[2])),
        0x82 => (4, usize::from(der[2]) << 8 | usize::from(der[3])),
        short => (2, usize::from(short)),
    };
    let (content, rest) = der[head..].split_at(length);
    (der[0], content, rest)
}

#[tokio::test]
async fn who_is_known_gets_in_over_either_http() {
    let world = World::new();
    let key = KeyPair::generate().unwrap();
    let (chain, pem) = (world.clients.client(&key), key.serialize_pem());
    for (protocols, expected) in [
        (&PROTOCOLS[..], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
    ] {
        let server = world.server(protocols).await;
        let builder = world.builder(&server);
        call(builder.client_certificate(&*chain, &*pem), &[&pem])
            .await
            .unwrap();
        assert_eq!(server.seen(), [expected]);
    }
}

#[tokio::test]
async fn who_is_not_known_gets_no_request_in() {
    let world = World::new();
    let key = KeyPair::generate().unwrap();
    let pem = key.serialize_pem();
    for protocols in [&PROTOCOLS[..], &["http/1.1"]] {
        let server = world.server(protocols).await;
        for builder in [
            world.builder(&server),
            // Vouched for by somebody else.
            world
                .builder(&server)
                .client_certificate(Authority::new().client(&key), &*pem),
            // By whom the server knows, but what is between the two is missing.
            world
                .builder(&server)
                .client_certificate(world.clients.below().client(&key), &*pem),
        ] {
            let error = call(builder, &[&pem]).await.unwrap_err();
            // Of TLS 1.3 the client's part is over before the server has looked at it.
            let kind = error.kind();
            assert!(
                matches!(kind, ErrorKind::NotSent | ErrorKind::MaybeSent),
                "{error:?}"
            );
        }
        assert!(server.seen().is_empty());
    }
}

#[tokio::test]
async fn a_chain_leads_to_who_is_known() {
    let world = World::new();
    let (between, key) = (world.clients.below(), KeyPair::generate().unwrap());
    let below = between.below();
    let pem = key.serialize_pem();
    let chain = [
        &below.client(&key),
        "# who vouches for it\r\n",
        below.pem(),
        between.pem(),
    ]
    .concat();
    let server = world.server(&PROTOCOLS).await;
    let builder = world.builder(&server);
    call(builder.client_certificate(chain, &*pem), &[&pem])
        .await
        .unwrap();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn keys_are_taken_in_each_form_that_the_backend_knows() {
    let world = World::new();
    let server = world.server(&PROTOCOLS).await;
    let (curve, rsa) = (
        KeyPair::generate().unwrap(),
        KeyPair::from_pem(RSA_KEY).unwrap(),
    );
    for (key, label) in [(&curve, "EC PRIVATE KEY"), (&rsa, "RSA PRIVATE KEY")] {
        let (chain, pkcs8) = (world.clients.client(key), key.serialize_pem());
        let builder = world.builder(&server);
        call(builder.client_certificate(&*chain, &*pkcs8), &[&pkcs8])
            .await
            .unwrap();
        let other = traditional(label, key.serialized_der());
        let builder = world.builder(&server);
        let called = call(builder.client_certificate(chain, &*other), &[&other]).await;
        if IS_NATIVE {
            assert_eq!(
                called.unwrap_err().to_string(),
                "the key of the client certificate cannot be read as PEM (native-tls takes PKCS#8, `BEGIN PRIVATE KEY`)"
            );
        } else {
            called.unwrap();
        }
    }
    assert_eq!(server.seen().len(), if IS_NATIVE { 2 } else { 4 });
}

#[tokio::test]
async fn one_text_may_have_both() {
    let world = World::new();
    let server = world.server(&PROTOCOLS).await;
    let key = KeyPair::generate().unwrap();
    let pem = key.serialize_pem();
    let both = [&*pem, &world.clients.client(&key)].concat();
    let builder = world.builder(&server);
    call(builder.client_certificate(&*both, &*both), &[&pem])
        .await
        .unwrap();
}

#[test]
fn what_cannot_be_used_is_refused_by_name_and_not_repeated() {
    const CHAIN: &str = "the chain of the client certificate cannot be read as PEM";
    const NONE: &str = "the chain of the client certificate has no certificate in PEM";
    const SWAPPED: &str = "the chain of the client certificate has a key and no certificate: chain and key look swapped";
    const KEY: &str = "the key of the client certificate ";
    const PAIR: &str = "the client certificate and its key do not fit together";
    let authority = Authority::new();
    let (own, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let (chain, key) = (authority.client(&own), own.serialize_pem());
    let half = |pem: &str| pem.split_at(pem.len() / 2).0.to_owned();
    let junk = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let junk_key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let one_line = key.replace('\n', "");
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let unmarked = key.replace("-----BEGIN PRIVATE KEY-----", "");
    let loud = secret("mtls-key-text");
    for (chain, key, expected) in [
        ("", &*key, NONE),
        (&loud, &key, NONE),
        (&half(&chain), &key, CHAIN),
        (junk, &key, CHAIN),
        (&format!("{chain}{junk}"), &key, CHAIN),
        (&key, &chain, SWAPPED),
        (&one_line, &key, SWAPPED),
        (&chain, "", KEY),
        (&chain, &loud, KEY),
        (&chain, &half(&key), KEY),
        (&chain, junk_key, KEY),
        (&chain, &one_line, KEY),
        (&chain, &unmarked, KEY),
        (&chain, &chain, KEY),
        (&chain, &encrypted, KEY),
        (&chain, &other.serialize_pem(), PAIR),
        (&format!("{}{chain}", authority.pem()), &key, PAIR),
    ] {
        for url in ["https://localhost/v1", "http://localhost/v1"] {
            let builder = Client::builder().no_auth().base_url(url);
            let builder = builder.client_certificate(chain, key);
            show_debug(&builder);
            let error = builder.build().unwrap_err();
            shown(&error, &[&own.serialize_pem(), &other.serialize_pem(), key]);
            assert_eq!(error.kind(), ErrorKind::Config);
            let text = error.to_string();
            assert!(text.starts_with(expected), "{text}");
            assert_eq!(text.contains("is encrypted"), key == encrypted, "{text}");
        }
    }
}

#[tokio::test]
async fn copies_share_connections_as_long_as_they_prove_the_same() {
    let world = World::new();
    let server = world.server(&["http/1.1"]).await;
    let key = KeyPair::generate().unwrap();
    let (chain, pem) = (world.clients.client(&key), key.serialize_pem());
    let known = |builder: ClientBuilder| builder.client_certificate(&*chain, &*pem);
    let client = known(world.builder(&server)).build().unwrap();
    client.chat().create(request()).await.unwrap();
    let same = client
        .with(|settings| known(settings.project("two")))
        .unwrap();
    same.chat().create(request()).await.unwrap();
    assert_eq!(server.connections(), 1);
    // A certificate that is not known gets none of the connections of one that is.
    let unknown = Authority::new().client(&key);
    let stranger = client.with(|settings| settings.client_certificate(unknown, &*pem));
    let error = stranger.unwrap().chat().create(request()).await;
    show(&error.unwrap_err());
    assert_eq!((server.connections(), server.seen().len()), (2, 2));
}

#[tokio::test]
async fn an_http_client_of_ones_own_has_certificates_of_its_own() {
    // Not even looked at.
    let client = Client::builder()
        .no_auth()
        .client_certificate("no chain", secret("mtls-key-text"))
        .http_client(own_http().build().unwrap())
        .build()
        .unwrap();
    show_debug(&client);
}
