//! Streams recorded from the live API, replayed if there are any: from the folder in
//! `RECORDED_STREAMS`, or from `shared/fixtures/streams` beside the repository.

use std::{env, fs, path::PathBuf};

use serde_json::Value;

use super::*;

fn recorded(name: &str) -> Option<String> {
    let beside = || {
        PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../shared/fixtures/streams"
        ))
    };
    let folder = env::var_os("RECORDED_STREAMS").map_or_else(beside, PathBuf::from);
    let text = fs::read_to_string(folder.join(name)).ok();
    if text.is_none() {
        println!("skipped: no recorded stream {name}");
    }
    text
}

fn replay(name: &str) -> Option<(Run, Vec<Value>)> {
    let text = recorded(name)?;
    let data: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .collect();
    let chunks = data
        .iter()
        .filter_map(|data| serde_json::from_str(data).ok());
    Some((run(&data), chunks.collect()))
}

/// The pieces at a place, joined without the accumulator.
fn joined(chunks: &[Value], pointer: &str) -> String {
    let pieces = chunks
        .iter()
        .filter_map(|chunk| chunk.pointer(pointer)?.as_str());
    pieces.collect()
}

#[test]
fn text() {
    let Some((run, chunks)) = replay("typed-content.sse") else {
        return;
    };
    let expected = joined(&chunks, "/choices/0/delta/content");
    assert_eq!(run.text(), Some(&*expected));
    let pieces = run.events.iter().filter_map(|event| match event {
        ChatEvent::Content { text, .. } => Some(&**text),
        _ => None,
    });
    assert_eq!(pieces.collect::<String>(), expected);
    let usage = run.answer.snapshot().usage.as_ref().unwrap();
    let total = chunks
        .last()
        .unwrap()
        .pointer("/usage/total_tokens")
        .unwrap();
    assert_eq!(Some(usage.total_tokens), total.as_u64());
    assert_eq!(run.ending(), Ending::Finished);
    serde_json::from_str::<Value>(&expected).unwrap();
}

#[test]
fn tool_calls() {
    let Some((run, chunks)) = replay("two-tool-calls.sse") else {
        return;
    };
    let of = |index: u64| {
        let at = |chunk: &&Value| {
            chunk
                .pointer("/choices/0/delta/tool_calls/0/index")
                .and_then(Value::as_u64)
                == Some(index)
        };
        let chunks: Vec<_> = chunks.iter().filter(at).cloned().collect();
        let tool = "/choices/0/delta/tool_calls/0";
        let text = |field: &str| joined(&chunks, &format!("{tool}{field}"));
        (
            text("/id"),
            text("/function/name"),
            text("/function/arguments"),
        )
    };
    let expected = [of(0), of(1)];
    let expected = expected
        .each_ref()
        .map(|(id, name, input)| (&**id, &**name, &**input));
    assert_eq!(run.functions(), expected);
    assert_eq!(run.done(), [(0, true), (1, true)]);
}

#[test]
fn refusal() {
    let Some((run, chunks)) = replay("refusal.sse") else {
        return;
    };
    let message = run.answer.snapshot().message().unwrap();
    let expected = joined(&chunks, "/choices/0/delta/refusal");
    assert_eq!(message.refusal.as_deref(), Some(&*expected));
    assert_eq!(
        (message.content.as_deref(), run.ending()),
        (None, Ending::Finished)
    );
}
