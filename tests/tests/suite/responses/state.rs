//! Streamed responses, without IO: drafts as they grow, and every way to end.

use super::{City, OSLO, completed, message, oslo};
use openai_structured::client::StreamEnd;
use openai_structured::{Outcome, ResponseStreamState};
use serde_json::{Value, json};

fn event(kind: &str, more: Value) -> String {
    let mut event = json!({ "type": format!("response.{kind}") });
    let Value::Object(more) = more else {
        panic!("fields")
    };
    event.as_object_mut().unwrap().extend(more);
    event.to_string()
}

fn created() -> String {
    let response =
        json!({ "id": "resp_1", "object": "response", "status": "in_progress", "output": [] });
    event("created", json!({ "response": response }))
}

fn added(item: u64, phase: Option<&str>) -> String {
    let mut message = message(phase, &[]);
    message["status"] = "in_progress".into();
    message["id"] = format!("msg_{item}").into();
    event(
        "output_item.added",
        json!({ "output_index": item, "item": message }),
    )
}

fn delta(item: u64, text: &str) -> String {
    event(
        "output_text.delta",
        json!({ "item_id": format!("msg_{item}"), "output_index": item, "content_index": 0, "delta": text }),
    )
}

fn done(item: u64, text: &str) -> String {
    event(
        "output_text.done",
        json!({ "item_id": format!("msg_{item}"), "output_index": item, "content_index": 0, "text": text }),
    )
}

fn fed(events: &[String]) -> ResponseStreamState<City> {
    let mut state = ResponseStreamState::new();
    for data in events {
        state.push_data(data).unwrap();
    }
    state
}

#[test]
fn the_draft_grows_with_each_event() {
    let mut state = ResponseStreamState::<City>::new();
    for data in [created(), added(0, None)] {
        assert_eq!(state.push_data(&data).unwrap().len(), 1);
        assert_eq!(state.draft().name.text(), None);
    }
    state.push_data(&delta(0, r#"{"name":"Os"#)).unwrap();
    assert_eq!(state.draft().name.text(), Some("Os"));
    state
        .push_data(&delta(0, r#"lo","inhabitants":7"#))
        .unwrap();
    assert_eq!(state.draft().name.text(), Some("Oslo"));
    assert!(state.draft_of(1).is_none());
    state.push_data(&delta(0, "17710}")).unwrap();
    state.push_data(&done(0, OSLO)).unwrap();
    let whole = completed(&[message(None, &[OSLO])]);
    let last = event("completed", json!({ "response": whole }));
    state.push_data(&last).unwrap();
    let answer = state.finish();
    assert_eq!(answer.parsed(), Some(&oslo()));
    assert_eq!(answer.usage().unwrap().total_tokens, 12);
}

/// Any cut of the text gives the same drafts in the end.
#[test]
fn any_pieces_become_what_the_whole_text_becomes() {
    for size in 1..OSLO.len() {
        let mut events = vec![created(), added(0, None)];
        let pieces = OSLO.as_bytes().chunks(size);
        events.extend(pieces.map(|piece| delta(0, std::str::from_utf8(piece).unwrap())));
        let whole = completed(&[message(None, &[OSLO])]);
        events.push(event("completed", json!({ "response": whole })));
        let state = fed(&events);
        assert_eq!(state.draft().name.text(), Some("Oslo"), "{size}");
        assert_eq!(state.finish().into_parsed().unwrap(), oslo(), "{size}");
    }
}

/// Every ending by its name, after the same beginning.
#[test]
fn every_ending_has_a_name() {
    let half = r#"{"name":"Oslo","inhab"#;
    let ended = |kind: &str, status: &str, more: Value| {
        let mut response = completed(&[message(None, &[half])]);
        response["status"] = status.into();
        let Value::Object(more) = more else {
            panic!("fields")
        };
        response.as_object_mut().unwrap().extend(more);
        Some(event(kind, json!({ "response": response })))
    };
    let rows = [
        (
            ended(
                "incomplete",
                "incomplete",
                json!({ "incomplete_details": { "reason": "max_output_tokens" } }),
            ),
            "Truncated Some(Length)",
        ),
        (
            ended(
                "incomplete",
                "incomplete",
                json!({ "incomplete_details": { "reason": "content_filter" } }),
            ),
            "Filtered",
        ),
        (
            ended(
                "failed",
                "failed",
                json!({ "error": { "code": "server_error", "message": "Sorry." } }),
            ),
            "Unfinished Failed server_error",
        ),
        (
            Some(
                json!({ "type": "error", "code": "server_error", "message": "Sorry." }).to_string(),
            ),
            "Unfinished Failed server_error",
        ),
        (ended("completed", "completed", json!({})), "Mismatch"),
        (None, "Truncated None"),
    ];
    for (last, expected) in rows {
        let mut events = vec![created(), added(0, None), delta(0, half)];
        events.extend(last.clone());
        let mut state = ResponseStreamState::<City>::new();
        let mut failed = false;
        for data in &events {
            failed |= state.push_data(data).is_err();
        }
        assert!(!failed || expected.starts_with("Unfinished"), "{last:?}");
        assert_eq!(state.draft().name.text(), Some("Oslo"));
        let answer = state.finish();
        let name = match answer.outcome() {
            Outcome::Truncated {
                reason, draft, raw, ..
            } => {
                assert_eq!(raw, half);
                assert_eq!(draft.as_ref().unwrap().name.text(), Some("Oslo"));
                format!("Truncated {reason:?}")
            }
            Outcome::Filtered { draft, .. } => {
                assert_eq!(draft.as_ref().unwrap().name.text(), Some("Oslo"));
                "Filtered".to_owned()
            }
            Outcome::Unfinished {
                status,
                error,
                draft,
                ..
            } => {
                assert_eq!(draft.as_ref().unwrap().name.text(), Some("Oslo"));
                let code = error.as_ref().map(|error| error.code.as_str());
                format!("Unfinished {status:?} {}", code.unwrap_or_default())
            }
            Outcome::Mismatch(_) => "Mismatch".to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(name, expected, "{last:?}");
    }
}

/// A stream that ends without a word is whole if its text is.
#[test]
fn a_stream_without_an_end_is_judged_by_its_text() {
    let events = [created(), added(0, None), delta(0, OSLO)];
    let mut state = fed(&events);
    state.end(StreamEnd::Closed);
    assert_eq!(state.finish().into_parsed().unwrap(), oslo());
    assert!(matches!(
        fed(&events[..1]).finish().outcome(),
        Outcome::Truncated { draft: Some(_), .. }
    ));
}

/// Each message has a draft; the one that is shown is the first that can still become the value.
#[test]
fn the_draft_is_that_of_the_likeliest_message() {
    let mut state = fed(&[
        created(),
        added(0, Some("commentary")),
        delta(0, r#"{"name":"Not this"#),
    ]);
    assert_eq!(state.draft().name.text(), None);
    assert!(state.draft_of(0).is_some());
    for (data, shown) in [
        (added(1, None), None),
        (delta(1, "I "), None),
        (added(2, None), None),
        (delta(2, r#"{"name":"Osl"#), Some("Osl")),
        (added(4, Some("final_answer")), Some("Osl")),
        (delta(4, r#"{"name":"Ber"#), Some("Ber")),
        (delta(2, "o"), Some("Ber")),
    ] {
        state.push_data(&data).unwrap();
        assert_eq!(state.draft().name.text(), shown, "{data}");
    }
    assert!(state.mismatch().is_none());
    assert!(state.mismatch_of(1).is_some());
    let keys: Vec<_> = state.drafts().map(|(key, _)| key).collect();
    assert_eq!(keys, [0, 1, 2, 4]);
}

/// What a `done` event says stands over the pieces before it.
#[test]
fn a_corrected_text_is_read_anew() {
    let mut state = fed(&[created(), added(0, None), delta(0, r#"{"name":"Bergen","#)]);
    assert_eq!(state.draft().name.text(), Some("Bergen"));
    state.push_data(&done(0, OSLO)).unwrap();
    assert_eq!(state.draft().name.text(), Some("Oslo"));
    // So does the whole response, also if it has other items.
    let whole = completed(&[
        message(Some("commentary"), &["…"]),
        message(None, &[r#"{"name":"Rome","inhabitants":null}"#]),
    ]);
    state
        .push_data(&event("completed", json!({ "response": whole })))
        .unwrap();
    assert_eq!(state.draft().name.text(), Some("Rome"));
    assert_eq!(state.finish().into_parsed().unwrap().name, "Rome");
}

/// A text that runs away is said so only while more may come of another.
#[test]
fn a_text_that_runs_away_is_noticed() {
    let mut state = fed(&[created(), added(0, None), delta(0, r#"{"name":"Oslo","#)]);
    assert!(state.runaway().is_none());
    state.push_data(&delta(0, &" ".repeat(10_000))).unwrap();
    assert!(state.runaway().is_some());
    state.push_data(&added(1, None)).unwrap();
    state.push_data(&delta(1, r#"{"name":""#)).unwrap();
    assert!(state.runaway().is_none());
    assert!(matches!(
        state.finish().into_outcome(),
        Outcome::Truncated { draft: Some(_), .. }
    ));
}
