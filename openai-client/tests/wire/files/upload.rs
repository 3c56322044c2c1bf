//! A form as it is on the wire, read by a parser that is not ours.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use openai_client::{
    CallOptions, Error, ErrorKind, FileInput, Form,
    files::{File, FilePurpose, FileRequest},
};

use super::{FILE, Folder};
use crate::server::{Seen, Server, ok, reply};

/// A part of a form: name, name of the file, type, content.
pub(super) type Part = (String, Option<String>, Option<String>, Vec<u8>);

pub(super) async fn parts(seen: &Seen) -> Vec<Part> {
    let content_type = seen.all("content-type")[0];
    let boundary = multer::parse_boundary(content_type).unwrap();
    let body = Bytes::from(seen.body.clone());
    let stream = http_body_util::BodyStream::new(http_body_util::Full::new(body));
    let mut form = multer::Multipart::new(Frames(stream), boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.unwrap() {
        parts.push((
            field.name().unwrap().to_owned(),
            field.file_name().map(str::to_owned),
            field.content_type().map(ToString::to_string),
            field.bytes().await.unwrap().to_vec(),
        ));
    }
    parts
}

/// The pieces of a body.
pub(super) struct Frames(pub(super) http_body_util::BodyStream<http_body_util::Full<Bytes>>);

impl futures_core::Stream for Frames {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let next = std::pin::Pin::new(&mut self.0).poll_next(cx);
        next.map(|frame| Some(Ok(frame?.unwrap().into_data().unwrap())))
    }
}

async fn create(server: &Server, request: FileRequest) -> Result<File, Error> {
    server.client().files().create(request).await
}

fn text(name: &str, content: &str) -> FileRequest {
    FileRequest::new(
        FileInput::bytes(name, content.to_owned()),
        FilePurpose::Batch,
    )
}

fn part(name: &str, content: &str) -> Part {
    (name.to_owned(), None, None, content.into())
}

fn file(name: &str, content_type: &str, content: impl Into<Vec<u8>>) -> Part {
    let (name, kind) = (Some(name.to_owned()), Some(content_type.to_owned()));
    ("file".to_owned(), name, kind, content.into())
}

#[tokio::test]
async fn a_form_has_its_fields_before_the_file() {
    let server = Server::start([ok(FILE)]).await;
    let request = text("a.txt", "hello")
        .expires_after(Duration::from_hours(1))
        .extra("tenant", "blue");
    let made = create(&server, request).await.unwrap();
    assert_eq!((&*made.id, made.bytes), ("file-1", 5));
    assert_eq!(made.purpose, Some(FilePurpose::Batch));

    let [seen] = &server.seen()[..] else {
        panic!("one request")
    };
    assert_eq!(seen.line, "POST /v1/files HTTP/1.1");
    let expected = [
        part("purpose", "batch"),
        part("expires_after[anchor]", "created_at"),
        part("expires_after[seconds]", "3600"),
        part("tenant", "blue"),
        file("a.txt", "text/plain", "hello"),
    ];
    assert_eq!(parts(seen).await, expected);
    assert_eq!(seen.all("content-length"), [seen.body.len().to_string()]);
    assert_eq!(seen.all("idempotency-key").len(), 1);
}

#[tokio::test]
async fn names_and_types_are_what_was_said_or_what_the_name_says() {
    let folder = Folder::new("names");
    let on_disk = folder.file("b\u{e4}r.pdf", "%PDF");
    for (input, name, content_type) in [
        (FileInput::path(&on_disk), "b\u{e4}r.pdf", "application/pdf"),
        (
            FileInput::path(&on_disk).file_name("other.png"),
            "other.png",
            "image/png",
        ),
        (
            FileInput::path(&on_disk).content_type("text/x-own"),
            "b\u{e4}r.pdf",
            "text/x-own",
        ),
        (
            FileInput::bytes("", "%PDF"),
            "upload",
            "application/octet-stream",
        ),
        (
            FileInput::bytes("a.jsonl", "%PDF"),
            "a.jsonl",
            "application/octet-stream",
        ),
        (
            FileInput::bytes("a\"b\r\nc: d", "%PDF"),
            "a%22b%0D%0Ac: d",
            "application/octet-stream",
        ),
    ] {
        let server = Server::start([ok(FILE)]).await;
        let request = FileRequest::new(input, "user_data");
        create(&server, request).await.unwrap();
        let expected = [
            part("purpose", "user_data"),
            file(name, content_type, "%PDF"),
        ];
        assert_eq!(parts(&server.seen()[0]).await, expected);
    }
}

#[tokio::test]
async fn any_content_arrives_as_it_is() {
    let folder = Folder::new("content");
    let odd: Vec<u8> = (0..=255).cycle().take(700_001).collect();
    let looks_like_a_form = b"\r\n------openai-00\r\n\r\n--\r\n".to_vec();
    for content in [Vec::new(), vec![b'x'], odd, looks_like_a_form] {
        let path = folder.file("a.bin", &content);
        let stream = content.clone();
        let pieces = stream.chunks(1000).map(Bytes::copy_from_slice).map(Ok);
        let pieces: Vec<Result<Bytes, std::io::Error>> = pieces.collect();
        for (input, is_known) in [
            (FileInput::path(path), true),
            (FileInput::bytes("a.bin", content.clone()), true),
            (
                FileInput::stream("a.bin", Iter(pieces.into_iter()), None),
                false,
            ),
        ] {
            let server = Server::start([ok(FILE)]).await;
            let request = FileRequest::new(input, FilePurpose::UserData);
            if is_known {
                create(&server, request).await.unwrap();
                let expected = file("a.bin", "application/octet-stream", content.clone());
                assert_eq!(parts(&server.seen()[0]).await[1], expected);
            } else {
                // The server of this test knows no chunks, so only that they are used is looked at.
                drop(create(&server, request).await);
                assert_eq!(server.seen()[0].all("transfer-encoding"), ["chunked"]);
            }
        }
    }
}

pub(super) struct Iter<I>(pub(super) I);

impl<I: Iterator + Unpin> futures_core::Stream for Iter<I> {
    type Item = I::Item;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<I::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}

#[tokio::test(start_paused = true)]
async fn another_attempt_reads_the_file_again() {
    let folder = Folder::new("again");
    let path = folder.file("a.txt", "hello");
    let server = Server::start([reply(503, &[], ""), reply(429, &[], ""), ok(FILE)]).await;
    let request = FileRequest::new(FileInput::path(&path), FilePurpose::Batch);
    create(&server, request).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    for seen in &seen {
        assert_eq!(parts(seen).await[1], file("a.txt", "text/plain", "hello"));
    }
    assert_eq!(seen[0].body, seen[2].body);
    assert_eq!(
        seen[0].all("idempotency-key"),
        seen[2].all("idempotency-key")
    );
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let server = Server::start([reply(503, &[], ""), ok(FILE)]).await;
    let pieces = vec![Ok::<_, std::io::Error>(Bytes::from_static(b"hello"))];
    let input = FileInput::stream("a.txt", Iter(pieces.into_iter()), Some(5));
    let request = FileRequest::new(input, FilePurpose::Batch);
    let error = create(&server, request).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(
        parts(&server.seen()[0]).await[1],
        file("a.txt", "text/plain", "hello")
    );
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_said_before_anything_is_sent() {
    let folder = Folder::new("unread");
    for (path, expected) in [
        (
            folder.0.join("none.txt"),
            "the file none.txt cannot be read",
        ),
        (folder.0.clone(), "cannot be read"),
    ] {
        let server = Server::start([ok(FILE)]).await;
        let request = FileRequest::new(FileInput::path(path), FilePurpose::Batch);
        let error = create(&server, request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(std::error::Error::source(&error).is_some());
        assert_eq!(server.connections(), 0);
    }
    let server = Server::start([]).await;
    let odd = FileInput::bytes("a.txt", "hello").content_type("text/plain\r\nx: y");
    let error = create(&server, FileRequest::new(odd, FilePurpose::Batch)).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Request);
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn any_endpoint_takes_forms_of_several_files() {
    let server = Server::start([ok("{}"), ok("bytes")]).await;
    let client = server.client();
    let form = Form::new()
        .file("image[]", FileInput::bytes("a.png", "A"))
        .file("image[]", FileInput::bytes("b.png", ""))
        .field("prompt", "say \"hi\"\r\n--");
    let edit = client.request(Method::POST, "images/edits").form(form);
    edit.send().await.unwrap();
    let image = |name: &str, content: &str| {
        let (_, name, kind, content) = file(name, "image/png", content);
        ("image[]".to_owned(), name, kind, content)
    };
    let expected = [
        part("prompt", "say \"hi\"\r\n--"),
        image("a.png", "A"),
        image("b.png", ""),
    ];
    assert_eq!(parts(&server.seen()[0]).await, expected);

    let speech = client.request(Method::POST, "audio/speech").json("x");
    let bytes = speech.download().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, "bytes");
}

#[tokio::test]
async fn options_of_a_call_hold_for_files() {
    let server = Server::start([ok(FILE)]).await;
    let files = server.client().files();
    let options = CallOptions::new().idempotency_key("mine");
    files
        .with(options)
        .create(text("a.txt", "hello"))
        .await
        .unwrap();
    assert_eq!(server.seen()[0].all("idempotency-key"), ["mine"]);
}
