//! The bytes of an exchange, and those of the call that it is for.

use http::Method;
use openai_client::{
    CallOptions, Client, ErrorKind,
    auth::{KubernetesToken, SubjectToken, WorkloadIdentity},
};

use super::{
    super::witness::{off_origin, secret, show, show_debug},
    memory::{bearer, subject, token},
};
use crate::server::{ANSWER, Server, nobody, ok, reply, request};

/// An identity whose tokens are exchanged at this server.
pub(super) fn identity(issuer: &Server) -> WorkloadIdentity {
    identity_by(issuer, subject())
}

pub(super) fn identity_by(issuer: &Server, subject: impl Into<SubjectToken>) -> WorkloadIdentity {
    let endpoint = issuer.url().replace("/v1", "/oauth/token");
    WorkloadIdentity::new("idp_1", "sa_1", subject).token_endpoint(endpoint)
}

#[tokio::test]
async fn an_exchange_is_these_bytes_and_no_more() {
    let id = SubjectToken::id(|| async { Ok::<_, std::io::Error>(secret("id\"\u{e9}") + "\n") });
    for (subject, client_id, kind, text, more) in [
        (subject(), None, "jwt", secret("subject"), ""),
        (
            subject(),
            Some("app_1"),
            "jwt",
            secret("subject"),
            ",\"client_id\":\"app_1\"",
        ),
        (id, None, "id_token", secret("id\\\"\u{e9}"), ""),
    ] {
        let issuer = Server::start([ok(token("issued", 3600.0))]).await;
        let service = Server::start([ok(ANSWER)]).await;
        let identity = identity_by(&issuer, subject);
        let identity = match client_id {
            Some(id) => identity.client_id(id),
            None => identity,
        };
        // What is for the service does not go to the issuer.
        let client = Client::builder()
            .auth(identity)
            .admin_api_key(secret("admin"))
            .base_url(service.url())
            .organization("org_1")
            .default_header("x-mine", secret("header"))
            .default_query("mine", "1")
            .build()
            .unwrap();
        show_debug(&client);
        client.chat().create(request()).await.unwrap();

        let [exchange] = &issuer.seen()[..] else {
            panic!("one exchange")
        };
        assert_eq!(exchange.line, "POST /oauth/token HTTP/1.1");
        let names = exchange.headers.iter().map(|(name, _)| name.as_str());
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "content-length", "content-type", "host"]);
        for name in ["accept", "content-type"] {
            assert_eq!(exchange.all(name), ["application/json"]);
        }
        assert_eq!(
            String::from_utf8_lossy(&exchange.body),
            format!(
                "{{\"grant_type\":\"urn:ietf:params:oauth:grant-type:token-exchange\",\
                 \"subject_token\":\"{text}\",\
                 \"subject_token_type\":\"urn:ietf:params:oauth:token-type:{kind}\",\
                 \"identity_provider_id\":\"idp_1\",\"service_account_id\":\"sa_1\"{more}}}"
            )
        );
        let [call] = &service.seen()[..] else {
            panic!("one call")
        };
        assert_eq!(call.line, "POST /v1/chat/completions?mine=1 HTTP/1.1");
        assert_eq!(call.all("authorization"), [bearer("issued")]);
    }
}

#[tokio::test]
async fn other_credentials_are_let_be_and_need_no_token() {
    let issuer = Server::start([]).await;
    let service = Server::start(vec![ok("{}"); 3]).await;
    let client = Client::builder()
        .auth(identity(&issuer))
        .admin_api_key(secret("admin"))
        .base_url(service.url())
        .build()
        .unwrap();
    let users = || client.request(Method::GET, "organization/users");
    users().admin().send().await.unwrap();
    let own = CallOptions::new().header("authorization", secret("own"));
    users().with(own).send().await.unwrap();
    let none = CallOptions::new().without_header("authorization");
    users().with(none).send().await.unwrap();
    let shown: Vec<_> = service.seen();
    let shown = shown.iter().map(|seen| seen.all("authorization").concat());
    let shown: Vec<String> = shown.collect();
    assert_eq!(
        shown,
        [
            format!("Bearer {}", secret("admin")),
            secret("own"),
            String::new()
        ]
    );
    assert!(issuer.seen().is_empty());
    // The token does not stand in for the admin key.
    let client = Client::builder().auth(identity(&issuer));
    let client = client.base_url(service.url()).build().unwrap();
    let users = client.request(Method::GET, "organization/users");
    let error = users.admin().send().await.unwrap_err();
    show(&error);
    assert!(error.to_string().contains("OPENAI_ADMIN_KEY"), "{error}");
    assert!(issuer.seen().is_empty());
}

#[tokio::test]
async fn a_redirect_is_a_refusal() {
    let elsewhere = Server::start([]).await;
    let location = elsewhere.url();
    let issuer = Server::start([reply(307, &[("location", &location)], "")]).await;
    let client = Client::builder().auth(identity(&issuer)).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    off_origin(&elsewhere);
    assert_eq!(
        error.to_string(),
        "redirects are not followed: the token endpoint answered (307)"
    );
    assert!(elsewhere.seen().is_empty());
    assert_eq!(issuer.seen().len(), 1);
}

#[tokio::test]
async fn an_issuer_that_is_not_there_may_be_another_time() {
    let nobody = nobody();
    let address = nobody.local_addr().unwrap();
    let identity = WorkloadIdentity::new("idp_1", "sa_1", subject())
        .token_endpoint(format!("http://{address}/oauth/token"));
    let client = Client::builder().auth(identity).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.is_retryable());
    assert!(
        error
            .to_string()
            .starts_with("the token endpoint at 127.0.0.1 could not be reached")
    );
}

#[test]
fn settings_that_cannot_be_are_refused_before_anything_is_sent() {
    let identity = || WorkloadIdentity::new("idp_1", "sa_1", subject());
    for (identity, expected) in [
        (
            WorkloadIdentity::new(" ", "sa_1", subject()),
            "the id of the identity provider is empty",
        ),
        (
            WorkloadIdentity::new("idp_1", "", subject()),
            "the id of the service account is empty",
        ),
        (
            WorkloadIdentity::new("sa_1", "idp_1", subject()),
            "the ids look swapped: that of the identity provider (`idp_…`) is the first, that of the \
             service account (`sa_…`) the second",
        ),
        (
            WorkloadIdentity::new("idp_1", " idp_2", subject()),
            "the ids look swapped: that of the identity provider (`idp_…`) is the first, that of the \
             service account (`sa_…`) the second",
        ),
        (
            WorkloadIdentity::new("idp_1", "sa_1", KubernetesToken::at("")),
            "the path of the token file is empty",
        ),
        (
            identity().token_endpoint("auth.openai.com"),
            "the token endpoint cannot be read as a url",
        ),
        (
            identity().token_endpoint("http://auth.openai.com/oauth/token"),
            "the token endpoint must start with https://, or http:// within this machine",
        ),
        // Whoever resolves names says whose it is.
        (
            identity().token_endpoint("http://issuer.localhost/oauth/token"),
            "the token endpoint must start with https://, or http:// within this machine",
        ),
        (
            identity().token_endpoint("ftp://127.0.0.1/oauth/token"),
            "the token endpoint must start with https://, or http:// within this machine",
        ),
        (
            identity().token_endpoint(format!("https://{}@h/", secret("user"))),
            "the token endpoint must not carry a user, a password or a fragment",
        ),
    ] {
        let builder = Client::builder().auth(identity);
        show_debug(&builder);
        let error = builder.build().unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(error.to_string(), expected);
    }
}
