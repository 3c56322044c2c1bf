//! What a stream cannot do to the accumulator.

use super::*;
use crate::ErrorKind;

#[test]
fn more_choices_than_a_request_can_ask_for_are_an_error() {
    let mut answer = ChatAccumulator::new();
    for index in 0..128 {
        let chunk = format!(r#"{{"choices":[{{"index":{}}}]}}"#, index * 1_000_003);
        answer.push_data(&chunk).unwrap();
    }
    let error = answer
        .push_data(r#"{"choices":[{"index":1}]}"#)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(answer.snapshot().choices.len(), 128);
}

#[test]
fn more_calls_than_any_service_makes_are_an_error() {
    let entry = |index| format!(r#"{{"index":{index},"function":{{"name":"f"}}}}"#);
    let entries: Vec<_> = (0..1025).map(entry).collect();
    let chunk = |entries: &[String]| {
        format!(
            r#"{{"choices":[{{"delta":{{"tool_calls":[{}]}}}}]}}"#,
            entries.join(",")
        )
    };
    let mut answer = ChatAccumulator::new();
    answer.push_data(&chunk(&entries[..1024])).unwrap();
    let error = answer.push_data(&chunk(&entries[1024..])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(answer.end(StreamEnd::Closed).count(), 1024);
}

#[test]
fn an_unknown_field_may_be_deeper_than_any_value() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let chunk = format!(r#"{{"choices":[{{"delta":{{"content":"x","new":{deep}}}}}]}}"#);
    assert_eq!(run([chunk]).text(), Some("x"));
}

/// Chunks made of the words that streams are made of, in any order and any place.
#[test]
fn no_chunk_makes_it_panic() {
    let values = [
        "0",
        "1",
        "7",
        "-1",
        "1e40",
        "null",
        "\"\"",
        "\"null\"",
        "\"c1\"",
        "\"c2\"",
        "\"{\"",
        "\"}\"",
        "\"{}\"",
        "\"\\\"\"",
        "{}",
        "[]",
        "[{}]",
        "\"stop\"",
        "\"length\"",
        "\"custom\"",
        "\"shell\"",
    ];
    let mut random = fastrand::Rng::with_seed(7);
    let value = |random: &mut fastrand::Rng| values[random.usize(..values.len())];
    for _ in 0..3_000 {
        let mut answer = ChatAccumulator::new();
        let (mut started, mut done) = (0, 0);
        let mut count = |events: Events<'_>| {
            for event in events {
                started += usize::from(matches!(event, ChatEvent::ToolCallStarted { .. }));
                done += usize::from(matches!(event, ChatEvent::ToolCallDone { .. }));
            }
        };
        for _ in 0..random.usize(1..12) {
            let mut field = |name: &str| format!("{name:?}:{}", value(&mut random));
            let function = [field("name"), field("arguments"), field("x")].join(",");
            let custom = [field("name"), field("input")].join(",");
            let call = [field("index"), field("id"), field("type"), field("x")].join(",");
            let (mut index, reason, text) =
                (field("index"), field("finish_reason"), field("content"));
            if ["\"index\":-1", "\"index\":1e40"].contains(&index.as_str()) {
                // Numbers that are no index are refused.
                index = field("x");
            }
            let tool = match random.u8(..4) {
                0 => format!(r#""custom":{{{custom}}},"#),
                1 => String::new(),
                _ => format!(r#""function":{{{function}}},"#),
            };
            let end = if random.u8(..4) == 0 {
                reason
            } else {
                "\"x\":0".to_owned()
            };
            let chunk = format!(
                r#"{{"choices":[{{{index},{end},"delta":{{{text},"tool_calls":[{{{tool}{call}}}]}}}}]}}"#
            );
            count(
                answer
                    .push_data(&chunk)
                    .unwrap_or_else(|error| panic!("{chunk}: {error:?}")),
            );
        }
        count(answer.end(StreamEnd::Closed));
        let calls = answer.snapshot().choices.iter();
        let calls: usize = calls.map(|choice| choice.message.tool_calls.len()).sum();
        assert_eq!((started, done), (calls, calls));
    }
}

/// The work for a chunk does not depend on what came before.
#[test]
fn a_long_answer_is_put_together_in_one_pass() {
    let entry = r#"{"choices":[{"delta":{"content":"abcd","tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"[1],"}}]}}]}"#;
    let mut answer = ChatAccumulator::new();
    for _ in 0..100_000 {
        answer.push_data(entry).unwrap();
    }
    assert_eq!(answer.snapshot().text().unwrap().len(), 400_000);
}
