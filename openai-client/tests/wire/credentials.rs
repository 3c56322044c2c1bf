//! Which credentials go where.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::Method;
use openai_client::{CallOptions, Client, ErrorKind};

use crate::server::{ANSWER, KEY, Server, ok, reply, request};

const ADMIN: &str = "hunter2-admin";

#[tokio::test]
async fn neither_key_stands_in_for_the_other() {
    let server = Server::start([ok("{}"), ok(ANSWER)]).await;
    let both = server.builder().admin_api_key(ADMIN).build().unwrap();
    both.request(Method::GET, "organization/users")
        .admin()
        .send()
        .await
        .unwrap();
    both.chat().create(request()).await.unwrap();
    let [admin, project] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(admin.all("authorization"), [format!("Bearer {ADMIN}")]);
    assert_eq!(project.all("authorization"), [format!("Bearer {KEY}")]);

    let only_admin = Client::builder()
        .base_url(server.url())
        .admin_api_key(ADMIN)
        .build()
        .unwrap();
    let error = only_admin.chat().create(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.to_string().contains("OPENAI_API_KEY"), "{error}");
    let only_project = server.client();
    let call = only_project
        .request(Method::GET, "organization/users")
        .admin();
    let error = call.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.to_string().contains("OPENAI_ADMIN_KEY"), "{error}");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn what_is_not_to_be_sent_is_not_missed() {
    let server = Server::start([ok("{}")]).await;
    let call = server.client().request(Method::GET, "organization/users");
    let bare = CallOptions::new().without_header("authorization");
    call.admin().with(bare).send().await.unwrap();
    assert!(server.seen()[0].all("authorization").is_empty());
}

#[tokio::test]
async fn a_provider_is_asked_before_each_attempt() {
    let trouble = reply(
        503,
        &[("retry-after-ms", "1")],
        r#"{"error":{"message":"not with provided-2"}}"#,
    );
    let server = Server::start([trouble.clone(), trouble]).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let client = Client::builder()
        .base_url(server.url())
        .max_retries(1)
        .api_key_provider(move || {
            let number = counted.fetch_add(1, Ordering::Relaxed) + 1;
            async move { Ok::<_, std::io::Error>(format!(" provided-{number}\n")) }
        })
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    let [first, second] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(first.all("authorization"), ["Bearer provided-1"]);
    assert_eq!(second.all("authorization"), ["Bearer provided-2"]);
    // Of the attempt's own key, nothing is left to be seen.
    assert_eq!(error.message(), Some("not with [key]"));
    assert!(!format!("{error} {error:?} {client:?}").contains("provided-"));
}

#[tokio::test]
async fn a_provider_that_has_no_key_ends_the_call() {
    let server = Server::start([]).await;
    for (key, expected) in [
        (Ok(" "), "the key provider gave an empty text"),
        (
            Ok("a\u{e9}"),
            "the key provider gave a text that has characters other than printable ASCII",
        ),
        (Err("the vault is shut"), "the key provider failed"),
    ] {
        let client = Client::builder()
            .base_url(server.url())
            .api_key_provider(move || async move { key })
            .build()
            .unwrap();
        let error = client.chat().create(request()).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.attempts(), 0);
        assert!(!error.is_retryable());
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_provider_that_hangs_is_not_waited_for_for_ever() {
    let client = Client::builder()
        .base_url("http://127.0.0.1:9")
        .first_byte_timeout(Duration::from_millis(20))
        .api_key_provider(std::future::pending::<Result<String, std::io::Error>>)
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.to_string(), "no key within 20ms");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.is_retryable());
}
