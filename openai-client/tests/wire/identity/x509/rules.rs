//! Where the identity of a certificate may go, with what, and how often; over a transport in memory,
//! which proves whatever it likes.

use std::time::Duration;

use http::{HeaderName, Method};
use openai_client::{
    CallOptions, Client, ClientBuilder, Error, ErrorKind, Residency, auth::X509Identity,
    transport::RequestBody,
};
use tokio::time::{advance, sleep};

use super::super::{
    witness::{secret, show, show_debug},
    workload::memory::{Fate, Memory, at_once, bearer, token, with},
};
use crate::server::request;

fn identity() -> X509Identity {
    X509Identity::new("idp_1", "sa_1")
}

fn builder(memory: &Memory) -> ClientBuilder {
    memory.builder_with(identity())
}

async fn call(client: &Client) -> Result<(), Error> {
    let completion = client.chat().create(request()).await;
    completion.map(drop).inspect_err(show)
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

#[tokio::test]
async fn both_places_are_fixed_and_the_issuer_gets_no_header_of_the_client() {
    let memory = Memory::new([], []);
    let builder = builder(&memory)
        .organization("org_1")
        .default_header("x-tenant", secret("x509-tenant"))
        .default_header("cookie", secret("x509-cookie"))
        .default_query("q", "1");
    show_debug(&builder);
    let client = builder.build().unwrap();
    show_debug(&client);
    call(&client).await.unwrap();
    let (exchanged, called) = (memory.exchanged(), memory.calls());
    let (exchanged, called) = (&exchanged[0], &called[0]);
    assert_eq!(exchanged.url, "https://mtls.auth.openai.com/oauth/token");
    let mut names: Vec<_> = exchanged.headers.keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "content-type"]);
    let expected = "https://mtls.api.openai.com/v1/chat/completions?q=1";
    assert_eq!(called.url, expected);
    assert_eq!(called.headers["x-tenant"], *secret("x509-tenant"));
    assert_eq!(called.authorization, Some(bearer("issued-1")));
    // Another base URL moves the calls alone.
    let moved = client.with(|copy| copy.base_url("https://gateway.example/v1"));
    call(&moved.unwrap()).await.unwrap();
    assert!(
        memory.calls()[1]
            .url
            .starts_with("https://gateway.example/v1/chat/")
    );
    assert_eq!(memory.exchanges().len(), 1);
}

#[test]
fn a_region_is_said_by_the_base_url() {
    let memory = Memory::new([], []);
    let regional = || builder(&memory).data_residency(Residency::Eu);
    let by_key = Client::builder().api_key(secret("x509-api-key"));
    let by_key = by_key.transport(memory.clone());
    let by_key = by_key.data_residency(Residency::Eu).build().unwrap();
    let copied = builder(&memory).build().unwrap();
    for refused in [
        regional().build(),
        builder(&memory).data_residency(Residency::Global).build(),
        copied.with(|copy| copy.data_residency(Residency::Eu)),
        by_key.with(|copy| copy.auth(identity())),
    ] {
        let error = refused.unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Config);
        let text = error.to_string();
        let expected = "with an X.509 identity, `data_residency` is not taken";
        assert!(text.starts_with(expected) && text.contains("`base_url`"));
    }
    let there = |copy: ClientBuilder| copy.base_url("https://mtls-eu.api.openai.com/v1");
    let moved = by_key.with(|copy| there(copy).auth(identity()));
    // And a copy of that.
    moved.unwrap().with(|copy| copy.project("p")).unwrap();
}

#[test]
fn what_cannot_be_kept_to_is_refused_when_the_client_is_made() {
    let memory = Memory::new([], []);
    let over = |builder: ClientBuilder| builder.transport(memory.clone());
    let at = |url: &str| over(Client::builder().auth(identity())).base_url(url);
    let by = |url: &str| over(Client::builder().auth(identity().token_endpoint(url)));
    let password = format!("https://u:{}@localhost/t", secret("x509-password"));
    show_debug(&identity().token_endpoint(&password));
    for (builder, expected) in [
        (
            at("http://mtls.api.openai.com/v1"),
            "with an X.509 identity, the base url must start with https://",
        ),
        (
            at("http://localhost:1/v1"),
            "with an X.509 identity, the base url must start with https://",
        ),
        (at(&password), "the base url must not carry a user"),
        (
            by("http://mtls.auth.openai.com/oauth/token"),
            "the token endpoint must start with https://",
        ),
        (
            by("http://localhost:1/oauth/token"),
            "the token endpoint must start with https://",
        ),
        (
            by("mtls.auth.openai.com"),
            "the token endpoint cannot be read as a url",
        ),
        (by(&password), "the token endpoint must not carry a user"),
        (
            over(Client::builder().auth(X509Identity::new(" ", "sa_1"))),
            "the id of the identity provider is empty",
        ),
        (
            over(Client::builder().auth(X509Identity::new("idp_1", ""))),
            "the id of the service account is empty",
        ),
        (
            over(Client::builder().auth(X509Identity::new("sa_1", "idp_1"))),
            "the ids look swapped",
        ),
        // Nothing could show a certificate.
        (
            Client::builder().auth(identity()),
            if cfg!(any(
                feature = "rustls-aws-lc",
                feature = "rustls-ring",
                feature = "native-tls"
            )) {
                "an X.509 identity is that of a certificate"
            } else {
                "https needs TLS"
            },
        ),
    ] {
        show_debug(&builder);
        let error = builder.build().unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[tokio::test]
async fn nobody_else_is_named_beside_it() {
    let memory = Memory::new([], []);
    for name in [
        "api-key",
        "API-Key",
        "api_key",
        "x-api-key",
        "X_Api_Key",
        "x-api_key",
        "proxy-authorization",
        "Proxy_Authorization",
    ] {
        let other = secret("x509-other");
        let of_client = builder(&memory).default_header(name, &other).build();
        let client = builder(&memory).admin_api_key(secret("x509-admin")).build();
        let (of_client, client) = (of_client.unwrap(), client.unwrap());
        let of_call = CallOptions::new().header(name, &other);
        let models = |client: &Client| client.request(Method::GET, "models");
        for call in [
            models(&of_client),
            models(&client).with(of_call.clone()),
            models(&client).with(of_call).admin(),
        ] {
            let error = call.send().await.unwrap_err();
            show(&error);
            assert_eq!(error.kind(), ErrorKind::Request);
            let name = name.to_lowercase();
            assert_eq!(
                error.to_string(),
                format!("with an X.509 identity, no header `{name}` may be sent")
            );
        }
    }
    assert!(memory.exchanges().is_empty() && memory.calls().is_empty());
}

#[tokio::test]
async fn one_host_is_named_if_any() {
    for (host, is_fit) in [
        ("mtls.api.openai.com", true),
        ("mtls.api.openai.com:443", false),
        ("api.openai.com", false),
        ("elsewhere.example", false),
        ("", false),
    ] {
        let memory = Memory::new([], []);
        let client = builder(&memory).default_header("Host", host);
        let called = call(&client.build().unwrap()).await;
        if is_fit {
            called.unwrap();
            let calls = memory.calls();
            let hosts: Vec<_> = calls[0].headers.get_all("host").iter().collect();
            assert_eq!(hosts, [host]);
        } else {
            let error = called.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Request);
            let expected = "with an X.509 identity, the header `host` must be that of the base url";
            assert_eq!(error.to_string(), expected);
            assert!(memory.exchanges().is_empty() && memory.calls().is_empty());
        }
    }
}

#[tokio::test]
async fn it_stays_at_its_origin() {
    let memory = Memory::new([], []);
    let client = builder(&memory).build().unwrap();
    for path in [
        "https://elsewhere.example/v1/models",
        "https://mtls.api.openai.com:444/v1/models",
        "http://mtls.api.openai.com/v1/models",
        &format!(
            "https://u:{}@mtls.api.openai.com/v1/models",
            secret("x509-password")
        ),
    ] {
        let error = client.request(Method::GET, path).send().await.unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Request);
    }
    assert!(memory.exchanges().is_empty() && memory.calls().is_empty());
}

#[tokio::test]
async fn what_is_not_for_it_goes_by_what_was_given() {
    let memory = Memory::new([], []);
    let admin = secret("x509-admin");
    let client = builder(&memory).admin_api_key(&admin).build().unwrap();
    let call = client.request(Method::GET, "organization/users").admin();
    call.send().await.unwrap();
    let own = format!("Bearer {}", secret("x509-own"));
    let call = client.request(Method::GET, "models");
    call.header("authorization", &own).send().await.unwrap();
    assert_eq!(memory.shown(), [format!("Bearer {admin}"), own]);
    assert!(memory.exchanges().is_empty());
    let without = builder(&memory).build().unwrap();
    let call = without.request(Method::GET, "organization/users").admin();
    let error = call.send().await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
}

#[tokio::test(start_paused = true)]
async fn an_exchange_is_tried_again_as_a_call_is_but_twice_at_most() {
    let all = [0.0, 0.5, 1.5];
    for (max_retries, tries) in [(0, &all[..1]), (1, &all[..2]), (2, &all), (9, &all)] {
        let broken = || Fate::Breaks(Duration::ZERO);
        for fate in [
            broken(),
            at_once(408, ""),
            at_once(409, ""),
            at_once(429, ""),
            at_once(500, ""),
        ] {
            let memory = Memory::new(vec![fate; 9], []);
            let client = builder(&memory).max_retries(max_retries).build().unwrap();
            let error = call(&client).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert!(error.is_retryable());
            let tries: Vec<_> = tries.iter().copied().map(seconds).collect();
            assert_eq!(memory.exchanges(), tries);
            assert!(memory.calls().is_empty());
        }
    }
    for (delay, tries) in [("120", &[0.0, 120.0][..]), ("121", &[0.0])] {
        let refusal = with(at_once(503, ""), "retry-after", delay);
        let memory = Memory::new([refusal], []);
        let called = call(&builder(&memory).max_retries(2).build().unwrap()).await;
        assert_eq!(called.is_ok(), tries.len() > 1);
        let tries: Vec<_> = tries.iter().copied().map(seconds).collect();
        assert_eq!(memory.exchanges(), tries);
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_slow_has_ten_seconds() {
    for fate in [Fate::Silence, Fate::Stalls] {
        let memory = Memory::new([fate], []);
        let client = builder(&memory).build().unwrap();
        let hasty = client.with(|copy| copy.first_byte_timeout(seconds(4.0)));
        let error = call(&hasty.unwrap()).await.unwrap_err();
        let expected = "no token of the token endpoint within 4s";
        assert_eq!(error.to_string(), expected);
        assert!(error.is_retryable());
        let error = call(&client).await.unwrap_err();
        let expected = "the token endpoint at mtls.auth.openai.com did not answer within 10s";
        assert_eq!(error.to_string(), expected);
        assert_eq!(memory.elapsed(), seconds(10.0));
    }
}

#[tokio::test]
async fn what_the_issuer_refuses_is_told() {
    let unknown = r#"{"error":"invalid_grant","error_description":"Not known"}"#;
    for (status, body, code, message) in [
        (400, unknown, Some("invalid_grant"), Some("Not known")),
        (
            401,
            r#"{"error":"invalid_client"}"#,
            Some("invalid_client"),
            None,
        ),
        (403, "<html>", None, None),
        (404, "", None, None),
    ] {
        let memory = Memory::new([at_once(status, body)], []);
        let client = builder(&memory).max_retries(2).build().unwrap();
        let error = call(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!((error.code(), error.message()), (code, message));
        assert_eq!(error.body(), body);
        assert!(!error.is_retryable());
        assert_eq!((memory.exchanges().len(), memory.calls().len()), (1, 0));
    }
}

#[tokio::test]
async fn a_success_without_a_fit_token_is_none() {
    let issued = secret("x509-issued");
    let answer = |token: &str, more: &str| format!(r#"{{"access_token":"{token}"{more}}}"#);
    let hour = r#","expires_in":3600"#;
    for body in [
        answer("", hour),
        answer(&format!("{issued} x"), hour),
        answer(&format!("{issued}\\r\\nx-a: b"), hour),
        answer(&format!("{issued}\u{e9}"), hour),
        answer(&format!("{issued}=x"), hour),
        answer("==", hour),
        answer(&issued, ""),
        answer(&issued, r#","expires_in":0"#),
        answer(&issued, r#","expires_in":-1"#),
        answer(&issued, r#","expires_in":true"#),
        answer(&issued, r#","expires_in":"3600""#),
        answer(&issued, r#","expires_in":null"#),
        answer(&issued, r#","expires_in":1e999"#),
        answer(&issued, r#","expires_in":3600,"token_type":"DPoP""#),
        answer(&issued, r#","expires_in":3600,"token_type":7"#),
        format!("[{}]", answer(&issued, hour)),
        format!("<html>{issued}"),
        format!(r#"{{"token":"{issued}"{hour}}}"#),
        String::new(),
        format!(r#"{{"access_token":"{}"{hour}}}"#, "x".repeat(300 * 1024)),
    ] {
        let memory = Memory::new([at_once(200, &body)], []);
        let client = builder(&memory).max_retries(2).build().unwrap();
        let error = call(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
        assert!(error.body().is_empty() && !error.is_retryable());
        assert_eq!((memory.exchanges().len(), memory.calls().len()), (1, 0));
    }
    for body in [
        answer(&format!("{issued}._~+/-=="), hour),
        answer(&issued, r#","expires_in":0.5,"token_type":"BEARER""#),
        answer(
            &issued,
            r#","expires_in":1e300,"token_type":null,"more":[]"#,
        ),
    ] {
        let memory = Memory::new([at_once(200, body)], []);
        call(&builder(&memory).build().unwrap()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn two_hundred_callers_at_its_end_make_one_exchange() {
    let slow = |name| Fate::After(seconds(1.0), 200, Vec::new(), token(name, 100.0));
    let memory = Memory::new([slow("x509-first"), slow("x509-second")], []);
    let client = builder(&memory).build().unwrap();
    call(&client).await.unwrap();
    advance(seconds(100.0)).await;
    let copy = client.with(|copy| copy.project("proj_1")).unwrap();
    let calls: Vec<_> = (0..200)
        .map(|number| {
            let client = if number % 2 == 0 { &client } else { &copy }.clone();
            tokio::spawn(async move { call(&client).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(memory.exchanges().len(), 2);
    let shown = memory.shown();
    assert_eq!(shown.len(), 201);
    assert!(
        shown[1..]
            .iter()
            .all(|shown| *shown == bearer("x509-second"))
    );
}

#[tokio::test(start_paused = true)]
async fn it_is_renewed_in_the_background_before_its_end() {
    let script = ["x509-first", "x509-second"].map(|name| at_once(200, token(name, 1000.0)));
    let memory = Memory::new(script, []);
    let identity = identity().refresh_buffer(seconds(100.0));
    let client = memory.builder_with(identity).build().unwrap();
    for (wait, expected) in [
        (0.0, "x509-first"),
        (899.0, "x509-first"),
        // It is used once more while the next one comes.
        (1.0, "x509-first"),
        (1.0, "x509-second"),
    ] {
        sleep(seconds(wait)).await;
        call(&client).await.unwrap();
        assert_eq!(memory.shown().pop(), Some(bearer(expected)));
    }
    assert_eq!(memory.exchanges(), [0.0, 900.0].map(seconds));
}

#[tokio::test]
async fn what_the_service_refuses_is_replaced_once() {
    let refusal = || at_once(401, r#"{"error":{"code":"token_expired"}}"#);
    let memory = Memory::new([], [refusal()]);
    let client = builder(&memory).build().unwrap();
    call(&client).await.unwrap();
    assert_eq!(memory.shown(), ["issued-1", "issued-2"].map(bearer));

    let memory = Memory::new([], [refusal(), refusal()]);
    let client = builder(&memory).max_retries(2).build().unwrap();
    let error = call(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Status, 2));
    assert_eq!(error.code(), Some("token_expired"));

    let memory = Memory::new([], [at_once(403, "{}")]);
    let client = builder(&memory).build().unwrap();
    assert_eq!(call(&client).await.unwrap_err().attempts(), 1);
    call(&client).await.unwrap();
    assert_eq!(memory.exchanges().len(), 1);
}

#[tokio::test]
async fn a_body_that_is_used_up_is_not_sent_again_but_the_token_is_forgotten() {
    let memory = Memory::new([], [at_once(401, "{}")]);
    let client = builder(&memory).max_retries(2).build().unwrap();
    let body = RequestBody::stream(Empty, None);
    let sent = client.request(Method::POST, "anything");
    let error = sent.body("text/plain", body).send().await.unwrap_err();
    show(&error);
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!((memory.calls().len(), memory.exchanges().len()), (1, 1));
    call(&client).await.unwrap();
    assert_eq!(memory.shown(), ["issued-1", "issued-2"].map(bearer));
}

/// A body of nothing.
struct Empty;

impl futures_core::Stream for Empty {
    type Item = Result<bytes::Bytes, std::io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(None)
    }
}
