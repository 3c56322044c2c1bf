//! What passes through a recorder passes as it is, when it is.

use std::sync::{Arc, Mutex};

use futures_util::{FutureExt, Stream, StreamExt, stream};
use openai_structured::client::bytes::Bytes;
use openai_structured::client::http::{Method, Request, Response};
use openai_structured::client::transport::{RequestBody, ResponseBody, Transport, TransportError};
use openai_structured::local::{RecordedEnd, Recorder};
use tokio::sync::mpsc;

use super::{Answers, chat, over};

/// A stream of what is sent to it.
fn channel<T: Send + 'static>() -> (mpsc::UnboundedSender<T>, impl Stream<Item = T> + Send) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let items = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|item| (item, receiver))
    });
    (sender, items)
}

fn data(text: &str) -> Bytes {
    Bytes::from(format!(
        "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n"
    ))
}

#[tokio::test]
async fn a_piece_is_handed_on_before_the_next_is_there() {
    let (sender, pieces) = channel::<Result<Bytes, TransportError>>();
    let pieces = Mutex::new(Some(ResponseBody::stream(pieces)));
    let recorder = Recorder::new(Answers(move |_| {
        Response::new(pieces.lock().unwrap().take().unwrap())
    }));
    let client = over(recorder.clone(), "http://example.org/v1");
    let mut stream = client.chat().create_stream(chat()).await.unwrap();
    let kept = || recorder.tape().exchanges()[0].answer.clone();
    assert!(kept().body.is_empty());
    for (at, text) in ["a", "b"].into_iter().enumerate() {
        assert!(stream.next_event().now_or_never().is_none());
        sender.send(Ok(data(text))).unwrap();
        let event = stream.next_event().await.unwrap().unwrap();
        assert!(event.data.contains(text));
        assert_eq!(kept().pieces.len(), at + 1);
        assert_eq!(kept().end, RecordedEnd::CutOff);
    }
    // Who drops the stream drops what is below.
    assert!(!sender.is_closed());
    drop(stream);
    assert!(sender.is_closed());
    assert_eq!(kept().body, [data("a"), data("b")].concat());
    assert_eq!(kept().end, RecordedEnd::CutOff);
}

#[tokio::test]
async fn an_end_and_a_broken_connection_are_told_apart() {
    for breaks in [false, true] {
        let recorder = Recorder::new(Answers(move |_| {
            let broken = breaks.then(|| Err(TransportError::maybe_sent("broken")));
            let pieces = [Some(Ok(data("a"))), broken].into_iter().flatten();
            Response::new(ResponseBody::stream(stream::iter(pieces)))
        }));
        let client = over(recorder.clone(), "http://example.org/v1");
        let mut stream = client.chat().create_stream(chat()).await.unwrap();
        stream.next_event().await.unwrap().unwrap();
        let next = stream.next_event().await;
        assert!(next.is_none_or(|event| event.is_err()));
        let answer = recorder.tape().exchanges()[0].answer.clone();
        let end = if breaks {
            RecordedEnd::CutOff
        } else {
            RecordedEnd::Whole
        };
        assert_eq!(answer.end, end);
        assert_eq!(answer.body, data("a"));
    }
}

/// What the transport below sees of a request.
fn seen_below(body: RequestBody, read: bool) -> (Option<Bytes>, Option<u64>, Recorder) {
    let seen = Arc::new(Mutex::new((None, None)));
    let below = Arc::clone(&seen);
    let recorder = Recorder::new(Answers(move |request: Request<RequestBody>| {
        let mut body = request.into_body();
        let length = http_body(&body);
        let bytes = body.as_bytes().cloned();
        if read {
            while let Some(piece) = next(&mut body).now_or_never().flatten() {
                piece.unwrap();
            }
        }
        *below.lock().unwrap() = (bytes, length);
        Response::new(ResponseBody::from("{}"))
    }));
    let request = Request::builder()
        .method(Method::POST)
        .uri("http://example.org/v1/files");
    let sending = recorder.send(request.body(body).unwrap());
    sending.now_or_never().unwrap().unwrap();
    let (bytes, length) = seen.lock().unwrap().clone();
    (bytes, length, recorder)
}

fn http_body(body: &RequestBody) -> Option<u64> {
    use http_body::Body as _;
    body.size_hint().exact()
}

async fn next(body: &mut RequestBody) -> Option<Result<Bytes, String>> {
    use http_body::Body as _;
    let frame = std::future::poll_fn(|cx| std::pin::Pin::new(&mut *body).poll_frame(cx)).await?;
    Some(match frame {
        Ok(frame) => Ok(frame.into_data().unwrap()),
        Err(error) => Err(error.to_string()),
    })
}

#[test]
fn bodies_of_requests_pass_as_they_are() {
    let (bytes, length, recorder) = seen_below(RequestBody::from("whole"), false);
    assert_eq!(
        (bytes.as_deref(), length),
        (Some(b"whole".as_slice()), Some(5))
    );
    assert_eq!(recorder.tape().exchanges()[0].request.body, "whole");

    let pieces = || stream::iter(["in ", "pieces"]).map(|it| Ok::<_, String>(Bytes::from(it)));
    for length in [Some(9), None] {
        let body = RequestBody::stream(pieces(), length);
        let (bytes, said, recorder) = seen_below(body, true);
        assert_eq!((bytes, said), (None, length));
        assert_eq!(recorder.tape().exchanges()[0].request.body, "in pieces");
    }
    let body = RequestBody::restartable(pieces, Some(9));
    let (_, _, recorder) = seen_below(body, true);
    assert_eq!(recorder.tape().exchanges()[0].request.body, "in pieces");
    // What was never taken was never sent.
    let body = RequestBody::restartable(pieces, Some(9));
    let (_, _, recorder) = seen_below(body, false);
    assert!(recorder.tape().exchanges()[0].request.body.is_empty());
}

#[tokio::test]
async fn what_had_no_answer_is_not_kept() {
    let recorder = super::recorder();
    let closed = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let client = over(recorder.clone(), &format!("http://127.0.0.1:{port}/v1"));
    let error = client.chat().create(chat()).await.unwrap_err();
    assert_eq!(error.kind(), openai_structured::client::ErrorKind::NotSent);
    assert!(recorder.tape().exchanges().is_empty());
}
