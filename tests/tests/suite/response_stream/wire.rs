//! The tables over loopback: events as the client hands them out, and the response that it puts
//! together, in writes of several sizes.

use std::time::Duration;

use openai_structured::client::responses::{
    ResponseAccumulator, ResponseEvent, ResponseRequest, ResponseStream,
};
use openai_structured::client::{ErrorKind, StreamEnd};
use openai_structured::local::LocalApi;
use openai_structured::prelude::*;

use super::cases;
use super::pure::unlike;
use super::row::{End, Row};

/// How a stream ends: with its kind of end, or with an error's kind and words.
type StreamEnds = Result<Option<StreamEnd>, (ErrorKind, Option<String>)>;

/// A client of this API that asks once and waits for two seconds.
pub(super) fn client(api: &LocalApi) -> Client {
    let builder = Client::builder().no_auth().base_url(api.base_url());
    let builder = builder.max_retries(0).idle_timeout(Duration::from_secs(2));
    builder.build().unwrap()
}

pub(super) fn request() -> ResponseRequest {
    ResponseRequest::new("m").input("Say something.")
}

/// In which writes a row is played: as the table has it, and cut in other ways.
pub(super) fn sizes(row: &Row) -> [Option<usize>; 4] {
    let bytes: usize = row.writes.iter().map(Vec::len).sum();
    // Bytes one by one are only for streams that are short.
    let small = if bytes < 5_000 { 1 } else { 61 };
    [None, Some(small), Some(small + 6), Some(usize::MAX)]
}

/// Puts a stream together, and says what it handed out and how it ended.
async fn hear(mut stream: ResponseStream) -> (ResponseAccumulator, Vec<ResponseEvent>, StreamEnds) {
    let mut answer = ResponseAccumulator::with_meta(stream.meta().clone());
    let mut events = Vec::new();
    let mut failed = None;
    while let Some(event) = stream.next_into(&mut answer).await {
        match event {
            Ok(event) => events.push(event),
            Err(error) => failed = Some((error.kind(), error.message().map(str::to_owned))),
        }
    }
    let ended = stream.ended();
    answer.end(ended.unwrap_or(StreamEnd::Closed));
    (answer, events, failed.map_or(Ok(ended), Err))
}

fn ends(end: End, is_finished: bool) -> StreamEnds {
    match end {
        // The last event of a response is as good a marker as any.
        End::Marker => Ok(Some(StreamEnd::Marker)),
        End::Closed if is_finished => Ok(Some(StreamEnd::Marker)),
        End::Closed => Ok(Some(StreamEnd::Closed)),
        End::Cut => Err((ErrorKind::MaybeSent, None)),
        End::Failed(words) => Err((ErrorKind::Status, Some(words.to_owned()))),
    }
}

#[tokio::test]
async fn a_response_is_what_was_written() {
    let mut wrong = Vec::new();
    for row in cases::all() {
        let sizes = sizes(&row);
        let api = LocalApi::scripted(sizes.map(|size| row.reply(size))).await;
        let api = api.unwrap();
        let client = client(&api);
        let is_finished = row.then.ending == super::row::Ended::Finished;
        let expected = ends(row.then.end, is_finished);
        let mut first = None;
        for size in sizes {
            let stream = client.responses().create_stream(request()).await.unwrap();
            let (answer, events, ended) = hear(stream).await;
            let mut note = |what: String| {
                let name = row.name;
                wrong.push(format!("{name}, writes of {size:?}: {what}"));
            };
            if ended != expected {
                note(format!("{ended:?} instead of {expected:?}"));
            }
            unlike(&row.then, &answer).into_iter().for_each(&mut note);
            let first = first.get_or_insert_with(|| events.clone());
            if *first != events {
                note(format!("{events:?}\n  instead of {first:?}"));
            }
        }
        assert_eq!(api.requests()[0].body["stream"], true);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
