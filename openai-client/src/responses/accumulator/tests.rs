//! Responses put together from events, in the order of the service and in any other.

use serde_json::{Value, json};

use super::*;

fn accumulated(events: &[Value]) -> ResponseAccumulator {
    let mut response = ResponseAccumulator::new();
    for event in events {
        response.push_data(&event.to_string()).unwrap();
    }
    response
}

fn output(response: &ResponseAccumulator) -> Value {
    serde_json::to_value(&response.snapshot().output).unwrap()
}

fn delta(index: u64, text: &str) -> Value {
    json!({"type": "response.output_text.delta", "output_index": index, "content_index": 0, "item_id": format!("m{index}"), "delta": text})
}

fn message(index: u64, text: &str) -> Value {
    json!({"type": "message", "id": format!("m{index}"), "role": "assistant",
        "content": [{"type": "output_text", "text": text}]})
}

#[test]
fn any_event_may_come_first_and_places_may_have_gaps() {
    let response = accumulated(&[delta(7, "b"), delta(2, "a"), delta(7, "c")]);
    assert_eq!(
        output(&response),
        json!([message(2, "a"), message(7, "bc")])
    );
    let places: Vec<u64> = response.messages().map(|(place, _)| place).collect();
    assert_eq!(places, [2, 7]);
    assert_eq!(response.text_of(7).as_deref(), Some("bc"));
    assert_eq!(response.text_of(3), None);
}

#[test]
fn events_without_places_belong_to_their_ids_or_to_the_last_item() {
    let added = |id: &str| json!({"type": "response.output_item.added", "item": {"type": "message", "id": id, "role": "assistant", "content": []}});
    let piece = |id: Value, text: &str| json!({"type": "response.output_text.delta", "item_id": id, "delta": text});
    let response = accumulated(&[
        added("a"),
        added("b"),
        piece(json!("a"), "1"),
        piece(json!("b"), "2"),
        piece(json!("a"), "3"),
        piece(Value::Null, "4"),
    ]);
    assert_eq!(response.text_of(0).as_deref(), Some("134"));
    assert_eq!(response.text_of(1).as_deref(), Some("2"));
}

#[test]
fn what_is_said_at_the_end_stands() {
    let done = json!({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "ab!"});
    let mut response = accumulated(&[delta(0, "a"), delta(0, "b"), done]);
    assert_eq!(
        response.text_changes(),
        [TextChange::Grew { item: 0, from: 2 }]
    );
    assert_eq!(response.text_of(0).as_deref(), Some("ab!"));
    let whole = json!({"type": "response.output_item.done", "output_index": 0, "item": message(0, "other")});
    response.push_data(&whole.to_string()).unwrap();
    assert_eq!(response.text_changes(), [TextChange::Changed { item: 0 }]);
    let last = json!({"type": "response.completed", "response": {"status": "completed", "output": [message(0, "other"), message(1, "more")]}});
    response.push_data(&last.to_string()).unwrap();
    assert_eq!(response.text_changes(), [TextChange::All]);
    assert_eq!(
        output(&response),
        json!([message(0, "other"), message(1, "more")])
    );
    assert_eq!(response.ending(), Some(Ending::Finished));
    response.push_data(&delta(0, "late").to_string()).unwrap();
    assert_eq!(response.text_changes(), []);
}

#[test]
fn a_response_without_output_keeps_what_has_come() {
    for kind in ["completed", "incomplete", "failed"] {
        let last = json!({"type": format!("response.{kind}"), "response": {"id": "r", "status": kind, "output": []}});
        let response = accumulated(&[delta(0, "a"), last]);
        assert_eq!(output(&response), json!([message(0, "a")]), "{kind}");
        assert_eq!(response.snapshot().status, Some(kind.into()));
    }
}

#[test]
fn an_end_without_a_last_event_is_told_from_a_whole_response() {
    let done =
        json!({"type": "response.output_item.done", "output_index": 0, "item": message(0, "a")});
    for (events, end, ending) in [
        (vec![delta(0, "a")], StreamEnd::Closed, Ending::CutOff),
        (vec![delta(0, "a")], StreamEnd::Marker, Ending::Unannounced),
        (
            vec![delta(0, "a"), done],
            StreamEnd::Closed,
            Ending::Unannounced,
        ),
        (vec![], StreamEnd::Marker, Ending::CutOff),
    ] {
        let mut response = accumulated(&events);
        response.end(end);
        assert_eq!(response.ending(), Some(ending), "{events:?}");
    }
}

#[test]
fn parts_are_told_apart_by_their_kind() {
    let at = |kind: &str, index: u64, field: &str, text: &str| json!({"type": format!("response.{kind}"), "output_index": 0, "content_index": index, field: text});
    let response = accumulated(&[
        at("output_text.delta", 1, "delta", "b"),
        at("output_text.delta", 0, "delta", "a"),
        at("refusal.delta", 0, "delta", "no"),
        at("refusal.done", 0, "refusal", "no!"),
    ]);
    assert_eq!(
        output(&response)[0]["content"],
        json!([{"type": "output_text", "text": "a"}, {"type": "output_text", "text": "b"}, {"type": "refusal", "refusal": "no!"}])
    );
    assert_eq!(response.text_of(0).as_deref(), Some("ab"));
}

#[test]
fn more_than_any_service_makes_is_an_error_and_not_memory() {
    let mut response = ResponseAccumulator::new();
    for index in 0..1024 {
        response.push_data(&delta(index, "x").to_string()).unwrap();
    }
    let error = response
        .push_data(&delta(1024, "x").to_string())
        .unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Decode);
    let far = json!({"type": "response.output_text.delta", "output_index": 0, "content_index": u64::MAX, "delta": "x"});
    assert!(response.push_data(&far.to_string()).is_err());
    assert_eq!(response.snapshot().output.len(), 1024);
}
