//! Answers cut at every byte, and broken off after every byte: the outcome does not depend on it.

use std::fs;
use std::iter::repeat_n;
use std::path::Path;

use openai_structured::Outcome;
use openai_structured::client::http::Response;
use openai_structured::client::transport::{HttpTransport, ResponseBody};
use openai_structured::local::{Ending, LocalApi, Recorder, Replay, Reply, Tape};
use openai_structured::prelude::*;

use super::{Answers, chat, of, over};

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Weather {
    city: String,
    temperature: f64,
    units: String,
}

/// A tape on which a stream of these bytes was answered.
async fn tape_of(bytes: &'static [u8]) -> Tape {
    let recorder = Recorder::new(Answers(move |_| {
        let mut response = Response::new(ResponseBody::from(bytes));
        let kind = "text/event-stream".parse().unwrap();
        response.headers_mut().insert("content-type", kind);
        response
    }));
    let client = over(recorder.clone(), "http://example.org/v1");
    let stream = client.chat().stream::<Weather>(chat()).await.unwrap();
    drop(stream.finish().await);
    recorder.tape()
}

/// What the same call comes to on replay. Making a transport takes longer than a call.
async fn outcome(
    http: &HttpTransport,
    replay: impl Into<Replay>,
) -> Result<Outcome<Weather>, openai_structured::Error> {
    let api = LocalApi::replay(replay).await.unwrap();
    let client = over(http.clone(), api.base_url());
    let stream = client.chat().stream::<Weather>(chat()).await?;
    Ok(stream.finish().await?.into_outcome())
}

/// The same as a text to compare.
async fn shown(http: &HttpTransport, replay: impl Into<Replay>) -> String {
    format!("{:?}", outcome(http, replay).await.unwrap())
}

fn weather(text: &str) -> &'static [u8] {
    let event = |delta: serde_json::Value, finish: Option<&str>| {
        let choice = serde_json::json!({ "index": 0, "delta": delta, "finish_reason": finish });
        format!(
            "data: {}\r\n\r\n",
            serde_json::json!({ "choices": [choice] })
        )
    };
    let mut events = event(serde_json::json!({ "role": "assistant" }), None);
    for piece in text.split_inclusive(',') {
        events += &event(serde_json::json!({ "content": piece }), None);
    }
    events += &event(serde_json::json!({}), Some("stop"));
    events += "data: [DONE]\r\n\r\n";
    events.leak().as_bytes()
}

#[tokio::test]
async fn a_stream_comes_to_the_same_at_every_cut() {
    let bytes = weather(r#"{"city":"Ålesund 🌧","temperature":-1.5,"units":"c"}"#);
    let tape = tape_of(bytes).await;
    assert_eq!(tape.exchanges()[0].answer.body, bytes);
    let http = HttpTransport::new().unwrap();
    let expected = shown(&http, tape.clone()).await;
    assert!(
        expected.contains("Parsed(Weather { city: \"Ålesund 🌧\","),
        "{expected}"
    );
    let mut count = 0;
    for replay in tape.splits() {
        assert_eq!(shown(&http, replay).await, expected);
        count += 1;
    }
    assert_eq!(count, bytes.len() - 1);
    assert_eq!(shown(&http, tape.split_every(1)).await, expected);
}

#[tokio::test]
async fn a_stream_may_break_after_every_byte() {
    let bytes = weather(r#"{"city":"Oslo","temperature":1,"units":"c"}"#);
    let tape = tape_of(bytes).await;
    let done = bytes.len() - "data: [DONE]\r\n\r\n".len();
    let http = HttpTransport::new().unwrap();
    for end in 0..bytes.len() {
        let replay = tape.clone().replay().ends_after(end, Ending::Cut);
        let outcome = outcome(&http, replay).await;
        match outcome {
            // The answer is whole once it said why it stopped.
            Ok(Outcome::Parsed(weather)) => {
                assert!(end >= done - 2, "cut at {end}");
                assert_eq!(weather.city, "Oslo");
            }
            Ok(Outcome::Truncated { .. }) => assert!(end < done, "cut at {end}"),
            Err(error) => assert!(error.client().is_some(), "cut at {end}: {error}"),
            other => panic!("cut at {end}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_error_may_come_first() {
    let tape = tape_of(weather(r#"{"city":"Oslo","temperature":1,"units":"c"}"#)).await;
    let slow = Reply::error(429, "Slow down.").header("retry-after-ms", "1");
    let replay = tape
        .replay()
        .before(0, slow)
        .before(0, Reply::error(503, "Busy."));
    let api = LocalApi::replay(replay).await.unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .max_retries(2);
    let stream = client
        .build()
        .unwrap()
        .chat()
        .stream::<Weather>(chat())
        .await
        .unwrap();
    assert_eq!(
        stream.finish().await.unwrap().into_parsed().unwrap().city,
        "Oslo"
    );
    assert_eq!(api.requests().len(), 3);
    assert!(api.unplayed().is_empty());
}

/// What was put before may be in words that the endpoint writes.
#[tokio::test]
async fn another_answer_may_come_first() {
    let tape = tape_of(weather(r#"{"city":"Oslo","temperature":1,"units":"c"}"#)).await;
    let other = Reply::text(r#"{"city":"Bergen","temperature":1,"units":"c"}"#);
    let api = LocalApi::replay(tape.replay().before(0, other))
        .await
        .unwrap();
    for city in ["Bergen", "Oslo"] {
        let stream = of(&api).chat().stream::<Weather>(chat()).await.unwrap();
        assert_eq!(
            stream.finish().await.unwrap().into_parsed().unwrap().city,
            city
        );
    }
}

/// Recordings of the live API, where there are any beside the workspace.
#[tokio::test]
async fn recordings_come_to_the_same_at_every_cut() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/streams");
    for name in ["typed-content.sse", "two-tool-calls.sse", "refusal.sse"] {
        let Ok(bytes) = fs::read(folder.join(name)) else {
            continue;
        };
        let tape = super::through_a_file(&tape_of(bytes.leak()).await);
        let [exchange] = tape.exchanges() else {
            panic!("{tape:?}")
        };
        let size = exchange.answer.body.len();
        assert!(size > 3_000, "{name}");
        // Whole at first, then in single bytes, then with a cut at each place.
        let many: Tape = repeat_n(exchange.clone(), size + 1).collect();
        let many = many.replay().change(|at, reply| match at {
            0 => reply,
            1 => reply.writes_of(1),
            at => reply.split_at(&[at - 1]),
        });
        let api = LocalApi::replay(many).await.unwrap();
        let client = of(&api);
        let mut expected = None;
        for at in 0..=size {
            let stream = client.chat().stream::<Weather>(chat()).await.unwrap();
            let outcome = stream.finish().await.unwrap().into_outcome();
            let found = format!("{outcome:?}");
            assert_eq!(
                &found,
                expected.get_or_insert(found.clone()),
                "{name}, {at}"
            );
        }
        assert!(api.unplayed().is_empty());
    }
}
