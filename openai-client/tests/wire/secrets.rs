//! The key goes to the configured service in one header, and nowhere else.

use std::error::Error as _;

use openai_client::{Error, ErrorKind};

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
async fn a_redirect_is_not_followed_whatever_is_configured() {
    let elsewhere = Server::start([ok(ANSWER)]).await;
    let target = format!("{}/chat/completions", elsewhere.url());
    let server = Server::start([reply(307, &[("location", &target)], "")]).await;
    let follow = reqwest::redirect::Policy::limited;
    let builder = server
        .builder()
        .configure_http(move |http| http.redirect(follow(3)));
    let client = builder.build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn codes_are_what_the_service_says() {
    let refusal =
        r#"{"error":{"message":"no","code":"context_length_exceeded","type":"length_error"}}"#;
    let server = Server::start([reply(400, &[], refusal)]).await;
    let builder = server.builder().default_header("x-mode", "length");
    let client = builder
        .default_header("x-kind", "context_length")
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.code(), Some("context_length_exceeded"));
    assert_eq!(error.error_type(), Some("length_error"));
}

/// All that a program may log of an error.
fn shown(error: &Error) -> String {
    let mut shown = format!(
        "{error} {error:?} {error:#?} {:?} {:?} {:?} {:?} {:?} {:?}",
        error.message(),
        error.code(),
        error.param(),
        error.error_type(),
        error.request_id(),
        error.json_path(),
    );
    let mut cause = error.source();
    while let Some(error) = cause {
        shown = format!("{shown} {error} {error:?}");
        cause = error.source();
    }
    shown
}

#[tokio::test]
async fn errors_never_show_the_key() {
    let echo = format!(
        r#"{{"error":{{"message":"bad {KEY}, bad sk-proj-123456","code":"{KEY}","type":"{KEY}","param":"{KEY}"}}}}"#
    );
    for script in [
        reply(401, &[], &echo),
        ok(&echo),
        ok(format!("<html>{KEY}</html>")),
        ok(format!(r#"{{"choices":[{{"message":"{KEY}"}}]}}"#)),
        ok(format!(r#"{{"choices":[{{"message":{{"{KEY}":"#)),
        reply(400, &[("set-cookie", KEY), ("x-echo", KEY)], KEY),
        reply(400, &[("x-request-id", KEY)], ""),
        reply(200, &[("x-request-id", KEY)], "{}"),
        Reply::SendAndClose(Vec::new()),
        Reply::SendAndClose(KEY.as_bytes().to_vec()),
    ] {
        let server = Server::start([script]).await;
        let error = server.client().chat().create(request()).await.unwrap_err();
        let shown = shown(&error);
        assert!(!shown.contains(KEY), "{shown}");
        assert!(!shown.contains("123456"), "{shown}");
    }
}

#[tokio::test]
async fn errors_never_show_a_header_that_was_given() {
    for (name, value) in [
        ("api-key", "s3cret-token"),
        ("Authorization", "s3cret-token"),
        ("authorization", "Bearer s3cret-token"),
        ("authorization", "Custom id=7, sig=\"s3cret-token\""),
        ("proxy-authorization", "Basic s3cret-token"),
        ("cookie", "theme=dark; session=s3cret-token"),
        ("x-api-key", "  s3cret-token "),
        ("helicone-auth", "Bearer s3cret-token"),
        ("x-of-my-own", "s3cret-token"),
    ] {
        for script in [
            reply(401, &[], "invalid credential s3cret-token"),
            ok(r#"{"error":{"message":"no","code":"s3cret-token"}}"#),
            reply(400, &[("x-request-id", "s3cret-token")], ""),
        ] {
            let server = Server::start([script]).await;
            let client = server
                .builder()
                .no_auth()
                .default_header(name, value)
                .build()
                .unwrap();
            let error = client.chat().create(request()).await.unwrap_err();
            let shown = shown(&error);
            assert!(!shown.contains("s3cret-token"), "{name}: {shown}");
            assert!(shown.contains("[key]"), "{name}: {shown}");
        }
    }
}

#[tokio::test]
async fn the_name_of_a_scheme_is_no_secret() {
    let server = Server::start([reply(401, &[], "Bearer token is invalid")]).await;
    let client = server
        .builder()
        .default_header("authorization", "Bearer s3cret-token")
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.message(), Some("Bearer token is invalid"));
}

#[tokio::test]
async fn a_request_id_that_repeats_the_key_is_cleaned_in_answers_too() {
    let script = reply(200, &[("x-request-id", &format!("req {KEY}"))], ANSWER);
    let server = Server::start([script]).await;
    let completion = server.client().chat().create(request()).await.unwrap();
    assert_eq!(completion.request_id(), Some("req [key]"));
    assert!(!format!("{completion:?}").contains(KEY));
    assert_eq!(
        completion.meta().headers()["x-request-id"],
        format!("req {KEY}")
    );
}
