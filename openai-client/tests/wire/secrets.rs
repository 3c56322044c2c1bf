//! The key goes to the configured service in one header, and nowhere else.

use std::error::Error as _;

use openai_client::ErrorKind;

use crate::server::{ANSWER, KEY, Reply, Server, ok, reply, request};

#[tokio::test]
async fn no_auth_sends_none() {
    let server = Server::start([ok(ANSWER)]).await;
    let client = server.builder().no_auth().build().unwrap();
    client.chat().create(request()).await.unwrap();
    let [seen] = &server.seen()[..] else {
        panic!("one request")
    };
    assert!(seen.all("authorization").is_empty());
    assert!(!format!("{seen:?}").contains(KEY));
}

#[tokio::test]
async fn another_kind_of_credential_replaces_the_key() {
    let server = Server::start([ok(ANSWER)]).await;
    let client = server
        .builder()
        .default_header("authorization", "Basic eA==")
        .build()
        .unwrap();
    client.chat().create(request()).await.unwrap();
    assert_eq!(server.seen()[0].all("authorization"), ["Basic eA=="]);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Server::start([ok(ANSWER)]).await;
        let target = format!("{}/chat/completions", elsewhere.url());
        let server = Server::start([reply(status, &[("location", &target)], "")]).await;
        let error = server.client().chat().create(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(
            error.to_string(),
            format!("redirects are not followed: the service answered with status {status}")
        );
        assert_eq!(server.seen().len(), 1);
        assert!(elsewhere.seen().is_empty());
    }
}

#[tokio::test]
async fn errors_never_show_the_key() {
    let echo = format!(
        r#"{{"error":{{"message":"bad {KEY}, bad sk-proj-123456","code":"{KEY}","type":"{KEY}"}}}}"#
    );
    for script in [
        reply(401, &[], &echo),
        ok(&echo),
        ok(format!("<html>{KEY}</html>")),
        ok(format!(r#"{{"choices":[{{"message":"{KEY}"}}]}}"#)),
        reply(400, &[("set-cookie", KEY), ("x-echo", KEY)], KEY),
        Reply::SendAndClose(Vec::new()),
        Reply::SendAndClose(KEY.as_bytes().to_vec()),
    ] {
        let server = Server::start([script]).await;
        let error = server.client().chat().create(request()).await.unwrap_err();
        let mut shown = format!("{error} {error:?} {error:#?} {:?}", error.message());
        let mut cause = error.source();
        while let Some(error) = cause {
            shown = format!("{shown} {error} {error:?}");
            cause = error.source();
        }
        assert!(!shown.contains(KEY), "{shown}");
        assert!(!shown.contains("123456"), "{shown}");
    }
}
