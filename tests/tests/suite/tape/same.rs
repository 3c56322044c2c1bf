//! Calls of all kinds, recorded over a real connection: on replay they come to the same.

use std::time::Duration;

use openai_structured::client::Error;
use openai_structured::local::{Ending, LocalApi, Recorder, Reply, Tape};
use openai_structured::prelude::*;

use super::{chat, of, over, recorder, through_a_file};

#[derive(Debug, Deserialize, ResponseFormat)]
struct City {
    name: String,
}

fn refused(error: &Error) -> String {
    format!(
        "{error} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        error.kind(),
        error.status(),
        error.code(),
        error.request_id(),
        error.retry_after(),
        error.rate_limits(),
        error.body(),
    )
}

/// What a program sees of all of these calls.
async fn observe(client: &Client) -> Vec<String> {
    let mut seen = Vec::new();
    let answer = client.chat().parse::<City>(chat()).await.unwrap();
    let id = answer.completion().meta().request_id().map(str::to_owned);
    let raw = answer.completion().raw().clone();
    seen.push(format!(
        "{raw:?} {id:?} {}",
        answer.into_parsed().unwrap().name
    ));

    let mut stream = client.chat().create_stream(chat()).await.unwrap();
    while let Some(event) = stream.next_event().await {
        seen.push(event.unwrap().data.to_owned());
    }
    seen.push(format!("{:?}", stream.ended()));

    let request = ResponseRequest::new("m").user("Capital of Norway?");
    let mut stream = client.responses().stream::<City>(request).await.unwrap();
    while let Some(event) = stream.next().await {
        seen.push(format!("{:?}", event.unwrap()));
    }
    let answer = stream.finish().await.unwrap();
    seen.push(format!("{:?}", answer.into_parsed().unwrap()));

    for question in ["bad", "slow", "down", "odd"] {
        let request = ChatRequest::new("m").user(question);
        let error = client.chat().create(request).await.unwrap_err();
        seen.push(refused(&error));
    }

    let request = ChatRequest::new("m").user("cut");
    let mut stream = client.chat().create_stream(request).await.unwrap();
    while let Some(event) = stream.next_event().await {
        match event {
            Ok(event) => seen.push(event.data.to_owned()),
            Err(error) => seen.push(format!("{:?}", error.kind())),
        }
    }
    seen
}

async fn record() -> (Tape, Vec<String>) {
    let oslo = || Reply::text(r#"{"name":"Oslo"}"#).pieces(3);
    let slow = Reply::error(429, "Slow down.")
        .header("retry-after", "7")
        .header("x-ratelimit-remaining-requests", "0");
    let api = LocalApi::scripted([
        oslo(),
        oslo(),
        oslo(),
        Reply::error(400, "That was bad."),
        slow,
        Reply::raw(503, "<html>down</html>").header("content-type", "text/html"),
        Reply::raw(500, b"\xff\xfe".as_slice()),
        oslo().ends_after(3, Ending::Cut),
    ]);
    let api = api.await.unwrap();
    let recorder: Recorder = recorder();
    let seen = observe(&over(recorder.clone(), api.base_url())).await;
    let tape = recorder.tape();
    assert_eq!(tape.exchanges().len(), 8);
    (through_a_file(&tape), seen)
}

#[tokio::test]
async fn what_was_recorded_is_seen_again() {
    let (tape, seen) = record().await;
    let text = tape.to_json();
    assert!(!text.contains("sk-of-the-test"), "{text}");
    let replays = [
        tape.clone().replay(),
        tape.clone().split_every(1),
        tape.clone().split_every(7),
        tape.clone().split_every(usize::MAX),
        tape.clone().replay().split_at(&[100, 3, 3, 1_000_000]),
        tape.clone().replay().in_real_time(),
        tape.clone().replay().delay(Duration::from_millis(1)),
    ];
    for replay in replays {
        let api = LocalApi::replay(replay).await.unwrap();
        assert_eq!(observe(&of(&api)).await, seen);
        assert!(api.unplayed().is_empty());
    }
}

/// A tape can be recorded of a tape, and says the same.
#[tokio::test]
async fn a_copy_of_a_tape_is_the_tape() {
    let (tape, seen) = record().await;
    let api = LocalApi::replay(tape.clone()).await.unwrap();
    let recorder = recorder();
    assert_eq!(observe(&over(recorder.clone(), api.base_url())).await, seen);
    let bodies = |tape: &Tape| -> Vec<_> {
        let exchanges = tape.exchanges().iter();
        let bodies =
            exchanges.map(|it| (it.request.clone(), it.answer.body.clone(), it.answer.end));
        bodies.collect()
    };
    assert_eq!(bodies(&recorder.tape()), bodies(&tape));
}

#[test]
fn calls_that_wait_are_recorded_too() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let api = runtime
        .block_on(LocalApi::scripted([Reply::text("Oslo.")]))
        .unwrap();
    let recorder = recorder();
    let client = |transport: Recorder, api: &LocalApi| {
        let builder = openai_structured::blocking::Client::builder().no_auth();
        builder
            .transport(transport)
            .base_url(api.base_url())
            .build_blocking()
            .unwrap()
    };
    let answer = client(recorder.clone(), &api)
        .chat()
        .create(chat())
        .unwrap();
    let tape = through_a_file(&recorder.tape());
    let api = runtime.block_on(LocalApi::replay(tape)).unwrap();
    let again = client(super::recorder(), &api)
        .chat()
        .create(chat())
        .unwrap();
    assert_eq!(format!("{:?}", again.raw()), format!("{:?}", answer.raw()));
}
