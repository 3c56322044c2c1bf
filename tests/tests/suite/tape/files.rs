//! Files that go up in forms and come down as bytes.

use openai_structured::client::files::{FilePurpose, FileRequest};
use openai_structured::client::http::{Request, Response};
use openai_structured::client::transport::{RequestBody, ResponseBody};
use openai_structured::client::{Client, FileInput};
use openai_structured::local::{LocalApi, RecordedEnd, Recorder};

use super::{Answers, of, over, through_a_file};

/// Every byte there is, and a line that looks like a form's.
fn content() -> Vec<u8> {
    (0..=u8::MAX)
        .chain(*b"\r\n--boundary\r\n")
        .cycle()
        .take(3_000)
        .collect()
}

/// A service that has one file.
fn service(request: Request<RequestBody>) -> Response<ResponseBody> {
    use http_body::Body as _;
    let (head, mut body) = request.into_parts();
    if head.method == "POST" {
        // All of it is taken.
        let waker = std::task::Waker::noop();
        let mut cx = std::task::Context::from_waker(waker);
        while let std::task::Poll::Ready(Some(piece)) =
            std::pin::Pin::new(&mut body).poll_frame(&mut cx)
        {
            piece.unwrap();
        }
    }
    if head.uri.path().ends_with("/content") {
        let mut response = Response::new(ResponseBody::from(content()));
        let headers = response.headers_mut();
        headers.insert("content-type", "application/octet-stream".parse().unwrap());
        headers.insert("content-length", content().len().into());
        return response;
    }
    let file = r#"{"id":"file-1","object":"file","bytes":3000,"created_at":1,"filename":"a.bin","purpose":"user_data","status":"processed"}"#;
    Response::new(ResponseBody::from(file))
}

/// Sends a file and takes it back.
async fn there_and_back(client: &Client) -> (String, Option<u64>, Vec<u8>) {
    let input = FileInput::bytes("a.bin", content());
    let request = FileRequest::new(input, FilePurpose::UserData);
    let file = client.files().create(request).await.unwrap();
    let download = client.files().content(&file.id).await.unwrap();
    let length = download.length();
    (file.id, length, download.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn files_are_recorded_and_played() {
    let recorder = Recorder::new(Answers(service));
    let seen = there_and_back(&over(recorder.clone(), "http://example.org/v1")).await;
    assert_eq!(seen.2, content());
    let tape = through_a_file(&recorder.tape());
    let [up, down] = tape.exchanges() else {
        panic!("{tape:?}")
    };
    let sent = &up.request.body;
    assert!(sent.windows(3_000).any(|window| window == content()));
    assert_eq!(
        (&*down.answer.body, down.answer.end),
        (&*content(), RecordedEnd::Whole)
    );
    // The client draws another boundary.
    for replay in [tape.clone().replay(), tape.clone().split_every(100)] {
        let api = LocalApi::replay(replay).await.unwrap();
        assert_eq!(there_and_back(&of(&api)).await, seen);
        let again = &api.requests()[0];
        assert_ne!(
            again.header("content-type"),
            up.request.header("content-type")
        );
    }
    // Another file is another request.
    let api = LocalApi::replay(tape).await.unwrap();
    let other = FileRequest::new(FileInput::bytes("b.bin", content()), FilePurpose::UserData);
    let error = of(&api).files().create(other).await.unwrap_err();
    let message = error.message().unwrap();
    assert!(
        message.contains("of the body, \"a.bin\\\"") && message.contains("and \"b.bin\\\""),
        "{message}"
    );
}
