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

/// For each kind of item that grows: an item that begins, its pieces and its end; without its beginning,
/// and without its end, it is the same but for what only those say.
#[test]
fn every_kind_of_piece_is_put_together() {
    let events = |kind: &str, done: Value| {
        let piece = |text: &str| json!({"type": format!("response.{kind}.delta"), "output_index": 3, "item_id": "i", "delta": text});
        let mut done = done;
        done["type"] = format!("response.{kind}.done").into();
        done["output_index"] = 3.into();
        done["item_id"] = "i".into();
        [piece("ab"), piece("c"), done]
    };
    for (kind, done, expected) in [
        (
            "output_text",
            json!({"text": "abc"}),
            json!({"type": "message", "id": "i", "role": "assistant", "content": [{"type": "output_text", "text": "abc"}]}),
        ),
        (
            "refusal",
            json!({"refusal": "abc"}),
            json!({"type": "message", "id": "i", "role": "assistant", "content": [{"type": "refusal", "refusal": "abc"}]}),
        ),
        (
            "reasoning_text",
            json!({"text": "abc"}),
            json!({"type": "reasoning", "id": "i", "summary": [], "content": [{"type": "reasoning_text", "text": "abc"}]}),
        ),
        (
            "reasoning_summary_text",
            json!({"text": "abc"}),
            json!({"type": "reasoning", "id": "i", "summary": [{"type": "summary_text", "text": "abc"}]}),
        ),
        (
            "function_call_arguments",
            json!({"arguments": "abc"}),
            json!({"type": "function_call", "id": "i", "call_id": "", "name": "", "arguments": "abc"}),
        ),
        (
            "custom_tool_call_input",
            json!({"input": "abc"}),
            json!({"type": "custom_tool_call", "id": "i", "call_id": "", "name": "", "input": "abc"}),
        ),
        (
            "mcp_call_arguments",
            json!({"arguments": "abc"}),
            json!({"type": "mcp_call", "id": "i", "server_label": "", "name": "", "arguments": "abc"}),
        ),
        (
            "code_interpreter_call_code",
            json!({"code": "abc"}),
            json!({"type": "code_interpreter_call", "id": "i", "container_id": "", "code": "abc", "outputs": null}),
        ),
        (
            "shell_call_command",
            json!({"command": "abc"}),
            json!({"type": "shell_call", "id": "i", "call_id": "", "action": {"commands": ["abc"]}}),
        ),
    ] {
        let [first, second, done] = events(kind, done);
        for events in [
            vec![first.clone(), second.clone()],
            vec![first.clone(), second.clone(), done.clone()],
            vec![first.clone(), done.clone()],
            vec![done.clone()],
        ] {
            assert_eq!(
                output(&accumulated(&events)),
                json!([expected]),
                "{kind}: {events:?}"
            );
        }
        // A piece that belongs to no item of its kind changes nothing.
        let other = json!({"type": "response.output_item.added", "output_index": 3, "item": {"type": "new_kind", "id": "i"}});
        let alone = accumulated(&[other.clone(), first]);
        assert_eq!(output(&alone), json!([other["item"]]), "{kind}");
    }
}

#[test]
fn what_commands_write_is_put_together() {
    let piece = |at: u64, out: &str, err: &str| json!({"type": "response.shell_call_output_content.delta", "output_index": 0, "item_id": "o", "command_index": at, "delta": {"stdout": out, "stderr": err}});
    let mut response = accumulated(&[piece(0, "a", ""), piece(1, "", "e"), piece(0, "b", "")]);
    let written = &output(&response)[0]["output"];
    assert_eq!(
        (&written[0]["stdout"], &written[1]["stderr"]),
        (&json!("ab"), &json!("e"))
    );
    let done = json!({"type": "response.shell_call_output_content.done", "output_index": 0, "item_id": "o", "command_index": 1,
        "output": [{"stdout": "x", "stderr": "", "outcome": {"type": "exit", "exit_code": 2}}]});
    response.push_data(&done.to_string()).unwrap();
    let written = &output(&response)[0]["output"];
    assert_eq!(
        (&written[0]["stdout"], &written[1]["outcome"]["exit_code"]),
        (&json!("ab"), &json!(2))
    );
}

#[test]
fn work_of_the_service_is_followed() {
    for (kind, steps) in [
        (
            "web_search_call",
            &["in_progress", "searching", "completed"][..],
        ),
        (
            "file_search_call",
            &["in_progress", "searching", "completed"],
        ),
        (
            "code_interpreter_call",
            &["in_progress", "interpreting", "completed"],
        ),
        (
            "image_generation_call",
            &["in_progress", "generating", "completed"],
        ),
        ("mcp_call", &["in_progress", "failed"]),
    ] {
        let mut response = accumulated(&[
            json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": kind, "id": "i"}}),
        ]);
        for step in steps {
            let event = json!({"type": format!("response.{kind}.{step}"), "output_index": 0, "item_id": "i"});
            response.push_data(&event.to_string()).unwrap();
            assert_eq!(output(&response)[0]["status"], *step, "{kind}");
        }
    }
}

#[test]
fn items_at_one_place_are_told_apart_by_their_ids() {
    let added = |id: &str| json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "function_call", "id": id, "call_id": format!("c_{id}"), "name": "f", "arguments": ""}});
    let piece = |id: &str, text: &str| json!({"type": "response.function_call_arguments.delta", "output_index": 0, "item_id": id, "delta": text});
    let done = |id: &str, text: &str| json!({"type": "response.output_item.done", "output_index": 0, "item": {"type": "function_call", "id": id, "call_id": format!("c_{id}"), "name": "f", "arguments": text}});
    let events = [
        added("a"),
        piece("a", "1"),
        added("b"),
        piece("b", "2"),
        done("a", "1"),
        done("b", "2"),
    ];
    let calls = output(&accumulated(&events));
    let told = |at: usize| (calls[at]["call_id"].clone(), calls[at]["arguments"].clone());
    assert_eq!(told(0), (json!("c_a"), json!("1")));
    assert_eq!(told(1), (json!("c_b"), json!("2")));
    assert_eq!(calls.as_array().map(Vec::len), Some(2));
}

#[test]
fn ids_that_change_with_each_event_do_not_make_items() {
    let added = json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "message", "id": "x1", "role": "assistant", "content": []}});
    let piece = json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "item_id": "x2", "delta": "a"});
    let done = json!({"type": "response.output_item.done", "output_index": 0, "item": {"type": "message", "id": "x3", "role": "assistant", "content": [{"type": "output_text", "text": "a"}]}});
    let response = accumulated(&[added, piece, done.clone()]);
    assert_eq!(output(&response), json!([done["item"]]));
}

#[test]
fn a_beginning_that_comes_late_takes_nothing_away() {
    let part = json!({"type": "response.content_part.added", "output_index": 0, "content_index": 0, "item_id": "m0", "part": {"type": "output_text", "text": "", "annotations": []}});
    let added = json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "message", "id": "m0", "role": "assistant", "status": "in_progress", "content": []}});
    let response = accumulated(&[delta(0, "Hel"), part, added, delta(0, "lo")]);
    assert_eq!(response.text_of(0).as_deref(), Some("Hello"));
    assert_eq!(output(&response)[0]["status"], "in_progress");

    let piece = json!({"type": "response.function_call_arguments.delta", "output_index": 0, "item_id": "f", "delta": "{}"});
    let added = json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "function_call", "id": "f", "call_id": "c", "name": "g", "arguments": ""}});
    let late = output(&accumulated(&[piece.clone(), added]));
    assert_eq!(
        late,
        json!([{"type": "function_call", "id": "f", "call_id": "c", "name": "g", "arguments": "{}"}])
    );
    let done = json!({"type": "response.function_call_arguments.done", "output_index": 0, "item_id": "f", "name": "g", "arguments": "{}"});
    assert_eq!(output(&accumulated(&[piece, done]))[0]["name"], "g");
}

#[test]
fn a_response_that_is_told_once_more_is_told_once() {
    let numbered = |number: u64, mut event: Value| {
        event["sequence_number"] = number.into();
        event
    };
    let events = [
        numbered(
            0,
            json!({"type": "response.created", "response": {"id": "r", "status": "in_progress", "output": []}}),
        ),
        numbered(1, delta(0, "Hel")),
        numbered(2, delta(0, "lo")),
        numbered(3, delta(0, "!")),
    ];
    for known in 1..=3 {
        let all: Vec<_> = events[..known].iter().chain(&events).cloned().collect();
        assert_eq!(
            accumulated(&all).text_of(0).as_deref(),
            Some("Hello!"),
            "{known}"
        );
    }
    // Numbers that do not count are not looked at.
    let zeros: Vec<_> = events
        .iter()
        .map(|event| numbered(0, event.clone()))
        .collect();
    assert_eq!(accumulated(&zeros).text_of(0).as_deref(), Some("Hello!"));
}

#[test]
fn an_event_that_says_little_takes_nothing_away() {
    let created = json!({"type": "response.created", "response": {"id": "r", "created_at": 7, "model": "m", "status": "in_progress", "output": []}});
    for last in [
        json!({"type": "response.completed"}),
        json!({"type": "response.completed", "response": null}),
        json!({"type": "response.completed", "response": {"usage": {"total_tokens": 3}, "status": "in_progress"}}),
    ] {
        let response = accumulated(&[created.clone(), delta(0, "a"), last.clone()]);
        let snapshot = response.snapshot();
        assert_eq!(
            (snapshot.id.as_str(), snapshot.created_at),
            ("r", 7),
            "{last}"
        );
        assert_eq!(snapshot.model.as_deref(), Some("m"));
        assert_eq!(snapshot.status, Some(ResponseStatus::Completed), "{last}");
        assert_eq!(response.text_of(0).as_deref(), Some("a"));
    }
    let cancelled = json!({"type": "response.cancelled", "response": {}});
    let response = accumulated(&[created, delta(0, "a"), cancelled]);
    assert_eq!(response.snapshot().status, Some(ResponseStatus::Cancelled));
    assert_eq!(response.ending(), Some(Ending::Finished));
}

#[test]
fn a_snapshot_that_goes_on_is_not_whole() {
    let mut item = message(0, "ab");
    item["status"] = "in_progress".into();
    let snapshot = json!({"type": "response.in_progress", "response": {"id": "r", "status": "in_progress", "output": [item]}});
    let mut response = accumulated(&[snapshot]);
    response.end(StreamEnd::Closed);
    assert_eq!(response.ending(), Some(Ending::CutOff));
}

#[test]
fn a_large_part_far_away_is_kept_once() {
    let mut event = json!({"type": "response.content_part.added", "output_index": 0, "content_index": 100, "part": {"type": "output_text", "text": "x".repeat(1000), "annotations": [{"type": "new", "data": "y".repeat(1000)}]}});
    let response = accumulated(&[event.clone()]);
    assert!(output(&response).to_string().len() < 10_000);
    assert_eq!(response.text_of(0).map(|text| text.len()), Some(1000));
    event["content_index"] = 128.into();
    assert!(
        ResponseAccumulator::new()
            .push_data(&event.to_string())
            .is_err()
    );
}

#[test]
fn an_error_says_its_words_wherever_they_stand() {
    for error in [
        json!({"type": "error", "code": "c", "message": "boom"}),
        json!({"type": "error", "error": {"code": "c", "message": "boom"}}),
    ] {
        let mut response = ResponseAccumulator::new();
        drop(response.push_data(&error.to_string()));
        if let Some(told) = &response.snapshot().error {
            assert_eq!((told.code.as_str(), told.message.as_str()), ("c", "boom"));
        }
    }
}
