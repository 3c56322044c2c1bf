//! Texts, refusals, sources and thinking, as the service says them.

use serde_json::{Value, json};

use super::{PIECES, TEXT, at, closed, item, message, opened, output_text, part, pieces, said};
use crate::response_stream::row::{Became, Row, Then, begun, completed};

pub(super) fn rows() -> Vec<Row> {
    let mut typed = begun();
    typed.extend(opened());
    typed.extend(pieces([r#"{"text":"#, r#""12"}"#]));
    typed.extend(closed(r#"{"text":"12"}"#));
    let twelve = json!([said(r#"{"text":"12"}"#)]);
    typed.push(completed(&twelve));

    let mut unicode = begun();
    unicode.extend(opened());
    unicode.extend(pieces(PIECES));
    unicode.extend(closed(TEXT));
    unicode.push(completed(&json!([said(TEXT)])));

    let mut silent = begun();
    silent.push(completed(&json!([])));
    vec![
        Row::events("a typed text", typed, Then::whole(twelve)),
        Row::events(
            "a text of all widths",
            unicode,
            Then::whole(json!([said(TEXT)])),
        ),
        Row::events(
            "no items",
            silent,
            Then::whole(json!([])).becomes(Became::Empty),
        ),
        refusal(),
        sources(),
        thinking(),
        corrected(),
    ]
}

fn refusal() -> Row {
    let refusal = |text: &str| json!({ "type": "refusal", "refusal": text });
    let whole = message("completed", &json!([refusal("No.")]));
    let mut events = begun();
    events.push(item("added", 0, &message("in_progress", &json!([]))));
    events.push(part(
        "response.content_part.added",
        json!({ "part": refusal("") }),
    ));
    events
        .extend(["No", "."].map(|delta| part("response.refusal.delta", json!({ "delta": delta }))));
    events.push(part("response.refusal.done", json!({ "refusal": "No." })));
    events.push(part(
        "response.content_part.done",
        json!({ "part": refusal("No.") }),
    ));
    events.push(item("done", 0, &whole));
    events.push(completed(&json!([whole])));
    let then = Then::whole(json!([whole]));
    Row::events("a refusal", events, then.becomes(Became::Refused))
}

/// Two sources and likelihoods, which come in events of their own.
fn sources() -> Row {
    let source = |place: u64| {
        json!({ "type": "url_citation", "url": format!("https://example.com/{place}"),
            "start_index": 0, "end_index": 2, "title": "t" })
    };
    let token = |token: &str| {
        json!({ "token": token, "logprob": -0.5, "bytes": [104, 105],
        "top_logprobs": [{ "token": "ho", "logprob": -1.5, "bytes": [104, 111] }] })
    };
    let whole = message(
        "completed",
        &json!([{ "type": "output_text", "text": "hi", "annotations": [source(1), source(2)],
            "logprobs": [token("h"), token("i")] }]),
    );
    let mut events = begun();
    events.extend(opened());
    events.extend(["h", "i"].map(|piece| {
        let fields = json!({ "delta": piece, "logprobs": [token(piece)] });
        part("response.output_text.delta", fields)
    }));
    events.extend([1, 2].map(|place| {
        let fields = json!({ "annotation": source(place), "annotation_index": place - 1 });
        part("response.output_text.annotation.added", fields)
    }));
    // What ends the part and the message does not say them again.
    let fields = json!({ "text": "hi", "logprobs": [token("h"), token("i")] });
    events.push(part("response.output_text.done", fields));
    events.push(item("done", 0, &whole));
    events.push(completed(&json!([whole])));
    let then = Then::whole(json!([whole]));
    Row::events(
        "sources and likelihoods",
        events,
        then.becomes(Became::Mismatch),
    )
}

/// A summary in two parts and a text, and the message behind them.
fn thinking() -> Row {
    let summary = |text: &str| json!({ "type": "summary_text", "text": text });
    let thought = |summary: &Value, content: &Value| json!({ "type": "reasoning", "id": "rs_1", "summary": summary, "content": content });
    let of = |kind: &str, fields: Value| {
        let id = json!({ "item_id": "rs_1" });
        at(0, kind, crate::response_stream::row::with(id, fields))
    };
    let mut events = begun();
    events.push(item("added", 0, &thought(&json!([]), &json!([]))));
    for (index, text) in [(0, "First."), (1, "Then 本.")] {
        let place = |fields: Value| {
            crate::response_stream::row::with(json!({ "summary_index": index }), fields)
        };
        events.push(of(
            "response.reasoning_summary_part.added",
            place(json!({ "part": summary("") })),
        ));
        let (head, tail) = text.split_at(3);
        for delta in [head, tail] {
            events.push(of(
                "response.reasoning_summary_text.delta",
                place(json!({ "delta": delta })),
            ));
        }
        events.push(of(
            "response.reasoning_summary_text.done",
            place(json!({ "text": text })),
        ));
        events.push(of(
            "response.reasoning_summary_part.done",
            place(json!({ "part": summary(text) })),
        ));
    }
    let part = |text: &str| json!({ "type": "reasoning_text", "text": text });
    let fields = json!({ "content_index": 0, "part": part("") });
    events.push(of("response.content_part.added", fields));
    for delta in ["So", " be it"] {
        let fields = json!({ "content_index": 0, "delta": delta });
        events.push(of("response.reasoning_text.delta", fields));
    }
    let fields = json!({ "content_index": 0, "text": "So be it" });
    events.push(of("response.reasoning_text.done", fields));
    let whole = thought(
        &json!([summary("First."), summary("Then 本.")]),
        &json!([part("So be it")]),
    );
    events.push(item("done", 0, &whole));
    let second = |status: &str, content: &Value| message(status, content);
    events.push(item("added", 1, &second("in_progress", &json!([]))));
    let at_one = |kind: &str, fields: Value| {
        let place = json!({ "item_id": "msg_1", "content_index": 0 });
        at(1, kind, crate::response_stream::row::with(place, fields))
    };
    events.push(at_one(
        "response.content_part.added",
        json!({ "part": output_text("") }),
    ));
    events.push(at_one(
        "response.output_text.delta",
        json!({ "delta": "{}" }),
    ));
    events.push(item("done", 1, &said("{}")));
    let output = json!([whole, said("{}")]);
    events.push(completed(&output));
    let then = Then::whole(output).becomes(Became::Mismatch);
    Row::events("thinking before the message", events, then)
}

/// What is said to be whole stands over the pieces.
fn corrected() -> Row {
    let mut events = begun();
    events.extend(opened());
    events.extend(pieces(["{\"text\":", "\"12"]));
    events.extend(closed(r#"{"text":"13"}"#));
    let output = json!([said(r#"{"text":"13"}"#)]);
    events.push(completed(&output));
    Row::events(
        "a text that is corrected when it is whole",
        events,
        Then::whole(output),
    )
}
