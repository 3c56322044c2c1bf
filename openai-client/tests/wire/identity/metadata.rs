//! The metadata servers of Azure and of Google, as sources of subject tokens.

use std::{env, process::Command, time::Duration};

use openai_client::{
    Client, Error, ErrorKind,
    auth::{AzureManagedIdentity, GoogleMetadata, SubjectToken, WorkloadIdentity},
};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::witness::{off_origin, secret, show, show_debug};
use crate::server::{ANSWER, Reply, Seen, Server, nobody, ok, reply, request};

/// A cloud, by what is different about it.
#[derive(Clone, Copy, PartialEq)]
enum Cloud {
    Azure,
    Google,
}

use Cloud::{Azure, Google};

const CLOUDS: [Cloud; 2] = [Azure, Google];

impl Cloud {
    /// With its metadata server there.
    fn source(self, url: &str) -> SubjectToken {
        match self {
            Azure => AzureManagedIdentity::new().metadata_server(url).into(),
            Google => GoogleMetadata::new().metadata_server(url).into(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Azure => "the metadata server of Azure",
            Google => "the metadata server of Google",
        }
    }

    /// What its metadata server answers.
    fn told(self, token: &str) -> Reply {
        match self {
            Azure => ok(json!({
                "access_token": token,
                "expires_in": "3599",
                "resource": "https://management.azure.com/",
                "token_type": "Bearer",
            })
            .to_string()),
            Google => reply(200, &[("metadata-flavor", "Google")], format!("{token}\n")),
        }
    }

    fn line(self) -> &'static str {
        match self {
            Azure => {
                "GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F HTTP/1.1"
            }
            Google => {
                "GET /computeMetadata/v1/instance/service-accounts/default/identity?audience=https%3A%2F%2Fapi.openai.com%2Fv1 HTTP/1.1"
            }
        }
    }
}

/// Who is asked, one after the other.
struct World {
    metadata: Server,
    issuer: Server,
    service: Server,
}

impl World {
    async fn new(metadata: Vec<Reply>, issuer: Vec<Reply>, service: Vec<Reply>) -> Self {
        Self {
            metadata: Server::start(metadata).await,
            issuer: Server::start(issuer).await,
            service: Server::start(service).await,
        }
    }

    /// In which only the metadata server is asked.
    async fn of_metadata(reply: Reply) -> Self {
        Self::new(vec![reply], vec![], vec![]).await
    }

    fn client(&self, source: impl Into<SubjectToken>) -> Client {
        let source = source.into();
        show_debug(&source);
        let identity = WorkloadIdentity::new("idp_1", "sa_1", source)
            .token_endpoint(self.issuer.url().replace("/v1", "/oauth/token"));
        show_debug(&identity);
        let builder = Client::builder()
            .auth(identity)
            .base_url(self.service.url())
            .max_retries(0);
        show_debug(&builder);
        let client = builder.build().unwrap();
        show_debug(&client);
        client
    }

    fn of(&self, cloud: Cloud) -> Client {
        self.client(cloud.source(&origin(&self.metadata)))
    }

    /// How many requests came to each.
    fn counts(&self) -> [usize; 3] {
        [&self.metadata, &self.issuer, &self.service].map(|server| server.seen().len())
    }
}

fn origin(server: &Server) -> String {
    server.url().replace("/v1", "")
}

fn issued(token: &str) -> Reply {
    let body = json!({"access_token": token, "expires_in": 3600, "token_type": "Bearer"});
    ok(body.to_string())
}

async fn call(client: &Client) -> Result<(), Error> {
    let completion = client.chat().create(request()).await;
    let completion = completion.inspect_err(show)?;
    assert_eq!(completion.text(), Some("hi"));
    Ok(())
}

fn names(seen: &Seen) -> Vec<&str> {
    let mut names: Vec<_> = seen.headers.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn they_are_asked_as_they_want_it() {
    let (subject, token) = (secret("metadata-subject"), secret("metadata-issued"));
    for (cloud, header, kind) in [
        (
            Azure,
            ("metadata", "true"),
            "urn:ietf:params:oauth:token-type:jwt",
        ),
        (
            Google,
            ("metadata-flavor", "Google"),
            "urn:ietf:params:oauth:token-type:id_token",
        ),
    ] {
        let world = World::new(
            vec![cloud.told(&subject)],
            vec![issued(&token)],
            vec![ok(ANSWER)],
        )
        .await;
        call(&world.of(cloud)).await.unwrap();
        let [asked] = &world.metadata.seen()[..] else {
            panic!("one question")
        };
        assert_eq!(asked.line, cloud.line());
        assert_eq!(asked.all(header.0), [header.1]);
        assert_eq!(names(asked), ["accept", "host", header.0]);
        assert!(asked.body.is_empty());
        let [exchange] = &world.issuer.seen()[..] else {
            panic!("one exchange")
        };
        assert_eq!(exchange.line, "POST /oauth/token HTTP/1.1");
        assert_eq!(
            serde_json::from_slice::<Value>(&exchange.body).unwrap(),
            json!({
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token": subject,
                "subject_token_type": kind,
                "identity_provider_id": "idp_1",
                "service_account_id": "sa_1",
            })
        );
        let [called] = &world.service.seen()[..] else {
            panic!("one call")
        };
        assert_eq!(called.all("authorization"), [format!("Bearer {token}")]);
        off_origin(&world.metadata);
    }
}

#[tokio::test]
async fn what_is_asked_for_can_be_said() {
    const AZURE: &str = "GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=";
    let subject = secret("metadata-subject");
    let azure = AzureManagedIdentity::new;
    for (identity, expected) in [
        (
            azure().resource("api://openai?a=b&c"),
            "api%3A%2F%2Fopenai%3Fa%3Db%26c",
        ),
        (
            azure().resource("r").msi_res_id("/subscriptions/ü"),
            "r&msi_res_id=%2Fsubscriptions%2F%C3%BC",
        ),
        (azure().resource("r").object_id("o/1"), "r&object_id=o%2F1"),
        (
            azure().client_id("c"),
            "https%3A%2F%2Fmanagement.azure.com%2F&client_id=c",
        ),
    ] {
        let world = World::of_metadata(Azure.told(&subject)).await;
        let identity = identity.metadata_server(origin(&world.metadata));
        call(&world.client(identity)).await.unwrap_err();
        let seen = world.metadata.seen();
        assert_eq!(seen[0].line, format!("{AZURE}{expected} HTTP/1.1"));
    }
    let world = World::of_metadata(Google.told(&subject)).await;
    let google = GoogleMetadata::new().audience("a b&c");
    let google = google.metadata_server(origin(&world.metadata));
    call(&world.client(google)).await.unwrap_err();
    assert!(
        world.metadata.seen()[0]
            .line
            .ends_with("/identity?audience=a+b%26c HTTP/1.1")
    );
}

#[tokio::test]
async fn what_they_refuse_is_told_as_they_said_it() {
    // Nobody knows it, so that it is one can be seen by its form alone.
    let jwt = format!("eyJ{}.eyJ.x", secret("metadata-jwt"));
    let page = "<html><body>404</body></html>";
    for cloud in CLOUDS {
        let name = cloud.name();
        for (status, body, code, message, is_retryable) in [
            (
                400,
                r#"{"error":"invalid_request","error_description":"Identity not found"}"#
                    .to_owned(),
                Some("invalid_request"),
                Some("Identity not found"),
                false,
            ),
            (404, page.to_owned(), None, None, false),
            (401, String::new(), None, None, false),
            (429, "slow down".to_owned(), None, Some("slow down"), true),
            (500, "{}".to_owned(), None, None, true),
            (
                503,
                format!("no: {jwt}, sorry"),
                None,
                Some("no: [key], sorry"),
                true,
            ),
        ] {
            let echo = format!("Bearer {jwt}, error=no");
            let headers = [
                ("retry-after", "7"),
                ("x-request-id", "req_m"),
                ("www-authenticate", &echo),
            ];
            let world = World::of_metadata(reply(status, &headers, &body)).await;
            let error = call(&world.of(cloud)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert_eq!((error.code(), error.message()), (code, message));
            assert_eq!(error.is_retryable(), is_retryable, "{status}");
            assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
            assert_eq!(error.request_id(), Some("req_m"));
            let echo = &error.headers().unwrap()["www-authenticate"];
            assert_eq!(echo, "Bearer [key], error=no");
            assert_eq!(error.body(), &body.replace(&jwt, "[key]"));
            assert!(
                error.to_string().starts_with(&format!("{name} refused (")),
                "{error}"
            );
            assert_eq!(world.counts(), [1, 0, 0], "{status}");
        }
    }
}

#[tokio::test]
async fn what_is_no_token_is_not_exchanged_and_not_kept() {
    let token = secret("metadata-subject");
    let page = format!("<html>{token}</html>");
    let huge = "x".repeat(300 * 1024);
    let azure = |answer: Value| answer.to_string();
    for (cloud, body, expected) in [
        (Azure, page.clone(), "cannot be read as JSON"),
        (Azure, String::new(), "cannot be read as JSON"),
        (
            Azure,
            format!(r#"{{"access_token":"{token}"#),
            "cannot be read as JSON",
        ),
        (Azure, "[]".to_owned(), "has no `access_token`"),
        (
            Azure,
            azure(json!({"token": token})),
            "has no `access_token`",
        ),
        (
            Azure,
            azure(json!({"access_token": null})),
            "that is no text",
        ),
        (
            Azure,
            azure(json!({"access_token": 7, "x": token})),
            "that is no text",
        ),
        (
            Azure,
            azure(json!({"access_token": ""})),
            "that is no token",
        ),
        (
            Azure,
            azure(json!({"access_token": format!("{token}\r\nx: y")})),
            "that is no token",
        ),
        (Azure, huge.clone(), "is larger than 262144 bytes"),
        (Google, page, "is no token"),
        (Google, String::new(), "is empty"),
        (Google, " \r\n".to_owned(), "is empty"),
        (Google, azure(json!({"access_token": token})), "is no token"),
        (Google, format!("{token} {token}"), "is no token"),
        (Google, huge, "is larger than 262144 bytes"),
    ] {
        let headers = [("content-type", "text/html"), ("x-token", &*token)];
        let world = World::of_metadata(reply(200, &headers, &body)).await;
        let error = call(&world.of(cloud)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(!error.is_retryable());
        let text = error.to_string();
        assert!(
            text.contains(cloud.name()) && text.contains(expected),
            "{text}"
        );
        assert!(error.body().is_empty());
        assert_eq!(error.headers().unwrap()["content-type"], "text/html");
        assert_eq!(world.counts(), [1, 0, 0], "{expected}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for cloud in CLOUDS {
        let elsewhere = Server::start([]).await;
        let headers = [("location", &*elsewhere.url())];
        let world = World::of_metadata(reply(307, &headers, "")).await;
        let error = call(&world.of(cloud)).await.unwrap_err();
        let text = error.to_string();
        let expected = format!("redirects are not followed: {} answered", cloud.name());
        assert!(text.starts_with(&expected), "{text}");
        assert_eq!(error.status().unwrap(), 307);
        assert!(!error.is_retryable());
        assert!(elsewhere.seen().is_empty());
    }
}

#[tokio::test]
async fn who_is_not_there_may_be_another_time() {
    for cloud in CLOUDS {
        let token = secret("metadata-subject");
        let cut = format!("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{token}");
        let broken = World::of_metadata(Reply::SendAndClose(cut.into())).await;
        let silent = World::of_metadata(Reply::SendAndClose(Vec::new())).await;
        for world in [broken, silent] {
            let error = call(&world.of(cloud)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert!(error.is_retryable());
            let expected = format!("{} at 127.0.0.1 could not be reached, or", cloud.name());
            let text = error.to_string();
            assert!(
                text.starts_with(&expected) && text.contains("(is this a "),
                "{text}"
            );
            assert_eq!(world.counts()[1..], [0, 0]);
        }
        let world = World::new(vec![], vec![], vec![]).await;
        let nobody = nobody();
        let url = format!("http://{}", nobody.local_addr().unwrap());
        let error = call(&world.client(cloud.source(&url))).await.unwrap_err();
        assert!(error.is_retryable(), "{error:?}");
        assert_eq!(world.counts(), [0, 0, 0]);
    }
}

#[tokio::test]
async fn who_is_slow_has_ten_seconds() {
    for cloud in CLOUDS {
        let beginning = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n";
        for sent in [&beginning[..], b""] {
            let world = World::of_metadata(Reply::Stall(sent.to_vec())).await;
            let client = world.of(cloud);
            let begun = Instant::now();
            let calling = tokio::spawn(async move { call(&client).await });
            while world.metadata.seen().is_empty() {
                tokio::task::yield_now().await;
            }
            // From here on there is nothing to wait for but the time, which is exact to a millisecond.
            tokio::time::pause();
            let paused = Instant::now();
            let error = calling.await.unwrap().unwrap_err();
            assert!(begun.elapsed() >= Duration::from_secs(10));
            assert!(paused.elapsed() <= Duration::from_millis(10_001));
            tokio::time::resume();
            let expected = format!("{} at 127.0.0.1 did not answer within 10s", cloud.name());
            assert!(error.to_string().starts_with(&expected), "{error}");
            assert!(error.is_retryable());
        }
    }
}

#[tokio::test]
async fn two_hundred_callers_ask_once() {
    for cloud in CLOUDS {
        let world = World::new(
            vec![cloud.told(&secret("metadata-subject"))],
            vec![issued(&secret("metadata-issued"))],
            vec![ok(ANSWER); 200],
        )
        .await;
        let client = world.of(cloud);
        let calls: Vec<_> = (0..200)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { call(&client).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(world.counts(), [1, 1, 200]);
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_by_one_of_a_new_subject() {
    let (first, second) = (secret("metadata-first"), secret("metadata-second"));
    for cloud in CLOUDS {
        let world = World::new(
            vec![
                cloud.told(&secret("subject-1")),
                cloud.told(&secret("subject-2")),
            ],
            vec![issued(&first), issued(&second)],
            vec![reply(401, &[], "no"), ok(ANSWER)],
        )
        .await;
        call(&world.of(cloud)).await.unwrap();
        assert_eq!(world.counts(), [2, 2, 2]);
        let [before, after] = &world.service.seen()[..] else {
            panic!("two calls")
        };
        assert_eq!(before.all("authorization"), [format!("Bearer {first}")]);
        assert_eq!(after.all("authorization"), [format!("Bearer {second}")]);
        let seen = world.issuer.seen();
        let subject = |at: usize| serde_json::from_slice::<Value>(&seen[at].body).unwrap();
        assert_eq!(subject(0)["subject_token"], *secret("subject-1"));
        assert_eq!(subject(1)["subject_token"], *secret("subject-2"));
    }
}

#[test]
fn what_is_asked_for_is_one_and_not_empty() {
    let azure = AzureManagedIdentity::new;
    let of = |source: SubjectToken| WorkloadIdentity::new("idp_1", "sa_1", source);
    let azure_says = |name: &str| format!("the `{name}` of the managed identity is empty");
    for (identity, expected) in [
        (
            of(azure().client_id("c").object_id("o").into()),
            "`object_id` and `client_id` both say which managed identity it is, give one of them"
                .to_owned(),
        ),
        (
            of(azure().msi_res_id("m").client_id("c").into()),
            "`client_id` and `msi_res_id` both say which managed identity it is, give one of them"
                .to_owned(),
        ),
        (of(azure().client_id("").into()), azure_says("client_id")),
        (of(azure().object_id(" ").into()), azure_says("object_id")),
        (of(azure().msi_res_id("").into()), azure_says("msi_res_id")),
        (of(azure().resource("").into()), azure_says("resource")),
        (
            of(GoogleMetadata::new().audience("\n").into()),
            "the `audience` of the token of Google is empty".to_owned(),
        ),
        (
            of(azure().into()).client_id(""),
            "the `client_id` of the workload identity is empty".to_owned(),
        ),
    ] {
        let error = Client::builder().auth(identity).build().unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn they_are_looked_for_at_their_place_or_in_this_machine() {
    let build = |source: SubjectToken| {
        let identity = WorkloadIdentity::new("idp_1", "sa_1", source);
        let identity = identity.token_endpoint("http://localhost/oauth/token");
        let builder = Client::builder().auth(identity);
        let client = builder.base_url("http://localhost/v1").build();
        client.inspect_err(show)
    };
    for (cloud, usual) in [
        (Azure, "http://169.254.169.254"),
        (Google, "http://metadata.google.internal"),
    ] {
        for good in [
            usual,
            "http://localhost:1",
            "http://127.0.0.1:1/",
            "http://[::1]:1",
        ] {
            build(cloud.source(good)).unwrap();
        }
        let user = format!("http://u:{}@127.0.0.1", secret("metadata-password"));
        show_debug(&AzureManagedIdentity::new().metadata_server(&user));
        show_debug(&GoogleMetadata::new().metadata_server(&user));
        for (bad, expected) in [
            ("", "cannot be read as a url"),
            ("169.254.169.254", "cannot be read as a url"),
            (&usual.replace("http:", "https:"), "must be at"),
            (&format!("{usual}:81"), "must be at"),
            ("https://127.0.0.1", "must be at"),
            ("http://10.0.0.1", "must be at"),
            ("http://localhost.example", "must be at"),
            ("http://metadata.localhost", "must be at"),
            (&user, "must not carry a user or password"),
            ("http://127.0.0.1/a", "must not carry a path"),
            ("http://127.0.0.1?a", "must not carry a path"),
            ("http://127.0.0.1#a", "must not carry a path"),
        ] {
            let error = build(cloud.source(bad)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{bad}");
            let text = error.to_string();
            assert!(
                text.starts_with(&format!("{} {expected}", cloud.name())),
                "{text}"
            );
        }
        let other = if cloud == Azure { Google } else { Azure };
        build(other.source(usual)).unwrap_err();
    }
}

/// Run by the test below with a proxy in the environment.
#[tokio::test]
async fn whatever_the_environment_says() {
    for cloud in CLOUDS {
        let world = World::new(
            vec![cloud.told(&secret("metadata-subject"))],
            vec![issued(&secret("metadata-issued"))],
            vec![ok(ANSWER)],
        )
        .await;
        call(&world.of(cloud)).await.unwrap();
        assert_eq!(world.metadata.seen()[0].line, cloud.line());
    }
}

#[tokio::test]
async fn no_proxy_is_asked_for_them() {
    let proxy = Server::start([]).await;
    let mut child = Command::new(env::current_exe().unwrap());
    child
        .args([
            "--exact",
            "identity::metadata::whatever_the_environment_says",
        ])
        .env("http_proxy", origin(&proxy))
        .env("HTTP_PROXY", origin(&proxy))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("REQUEST_METHOD");
    let child = tokio::task::spawn_blocking(move || child.output());
    let output = child.await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
    off_origin(&proxy);
    assert!(proxy.seen().is_empty());
}
