//! Streams that are not as the service describes them, and mean the same.

use serde_json::{Value, json};

use super::{PIECES, TEXT, at, closed, item, message, opened, output_text, pieces, said};
use crate::response_stream::row::{Became, Row, Then, begun, completed, event, of, with};

/// The text from its beginning to its end, but not the response's.
fn spoken() -> Vec<Value> {
    let mut events = opened().to_vec();
    events.extend(pieces(PIECES));
    events.extend(closed(TEXT));
    events
}

fn ended() -> Value {
    completed(&json!([said(TEXT)]))
}

fn text() -> Then {
    Then::whole(json!([said(TEXT)]))
}

pub(super) fn rows() -> Vec<Row> {
    let all = || begun().into_iter().chain(spoken()).chain([ended()]);
    let without = |names: &'static [&'static str]| {
        all().map(move |mut event| {
            for name in names {
                event.as_object_mut().map(|fields| fields.remove(*name));
            }
            event
        })
    };
    let places: &'static [&str] = &["output_index", "content_index"];
    let numberless = |event: &Value| {
        let mut event = event.clone();
        event
            .as_object_mut()
            .map(|fields| fields.remove("sequence_number"));
        event
    };
    let bare: Vec<Value> = without(&["output_index", "content_index", "item_id"]).collect();
    let unknown = of(
        "response.hologram.delta",
        json!({ "delta": "?", "output_index": 7 }),
    );
    let alive = of("keepalive", json!({}));
    let mingled = all().flat_map(|event| [event, unknown.clone(), alive.clone()]);
    let heartbeats = all().flat_map(|data| [event(&data), b": alive\n\n".to_vec()]);
    let windows = all().map(|data| {
        let text = String::from_utf8(event(&data)).unwrap();
        text.replace('\n', "\r\n").into_bytes()
    });
    let unnamed = all().map(|data| format!("data:{data}\n\n").into_bytes());
    vec![
        Row::events(
            "without the first events",
            spoken().into_iter().chain([ended()]),
            text(),
        ),
        Row::events(
            "from the first piece on",
            pieces(PIECES).chain([ended()]),
            text(),
        ),
        Row::events("without places", without(places), text()),
        Row::writes(
            "without places, ids and numbers",
            bare.iter().map(numberless).map(|data| event(&data)),
            text(),
        ),
        Row::events(
            "with unknown events and ones to keep it alive",
            mingled,
            text(),
        ),
        Row::writes("with comments", heartbeats, text()),
        Row::writes("with the line ends of Windows", windows, text()),
        Row::writes("without names of events", unnamed, text()),
        sparse(),
        mingled_items(),
        unended_output(),
    ]
}

/// The items do not begin at 0 and have gaps between them.
fn sparse() -> Row {
    let items: Vec<_> = [(9, "b"), (3, "a")]
        .into_iter()
        .map(|(place, text)| (place, named(text)))
        .collect();
    let mut events = begun();
    for (place, message) in &items {
        events.extend(told(*place, message));
    }
    // The response does not say them again.
    events.push(completed(&json!([])));
    Row::events(
        "places with gaps, in another order",
        events,
        Then::whole(json!([named("a"), named("b")])).becomes(Became::Mismatch),
    )
}

/// Two messages come piece by piece in turns.
fn mingled_items() -> Row {
    let (first, second) = (told(0, &named("first")), told(1, &named("second")));
    let turns = first.into_iter().zip(second).flat_map(|(a, b)| [a, b]);
    let output = json!([named("first"), named("second")]);
    let events = begun().into_iter().chain(turns).chain([completed(&output)]);
    let then = Then::whole(output).becomes(Became::Mismatch);
    Row::events("two messages in turns", events, then)
}

/// The response that is whole has no output; what came is the output.
fn unended_output() -> Row {
    let events = begun().into_iter().chain(spoken());
    let mut last = ended();
    last["response"]["output"] = Value::Null;
    Row::events(
        "the output is null in the end",
        events.chain([last]),
        text(),
    )
}

/// A message of this text and name.
fn named(text: &str) -> Value {
    with(
        message("completed", &json!([output_text(text)])),
        json!({ "id": format!("msg_{text}") }),
    )
}

/// The events of a message at this place.
fn told(place: u64, whole: &Value) -> Vec<Value> {
    let text = whole["content"][0]["text"].as_str().unwrap();
    let of = |kind: &str, fields: Value| {
        let id = json!({ "item_id": whole["id"], "content_index": 0 });
        at(place, kind, with(id, fields))
    };
    let begun = with(
        whole.clone(),
        json!({ "status": "in_progress", "content": [] }),
    );
    let mut events = vec![
        item("added", place, &begun),
        of(
            "response.content_part.added",
            json!({ "part": output_text("") }),
        ),
    ];
    let deltas = text.split_inclusive(['s', 'o']);
    events.extend(deltas.map(|delta| of("response.output_text.delta", json!({ "delta": delta }))));
    events.push(of("response.output_text.done", json!({ "text": text })));
    events.push(item("done", place, whole));
    events
}
