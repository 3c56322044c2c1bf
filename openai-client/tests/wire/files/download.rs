//! What is in a file, as it comes.

use bytes::Bytes;
use openai_client::{CallOptions, ErrorKind};

use super::Folder;
use crate::server::{Reply, Server, ok, reply};

#[tokio::test]
async fn bytes_come_as_they_are() {
    let odd: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let server = Server::start([ok(&odd), ok(&odd), ok("")]).await;
    let files = server.client().files();

    let mut content = files.content("file-1").await.unwrap();
    assert_eq!(content.length(), Some(300_000));
    assert_eq!(content.meta().request_id(), Some("req_1"));
    let mut got = Vec::new();
    while let Some(piece) = content.next().await {
        got.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(got, odd);
    assert!(content.next().await.is_none());

    let content = files.content("file-1").await.unwrap();
    assert_eq!(content.bytes().await.unwrap(), odd);
    let content = files.content("file-1").await.unwrap();
    assert_eq!(content.bytes().await.unwrap(), Bytes::new());
    assert_eq!(
        server.seen()[0].line,
        "GET /v1/files/file-1/content HTTP/1.1"
    );
}

#[tokio::test]
async fn a_file_has_its_name_when_it_is_whole() {
    let folder = Folder::new("save");
    let path = folder.file("copy.txt", "what was there before");
    let server = Server::start([ok("hello")]).await;
    let content = server.client().files().content("file-1").await.unwrap();
    assert_eq!(content.save(&path).await.unwrap(), 5);
    assert_eq!(std::fs::read(&path).unwrap(), b"hello");
    assert_eq!(folder.names(), ["copy.txt"]);
}

#[tokio::test]
async fn a_file_that_comes_in_part_leaves_nothing() {
    let folder = Folder::new("cut");
    let path = folder.file("copy.txt", "what was there before");
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello";
    let server = Server::start([Reply::SendAndClose(cut.to_vec())]).await;
    let content = server.client().files().content("file-1").await.unwrap();
    let error = content.save(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaybeSent, "{error:?}");
    assert!(error.is_retryable(), "nothing was done");
    assert_eq!(std::fs::read(&path).unwrap(), b"what was there before");
    assert_eq!(folder.names(), ["copy.txt"]);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_said() {
    let server = Server::start([ok("hello"), ok("hello")]).await;
    let files = server.client().files();
    let folder = Folder::new("unwritten");
    for path in [folder.0.join("no/such/folder"), "..".into()] {
        let content = files.content("file-1").await.unwrap();
        let error = content.save(&path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{error:?}");
        assert!(error.to_string().contains("cannot be written"), "{error}");
    }
}

#[tokio::test]
async fn in_memory_it_has_the_limit_of_all_bodies() {
    let server = Server::start([ok("hello"), ok("hello")]).await;
    let client = server.builder().max_body_bytes(4).build().unwrap();
    let content = client.files().content("file-1").await.unwrap();
    let error = content.bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
    // As a stream it has none.
    let mut content = client.files().content("file-1").await.unwrap();
    assert_eq!(content.next().await.unwrap().unwrap(), "hello");
}

#[tokio::test]
async fn a_refusal_is_an_error_of_the_call() {
    let body = r#"{"error":{"message":"No such File object: file-1","type":"invalid_request_error","param":"id","code":null}}"#;
    let server = Server::start([reply(404, &[], body)]).await;
    let error = server.client().files().content("file-1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.message(), Some("No such File object: file-1"));
}

#[tokio::test]
async fn bytes_are_asked_for_as_they_are() {
    let server = Server::start([ok("a"), ok("a"), ok("{}")]).await;
    let files = server.client().files();
    files
        .content("file-1")
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let own = CallOptions::new().header("accept", "image/png");
    let content = files.with(own).content("file-1").await.unwrap();
    content.bytes().await.unwrap();
    drop(files.retrieve("file-1").await);
    let accepts: Vec<_> = server.seen();
    let accepts: Vec<_> = accepts.iter().map(|seen| seen.all("accept")).collect();
    assert_eq!(accepts, [["*/*"], ["image/png"], ["application/json"]]);
}

#[tokio::test]
async fn two_downloads_to_one_place_do_not_meet() {
    let folder = Folder::new("two");
    let path = folder.0.join("copy.txt");
    let server = Server::start([ok("first"), ok("other")]).await;
    let files = server.client().files();
    let (one, two) = (files.content("file-1").await, files.content("file-2").await);
    let two = two.unwrap().save(&path);
    one.unwrap().save(&path).await.unwrap();
    two.await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"other");
    assert_eq!(folder.names(), ["copy.txt"]);
}
