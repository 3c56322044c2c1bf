//! A certificate is shown to both, who gives out tokens and the service: over TLS, as it is used.

use openai_client::{Client, ClientBuilder, Error, ErrorKind, auth::X509Identity};
use rcgen::KeyPair;
use serde_json::{Value, json};

use super::super::witness::{off_origin, secret, show, show_debug};
use crate::{
    connections::{front::Front, server::Authority},
    server::{ANSWER, Reply, Server, ok, reply, request},
};

/// Who asks for certificates, under one authority, and knows those of another.
struct World {
    servers: Authority,
    clients: Authority,
    issuer: Server,
    service: Server,
    issuer_front: Front,
    service_front: Front,
}

impl World {
    async fn new(issuer: Vec<Reply>, service: Vec<Reply>) -> Self {
        let (servers, clients) = (Authority::new(), Authority::new());
        let (issuer, service) = (Server::start(issuer).await, Server::start(service).await);
        let acceptor = || servers.acceptor_for(clients.verifier(), &["http/1.1"]);
        Self {
            issuer_front: Front::start(acceptor(), &issuer).await,
            service_front: Front::start(acceptor(), &service).await,
            servers,
            clients,
            issuer,
            service,
        }
    }

    fn builder(&self) -> ClientBuilder {
        let identity = X509Identity::new("idp_1", " sa_1\n")
            .token_endpoint(self.issuer_front.url("/oauth/token"));
        show_debug(&identity);
        Client::builder()
            .auth(identity)
            .base_url(self.service_front.url("/v1"))
            .root_certificate(self.servers.pem())
            .max_retries(0)
    }

    /// With a certificate that these know.
    fn known(&self) -> ClientBuilder {
        let (chain, key) = self.pair();
        self.builder().client_certificate(chain, key)
    }

    fn pair(&self) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        (self.clients.client(&key), key.serialize_pem())
    }

    fn counts(&self) -> [usize; 2] {
        [&self.issuer, &self.service].map(|server| server.seen().len())
    }
}

fn issued(token: &str) -> Reply {
    let body = json!({"access_token": token, "expires_in": 3600, "token_type": "bearer"});
    ok(body.to_string())
}

async fn call(client: &Client) -> Result<(), Error> {
    show_debug(client);
    let completion = client.chat().create(request()).await;
    let completion = completion.inspect_err(show)?;
    assert_eq!(completion.text(), Some("hi"));
    Ok(())
}

#[tokio::test]
async fn it_is_exchanged_and_the_token_used() {
    let token = secret("x509-issued");
    let world = World::new(vec![issued(&token)], vec![ok(ANSWER), ok(ANSWER)]).await;
    let client = world.known().organization("org_1").build().unwrap();
    call(&client).await.unwrap();
    // A copy shares the token, and the connections.
    let copy = client.with(|settings| settings.project("proj_1"));
    call(&copy.unwrap()).await.unwrap();
    let [exchange] = &world.issuer.seen()[..] else {
        panic!("one exchange")
    };
    assert_eq!(exchange.line, "POST /oauth/token HTTP/1.1");
    assert_eq!(exchange.all("host"), [world.issuer_front.authority()]);
    let mut names: Vec<_> = exchange.headers.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "content-length", "content-type", "host"]);
    assert_eq!(exchange.all("content-type"), ["application/json"]);
    assert_eq!(
        serde_json::from_slice::<Value>(&exchange.body).unwrap(),
        json!({
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token_type": "urn:openai:params:oauth:token-type:x509",
            "identity_provider_id": "idp_1",
            "service_account_id": "sa_1",
        })
    );
    let seen = world.service.seen();
    for (called, project) in seen.iter().zip([None, Some("proj_1")]) {
        assert_eq!(called.line, "POST /v1/chat/completions HTTP/1.1");
        assert_eq!(called.all("authorization"), [format!("Bearer {token}")]);
        assert_eq!(called.all("host"), [world.service_front.authority()]);
        assert_eq!(called.all("openai-project").first().copied(), project);
    }
    assert_eq!((seen.len(), world.service.connections()), (2, 1));
}

#[tokio::test]
async fn each_certificate_has_a_token_of_its_own() {
    let (first, second) = (secret("x509-first"), secret("x509-second"));
    let answers = || vec![ok(ANSWER); 3];
    let issuer = || vec![issued(&first), issued(&second)];
    let shown = |world: &World| -> Vec<String> {
        let seen = world.service.seen();
        seen.iter()
            .map(|seen| seen.all("authorization").concat())
            .collect()
    };
    let expected = [&first, &second, &first].map(|token| format!("Bearer {token}"));
    // A copy with another certificate.
    let world = World::new(issuer(), answers()).await;
    let (chain, key) = world.pair();
    let client = world.known().build().unwrap();
    call(&client).await.unwrap();
    let other = client.with(|settings| settings.client_certificate(chain, key));
    call(&other.unwrap()).await.unwrap();
    call(&client).await.unwrap();
    assert_eq!(shown(&world), expected);
    assert_eq!(world.counts(), [2, 3]);
    // One identity for two clients.
    let world = World::new(issuer(), answers()).await;
    let both = world.builder();
    let [one, other] = [world.pair(), world.pair()].map(|(chain, key)| {
        let builder = both.clone().client_certificate(chain, key);
        builder.build().unwrap()
    });
    for client in [&one, &other, &one] {
        call(client).await.unwrap();
    }
    assert_eq!(shown(&world), expected);
    assert_eq!(world.counts(), [2, 3]);
}

#[tokio::test]
async fn who_is_not_known_has_no_token() {
    let world = World::new(vec![], vec![]).await;
    let key = KeyPair::generate().unwrap();
    let stranger = Authority::new().client(&key);
    let builder = world
        .builder()
        .client_certificate(stranger, key.serialize_pem());
    let error = call(&builder.build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let text = error.to_string();
    assert!(
        text.starts_with("the token endpoint at localhost could not be reached"),
        "{text}"
    );
    assert_eq!(world.counts(), [0, 0]);
    // Of TLS 1.3 the client's part is over before the server has looked at it.
    while world.issuer_front.refused() == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_plain_api_key_goes_with_it_as_well() {
    let world = World::new(vec![], vec![ok(ANSWER)]).await;
    let key = secret("x509-api-key");
    let client = world.known().api_key(&key).build().unwrap();
    call(&client).await.unwrap();
    let seen = world.service.seen();
    assert_eq!(seen[0].all("authorization"), [format!("Bearer {key}")]);
    assert_eq!(world.counts(), [0, 1]);
}

#[tokio::test]
async fn it_may_be_that_of_an_http_client_of_ones_own() {
    let token = secret("x509-issued");
    let world = World::new(vec![issued(&token)], vec![ok(ANSWER)]).await;
    let http = own_http(&world).build().unwrap();
    let client = world.builder().http_client(http).build().unwrap();
    call(&client).await.unwrap();
    assert_eq!(world.counts(), [1, 1]);
}

#[cfg(any(feature = "rustls-aws-lc", feature = "rustls-ring"))]
fn own_http(world: &World) -> reqwest::ClientBuilder {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

    let read = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(read(world.servers.pem())).unwrap();
    let (chain, key) = world.pair();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let config = rustls::ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_client_auth_cert(vec![read(&chain)], key)
        .unwrap();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_preconfigured(config)
}

#[cfg(not(any(feature = "rustls-aws-lc", feature = "rustls-ring")))]
fn own_http(world: &World) -> reqwest::ClientBuilder {
    let (chain, key) = world.pair();
    let root = reqwest::Certificate::from_pem(world.servers.pem().as_bytes()).unwrap();
    let identity = reqwest::Identity::from_pkcs8_pem(chain.as_bytes(), key.as_bytes());
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_native()
        .tls_certs_merge([root])
        .identity(identity.unwrap())
}

#[tokio::test]
async fn neither_leads_elsewhere() {
    let elsewhere = Server::start([]).await;
    let to = [("location", &*elsewhere.url())];
    let world = World::new(vec![reply(307, &to, "")], vec![]).await;
    let error = call(&world.known().build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.status().unwrap(), 307);
    let text = error.to_string();
    assert!(
        text.starts_with("redirects are not followed: the token endpoint"),
        "{text}"
    );
    assert_eq!(world.counts(), [1, 0]);

    let token = secret("x509-issued");
    let world = World::new(vec![issued(&token)], vec![reply(308, &to, "")]).await;
    let error = call(&world.known().build().unwrap()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (ErrorKind::Status, 308)
    );
    off_origin(&elsewhere);
    assert!(elsewhere.seen().is_empty());
}
