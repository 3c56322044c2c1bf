//! Streams for which the events of the official Python library are known. Ours differ where it is
//! wrong, and each such place is said.

use super::*;

const ROLE: &str = r#"{"role":"assistant","content":""}"#;

fn text(text: &str) -> String {
    format!(r#"{{"content":{}}}"#, serde_json::to_string(text).unwrap())
}

fn input(index: u64, arguments: &str) -> String {
    let arguments = serde_json::to_string(arguments).unwrap();
    format!(r#"{{"tool_calls":[{{"index":{index},"function":{{"arguments":{arguments}}}}}]}}"#)
}

fn opened(index: u64, id: &str, name: &str) -> String {
    format!(
        r#"{{"tool_calls":[{{"index":{index},"id":"{id}","type":"function","function":{{"name":"{name}","arguments":""}}}}]}}"#
    )
}

fn stream(deltas: &[String], reason: &str) -> Run {
    let deltas: Vec<_> = std::iter::once(ROLE)
        .chain(deltas.iter().map(String::as_str))
        .collect();
    finished(&deltas, reason)
}

/// There, the empty text fires an event, too.
#[test]
fn g1_text() {
    let pieces = [r#"{"a":"#, r#"12,"b":"h"#, r#"i"}"#];
    let run = stream(&pieces.map(text), "stop");
    let events = [
        r#"text {"a":"#,
        r#"text 12,"b":"h"#,
        r#"text i"}"#,
        "finished stop",
    ];
    assert_eq!(run.names(), events);
    assert_eq!(run.text(), Some(r#"{"a":12,"b":"hi"}"#));
}

/// There, an empty piece of arguments fires an event, and the first call ends after the second has
/// begun.
#[test]
fn g2_two_tools() {
    let deltas = [
        opened(0, "c1", "GetW"),
        input(0, r#"{"city":"#),
        input(0, r#""Oslo"}"#),
        opened(1, "c2", "GetT"),
        input(1, r#"{"tz":"CET"}"#),
    ];
    let events = [
        "start 0 c1 GetW",
        r#"input 0 {"city":"#,
        r#"input 0 "Oslo"}"#,
        r#"done 0 {"city":"Oslo"}"#,
        "start 1 c2 GetT",
        r#"input 1 {"tz":"CET"}"#,
        r#"done 1 {"tz":"CET"}"#,
        "finished tool_calls",
    ];
    assert_eq!(stream(&deltas, "tool_calls").names(), events);
}

/// There, the content is an empty text; here there is none, as in an answer that is not streamed.
#[test]
fn g3_refusal() {
    let deltas = ["No", "."].map(|piece| format!(r#"{{"refusal":"{piece}"}}"#));
    let run = stream(&deltas, "stop");
    assert_eq!(run.names(), ["refusal No", "refusal .", "finished stop"]);
    let message = run.answer.snapshot().message().unwrap();
    assert_eq!(message.refusal.as_deref(), Some("No."));
    assert_eq!(message.content, None);
}

/// There, the limit is an exception and the last chunk has no events.
#[test]
fn g4_length() {
    let run = stream(&[text(r#"{"a":1"#)], "length");
    assert_eq!(run.names(), [r#"text {"a":1"#, "finished length"]);
    assert_eq!(run.text(), Some(r#"{"a":1"#));
}

/// There, the end is silent and the final answer a validation error.
#[test]
fn g5_cut_off() {
    let run = run([r#"{"choices":[{"delta":{"content":"{\"a\":1"}}]}"#]);
    assert_eq!(run.names(), [r#"text {"a":1"#]);
    assert_eq!(run.ending(), Ending::CutOff);
    assert_eq!(run.text(), Some(r#"{"a":1"#));
}

/// There, prose ends the stream with an exception.
#[test]
fn g6_prose() {
    let run = stream(&["Sure: ", "{}"].map(text), "stop");
    assert_eq!(run.text(), Some("Sure: {}"));
    assert_eq!(run.ending(), Ending::Finished);
}

/// There, they become `c1c1` and `foofoo`.
#[test]
fn g7_repeated_id_and_name() {
    let run = stream(
        &[opened(0, "c1", "foo"), opened(0, "c1", "foo")],
        "tool_calls",
    );
    assert_eq!(run.functions(), [("c1", "foo", "{}")]);
}

/// There, the second piece is an `IndexError`.
#[test]
fn g8_first_index_above_0() {
    let run = stream(&[opened(1, "c1", "foo"), input(1, "{}")], "tool_calls");
    assert_eq!(run.functions(), [("c1", "foo", "{}")]);
    let choice = r#"{"choices":[{"index":1,"delta":{"content":"x"}}]}"#;
    assert_eq!(
        super::run([choice, choice]).answer.snapshot().text(),
        Some("xx")
    );
}

/// There, the text is said to be done when the tool starts, and grows later.
#[test]
fn g9_text_around_a_tool() {
    let deltas = [text("a"), opened(0, "c", "f"), text("b"), input(0, "{}")];
    let run = stream(&deltas, "tool_calls");
    let events = [
        "text a",
        "start 0 c f",
        "text b",
        "input 0 {}",
        "done 0 {}",
        "finished tool_calls",
    ];
    assert_eq!(run.names(), events);
    assert_eq!(run.text(), Some("ab"));
}

#[test]
fn g10_more_behind_the_marker() {
    let run = run([r#"{"choices":[{"delta":{"content":"x"}}]}"#, "[DONE] extra"]);
    assert_eq!(run.ending(), Ending::Unannounced);
}
