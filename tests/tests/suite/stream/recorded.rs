//! Recordings of the live API, where there are any beside the workspace.

use std::fs;
use std::path::Path;

use openai_structured::client::StreamEnd;
use openai_structured::client::chat::ToolCall;
use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::{ChatStreamState, Outcome};
use serde_json::Value;

use super::bytes::decode;
use super::wire::{client, request};

/// The recordings: their names and their bytes. None of them belongs to the project.
#[expect(clippy::print_stdout, reason = "seen with `--nocapture`")]
fn recordings() -> Vec<(&'static str, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/streams");
    let names = ["typed-content.sse", "two-tool-calls.sse", "refusal.sse"];
    let read = names.map(|name| Some((name, fs::read(folder.join(name)).ok()?)));
    let found: Vec<_> = read.into_iter().flatten().collect();
    println!(
        "{} of {} recordings found, the others skipped",
        found.len(),
        names.len()
    );
    found
}

/// The data lines, as they stand in a file whose events have one each.
fn data_lines(bytes: &[u8]) -> Vec<String> {
    let lines = str::from_utf8(bytes).unwrap().lines();
    let data = lines.filter_map(|line| line.strip_prefix("data: "));
    let data = data.filter(|data| *data != "[DONE]");
    data.map(str::to_owned).collect()
}

#[test]
fn recordings_say_the_same_however_they_are_cut() {
    for (name, bytes) in recordings() {
        let expected = data_lines(&bytes);
        assert!(expected.len() > 10, "{name}");
        assert!(decode([&bytes[..]]) == expected, "{name}");
        assert!(decode(bytes.chunks(1)) == expected, "{name}, byte by byte");
        for cut in 0..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert!(decode([head, tail]) == expected, "{name}, cut at {cut}");
        }
    }
}

#[tokio::test]
async fn recordings_replay_over_loopback() {
    for (name, bytes) in recordings() {
        let writes = [usize::MAX, 1_400, 1];
        let reply = Reply::stream([&bytes]);
        let replies = writes.map(|size| reply.clone().writes_of(size));
        let api = LocalApi::scripted(replies).await.unwrap();
        let client = client(&api);
        for size in writes {
            let mut stream = client.chat().create_stream(request()).await.unwrap();
            let mut data = Vec::new();
            while let Some(event) = stream.next_event().await {
                data.push(event.unwrap().data.to_owned());
            }
            assert!(data == data_lines(&bytes), "{name} in writes of {size}");
            assert_eq!(stream.ended(), Some(StreamEnd::Marker), "{name}");
        }
    }
}

/// What the recorded texts were asked for.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Weather {
    city: String,
    temperature: f64,
    units: Units,
}

#[derive(Debug, PartialEq, Eq, Deserialize, ResponseFormat)]
#[serde(rename_all = "lowercase")]
enum Units {
    C,
    F,
}

/// Text, refusal and calls in these events, put together by hand.
fn by_hand(data: &[String]) -> (String, String, Vec<[String; 2]>) {
    let (mut text, mut refusal, mut calls) = (String::new(), String::new(), Vec::new());
    for data in data {
        let chunk: Value = serde_json::from_str(data).unwrap();
        let delta = &chunk["choices"][0]["delta"];
        text += delta["content"].as_str().unwrap_or_default();
        refusal += delta["refusal"].as_str().unwrap_or_default();
        let function = &delta["tool_calls"][0]["function"];
        let name = function["name"].as_str();
        calls.extend(name.map(|name| [name.to_owned(), String::new()]));
        if let Some([_, arguments]) = calls.last_mut() {
            *arguments += function["arguments"].as_str().unwrap_or_default();
        }
    }
    (text, refusal, calls)
}

fn names_and_arguments(called: Vec<ToolCall>) -> Vec<[String; 2]> {
    let called = called.into_iter().map(|call| match call {
        ToolCall::Function(call) => [call.function.name, call.function.arguments],
        other => panic!("{other:?}"),
    });
    called.collect()
}

/// Holds an outcome against what was put together by hand.
fn judge(outcome: Outcome<Weather>, data: &[String]) {
    let (text, refusal, calls) = by_hand(data);
    match outcome {
        Outcome::Parsed(weather) => {
            assert_eq!(weather, serde_json::from_str::<Weather>(&text).unwrap());
        }
        Outcome::Refused(words) => assert_eq!(words, refusal),
        Outcome::ToolCalls(called) => assert_eq!(names_and_arguments(called), calls),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn recordings_become_values_over_loopback() {
    for (name, bytes) in recordings() {
        let api = LocalApi::scripted([Reply::stream([&bytes]).writes_of(1_400)]);
        let api = api.await.unwrap();
        let mut stream = client(&api)
            .chat()
            .stream::<Weather>(request())
            .await
            .unwrap();
        while let Some(event) = stream.next().await {
            event.unwrap();
        }
        let answer = stream.finish().await.unwrap();
        assert!(answer.usage().is_some(), "{name}");
        judge(answer.into_outcome(), &data_lines(&bytes));
    }
}

/// After each event the connection may break: what came is there, and what is half is not taken for
/// whole.
#[test]
fn recordings_may_break_off_after_each_event() {
    for (name, bytes) in recordings() {
        let data = data_lines(&bytes);
        let (all, _, calls) = by_hand(&data);
        let finish = data
            .iter()
            .position(|data| !data.contains(r#""finish_reason":null"#));
        for end in 0..data.len() {
            let mut answer = ChatStreamState::<Weather>::new();
            for data in &data[..end] {
                answer.push_data(data).unwrap();
                let city = answer.draft().city.text().unwrap_or_default();
                assert!(all.contains(city), "{name}: {city:?}");
            }
            let (text, refusal, _) = by_hand(&data[..end]);
            match answer.finish().into_outcome() {
                outcome if finish.is_some_and(|finish| end > finish) => judge(outcome, &data),
                Outcome::Truncated { raw, reason, .. } => assert_eq!((raw, reason), (text, None)),
                Outcome::Parsed(_) => assert_eq!(text, all, "{name}"),
                Outcome::Refused(words) => assert_eq!(words, refusal),
                // The first of two calls may be whole.
                Outcome::ToolCalls(called) => {
                    assert!(calls.starts_with(&names_and_arguments(called)), "{name}");
                }
                other => panic!("{name} after {end} events: {other:?}"),
            }
        }
    }
}
