//! Answers of an issuer that give no token: what stays of them, and what must not.

use std::time::Duration;

use openai_client::{Client, Error, ErrorKind};

use super::{
    super::witness::{MARK, secret, show},
    exchange::identity,
    memory::token,
};
use crate::server::{Reply, Server, ok, reply, request};

/// What a call comes to with an issuer that answers so, once.
async fn error(answer: Reply) -> Error {
    let issuer = Server::start([answer]).await;
    let service = Server::start([]).await;
    let client = Client::builder().auth(identity(&issuer));
    let client = client.base_url(service.url()).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(issuer.seen().len(), 1);
    assert!(service.seen().is_empty());
    for text in [
        format!("{error:?} {:?}", error.headers()),
        String::from_utf8_lossy(error.body()).into(),
    ] {
        assert!(!text.contains(MARK), "{text}");
    }
    error
}

#[tokio::test]
async fn a_success_without_a_token_is_said_to_be_none() {
    let issued = secret("issued");
    let with = |fields: &str| format!(r#"{{"access_token":"{issued}",{fields}}}"#);
    for (body, expected) in [
        (String::new(), "cannot be read as JSON"),
        (format!("<html>{issued}</html>"), "cannot be read as JSON"),
        (
            token("issued", 3600.0)[1..].to_owned(),
            "cannot be read as JSON",
        ),
        (with(r#""expires_in":1e999"#), "cannot be read as JSON"),
        (
            format!("[{}]", token("issued", 3600.0)),
            "is not a JSON object",
        ),
        (format!("\"{issued}\""), "is not a JSON object"),
        ("null".to_owned(), "is not a JSON object"),
        ("{}".to_owned(), "has no `access_token`"),
        (
            format!(r#"{{"token":"{issued}","expires_in":60}}"#),
            "has no `access_token`",
        ),
        (
            r#"{"access_token":null,"expires_in":60}"#.to_owned(),
            "has an `access_token` that is no text",
        ),
        (
            format!(r#"{{"access_token":["{issued}"],"expires_in":60}}"#),
            "has an `access_token` that is no text",
        ),
        (
            r#"{"access_token":"","expires_in":60}"#.to_owned(),
            "has an empty `access_token`",
        ),
        (
            format!(r#"{{"access_token":"{issued}\r\nx: y","expires_in":60}}"#),
            "has an `access_token` that is no bearer token",
        ),
        (
            format!(r#"{{"access_token":"{issued} x","expires_in":60}}"#),
            "has an `access_token` that is no bearer token",
        ),
        (
            format!(r#"{{"access_token":"{issued}=x","expires_in":60}}"#),
            "has an `access_token` that is no bearer token",
        ),
        (
            r#"{"access_token":"==","expires_in":60}"#.to_owned(),
            "has an `access_token` that is no bearer token",
        ),
        (
            with(r#""token_type":"mac","expires_in":60"#),
            "has a `token_type` that is not `Bearer`",
        ),
        (
            with(r#""token_type":7,"expires_in":60"#),
            "has a `token_type` that is not `Bearer`",
        ),
        (with(r#""token_type":"Bearer""#), "has no `expires_in`"),
        (
            with(r#""expires_in":null"#),
            "has an `expires_in` that is no number",
        ),
        (
            with(r#""expires_in":"3600""#),
            "has an `expires_in` that is no number",
        ),
        (
            with(r#""expires_in":true"#),
            "has an `expires_in` that is no number",
        ),
        (
            with(r#""expires_in":0"#),
            "has an `expires_in` that is not above 0",
        ),
        (
            with(r#""expires_in":-1"#),
            "has an `expires_in` that is not above 0",
        ),
        (
            format!("{}{}", " ".repeat(300_000), token("issued", 3600.0)),
            "is larger than 262144 bytes",
        ),
    ] {
        let echo = format!("req_7-{}", secret("subject"));
        let headers = [("x-request-id", &*echo), ("x-token", &issued)];
        let error = error(reply(200, &headers, &body)).await;
        let text = format!("the answer of the token endpoint {expected} [request req_7-[key]]");
        assert_eq!(error.to_string(), text, "{}", body.len());
        assert_eq!(error.status().unwrap(), 200);
        assert!(error.body().is_empty() && !error.is_retryable());
    }
}

#[tokio::test]
async fn a_token_is_taken_however_it_is_written() {
    let issued = secret("issued");
    for body in [
        format!(r#"{{"access_token":"{issued}","expires_in":3600}}"#),
        format!(r#"{{"access_token":"{issued}","expires_in":0.5,"token_type":"bEARER"}}"#),
        format!(r#"{{"expires_in":1e300,"token_type":null,"access_token":"{issued}"}}"#),
        format!(r#"{{"access_token":"{issued}~+/._==","expires_in":3600,"scope":["any"]}}"#),
        format!(
            r#"{{"access_token":"\u0068{}","expires_in":3600}}"#,
            &issued[1..]
        ),
        format!("{}{}", " ".repeat(100_000), token("issued", 3600.0)),
    ] {
        let endpoint = Server::start([reply(201, &[("content-type", "text/plain")], &body)]).await;
        let service = Server::start([ok(crate::server::ANSWER)]).await;
        let client = Client::builder().auth(identity(&endpoint));
        let client = client.base_url(service.url()).build().unwrap();
        client.chat().create(request()).await.unwrap();
        let shown = service.seen()[0].all("authorization").concat();
        assert!(shown.starts_with(&format!("Bearer {issued}")));
    }
}

#[tokio::test]
async fn a_refusal_stays_without_the_tokens() {
    let (subject, issued) = (secret("subject"), secret("issued"));
    let escaped = subject
        .replace("hush", r"h\u0075sh")
        .replace('-', r"\u002d");
    for (body, code, message) in [
        (
            format!(r#"{{"error":"invalid_grant","error_description":"not {subject} "}}"#),
            Some("invalid_grant"),
            Some("not [key] "),
        ),
        (
            format!(r#"{{"error":"invalid_subject_token","error_description":"{escaped}"}}"#),
            Some("invalid_subject_token"),
            Some("[key]"),
        ),
        (
            format!(r#"{{"error":"{subject}","access_token":"{issued}"}}"#),
            Some("[key]"),
            None,
        ),
        (
            format!(
                r#"{{"error":{{"message":"no {subject}","code":"denied"}},"more":{{"{subject}":1}}}}"#
            ),
            Some("denied"),
            Some("no [key]"),
        ),
        (format!("who is {subject}?"), None, Some("who is [key]?")),
        // Of somebody between, who got what was asked for.
        (
            format!(r#"upstream said: {{"access_token":"{issued}","expires_in":3600"#),
            None,
            Some(r#"upstream said: {"access_token":"[key]","expires_in":3600"#),
        ),
        (
            format!(
                r#"{{"error":"bad_gateway","error_description":"said access_token={issued}&a=b"}}"#
            ),
            Some("bad_gateway"),
            Some("said access_token=[key]&a=b"),
        ),
        (format!("<html>{subject}</html>"), None, None),
        (String::new(), None, None),
    ] {
        let echo = format!("Bearer error=\"{subject}\"");
        let headers = [
            ("www-authenticate", echo.as_str()),
            ("x-request-id", &subject),
            ("x-access-token", &issued),
            ("x-said", &format!("token=\"{issued}\"")),
        ];
        let error = error(reply(400, &headers, &body)).await;
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!((error.code(), error.message()), (code, message));
        assert_eq!(error.request_id(), Some("[key]"));
        assert_eq!(error.body().is_empty(), body.is_empty());
        let echo = &error.headers().unwrap()["www-authenticate"];
        assert_eq!(echo, "Bearer error=\"[key]\"");
        assert_eq!(error.headers().unwrap()["x-access-token"], "[key]");
        assert_eq!(error.headers().unwrap()["x-said"], "token=\"[key]\"");
    }
}

#[tokio::test]
async fn a_refusal_is_said_in_one_line() {
    let body = r#"{"error":"invalid_grant","error_description":"The service account\nis gone."}"#;
    let error = error(reply(
        403,
        &[("retry-after", "5"), ("x-request-id", "req_1")],
        body,
    ))
    .await;
    assert_eq!(
        format!("{error:?}"),
        "Credentials: the token endpoint refused the exchange (403 invalid_grant): The service \
         account is gone [request req_1]"
    );
    assert_eq!(error.body(), body);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
}
