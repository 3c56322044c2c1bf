//! What is signed is what is sent, and nothing else is.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use http::Method;
use openai_client::{
    CallOptions, ErrorKind, FileInput,
    auth::Bedrock,
    files::{FilePurpose, FileRequest},
};

use super::{
    super::witness::{off_origin, secret, show, show_debug},
    ID, REGION, builder, client, key, mantle, oracle, token,
};
use crate::server::{ANSWER, Server, ok, reply, request};

#[tokio::test]
async fn a_request_is_signed_over_the_whole_of_it() {
    let server = Server::start((0..2).map(|_| ok(ANSWER))).await;
    for (bedrock, service) in [
        (Bedrock::mantle(REGION), "bedrock-mantle"),
        (Bedrock::runtime(REGION), "bedrock"),
    ] {
        let bedrock = bedrock.base_url(server.url());
        let bedrock = bedrock.keys(ID, key()).session_token(token());
        let client = client(bedrock);
        show_debug(&client);
        client.chat().create(request()).await.unwrap();
        let seen = server.seen();
        let seen = seen.last().unwrap();
        assert_eq!(seen.line, "POST /v1/chat/completions HTTP/1.1");
        oracle::check(seen, ID, &key(), REGION, service);
        assert_eq!(seen.all("x-amz-security-token"), [&token()]);
        assert_eq!(seen.all("idempotency-key").len(), 1);
        assert!(seen.all("api-key").is_empty());
    }
}

#[tokio::test]
async fn whatever_stands_in_a_path_a_query_or_a_body_is_signed() {
    let bodies = ["", "{\"a\":\"\u{e9}\"}", &"x".repeat(700_000)];
    let paths = [
        "models",
        "models/ft:gpt-5%2Fmini:org::1",
        "files/a%20b%25/content?after=x%2By&limit=2&after=%C3%A9&empty&b=~-_.",
        "models//a/./b/c;v=1,2",
        "a?z=1&a=2&A=3&a=1&q=%26%3D%20+",
    ];
    let server = Server::start((0..20).map(|_| ok("{}"))).await;
    let bedrock = mantle(&server).keys(ID, key());
    let client = builder(bedrock)
        .default_query("tenant", "M\u{fc}ller & S\u{f6}hne")
        .default_header("x-amz-bedrock-note", "  two  words ")
        .build()
        .unwrap();
    for path in paths {
        for body in bodies {
            let call = client.request(Method::POST, path);
            call.body("text/plain", body.to_owned())
                .send()
                .await
                .unwrap();
            let seen = server.seen();
            let seen = seen.last().unwrap();
            assert!(seen.line.contains("tenant="), "{}", seen.line);
            assert!(!seen.line.contains('+'), "{}", seen.line);
            assert_eq!(seen.body, body.as_bytes());
            oracle::check(seen, ID, &key(), REGION, "bedrock-mantle");
        }
    }
    client.request(Method::GET, "models").send().await.unwrap();
    let seen = server.seen();
    oracle::check(seen.last().unwrap(), ID, &key(), REGION, "bedrock-mantle");
}

#[tokio::test]
async fn a_file_is_read_for_its_signature_and_to_be_sent() {
    let path = std::env::temp_dir().join(format!("bedrock-{}.jsonl", std::process::id()));
    let content = "{\"custom_id\":1}\n".repeat(50_000);
    std::fs::write(&path, &content).unwrap();
    let again = reply(503, &[("retry-after-ms", "1")], "{}");
    let server = Server::start([again, ok("{}"), ok("{}")]).await;
    let client = client(mantle(&server).keys(ID, key()));
    for file in [
        FileInput::path(&path),
        FileInput::bytes("a", content.clone()),
    ] {
        let request = FileRequest::new(file, FilePurpose::Batch);
        // The server says nothing of a file.
        let error = client.files().create(request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
    std::fs::remove_file(&path).unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    for seen in &seen {
        oracle::check(seen, ID, &key(), REGION, "bedrock-mantle");
        assert!(String::from_utf8_lossy(&seen.body).contains(&content));
    }
}

#[tokio::test]
async fn each_attempt_has_a_signature_of_its_own() {
    let again = reply(503, &[("retry-after-ms", "1100")], "{}");
    let server = Server::start([again, ok(ANSWER)]).await;
    let client = client(mantle(&server).keys(ID, key()));
    client.chat().create(request()).await.unwrap();
    let [first, second] = &server.seen()[..] else {
        panic!("two requests")
    };
    for seen in [first, second] {
        oracle::check(seen, ID, &key(), REGION, "bedrock-mantle");
    }
    // Dated by the second, so the wait shows.
    assert!(first.all("x-amz-date") < second.all("x-amz-date"));
    assert_eq!(first.all("idempotency-key"), second.all("idempotency-key"));
    assert_eq!(first.body, second.body);
}

#[tokio::test]
async fn of_another_signature_nothing_stays() {
    let server = Server::start([ok(ANSWER)]).await;
    let client = builder(mantle(&server).keys(ID, key()))
        .default_header("x-amz-date", "19700101T000000Z")
        .default_header("x-amz-security-token", secret("aws-old-token"))
        .default_header("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        .build()
        .unwrap();
    client.chat().create(request()).await.unwrap();
    let [seen] = &server.seen()[..] else {
        panic!("one request")
    };
    oracle::check(seen, ID, &key(), REGION, "bedrock-mantle");
    assert!(seen.all("x-amz-security-token").is_empty());
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_sent() {
    let server = Server::start([ok("{}"), ok("{}")]).await;
    let signed = client(mantle(&server).keys(ID, key()));
    let bearer = format!("Bearer {}", secret("aws-other-bearer"));
    let other = CallOptions::new().header("authorization", &bearer);
    let error = signed
        .chat()
        .with(other)
        .create(request())
        .await
        .unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(error.to_string().contains("`authorization`"), "{error}");

    let file = || {
        let bytes = Once(Some(Bytes::from_static(b"{}")));
        FileRequest::new(
            FileInput::stream("a.jsonl", bytes, Some(2)),
            FilePurpose::Batch,
        )
    };
    let error = signed.files().create(file()).await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(error.to_string().contains("read once"), "{error}");

    let call = signed.request(Method::GET, "organization/users").admin();
    let error = call.send().await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(server.seen().is_empty());

    // With a key it may be one.
    let keyed = client(mantle(&server).api_key(secret("bedrock-key")));
    let error = keyed.files().create(file()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn nothing_goes_to_another_origin() {
    let elsewhere = Server::start([]).await;
    let to = format!("{}/chat/completions", elsewhere.url());
    let server = Server::start([
        reply(307, &[("location", &to)], ""),
        reply(307, &[("location", &to)], ""),
    ])
    .await;
    for bedrock in [
        mantle(&server).keys(ID, key()).session_token(token()),
        mantle(&server).api_key(secret("bedrock-key")),
    ] {
        let client = client(bedrock);
        let error = client.chat().create(request()).await.unwrap_err();
        show(&error);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
        let error = client.request(Method::POST, &to).send().await.unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Request);
    }
    off_origin(&elsewhere);
    assert!(elsewhere.seen().is_empty());
    assert_eq!(server.seen().len(), 2);
}

/// A stream of one piece.
struct Once(Option<Bytes>);

impl Stream for Once {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}
