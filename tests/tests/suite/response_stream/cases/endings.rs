//! Responses that end in other ways than whole, and streams that end otherwise than a response does.

use openai_structured::local::Ending;
use serde_json::{Value, json};

use super::{PIECES, TEXT, closed, message, opened, output_text, pieces, said};
use crate::response_stream::row::{
    Became, End, Ended, Row, Then, begun, completed, event, lifecycle, of, usage,
};

/// What came of the text before it broke off.
const HALF: &str = "{\"text\":\"日本語 🎉 a\\";

/// What an event says of an error that is one by its name alone.
pub(in super::super) const NAMED: &str = "Went away.";

/// The text in pieces, without the last.
fn halved() -> Vec<Value> {
    let mut events = begun();
    events.extend(opened());
    events.extend(pieces(PIECES).take(2));
    events
}

/// The text and all that says that it is whole, but not the end of the response.
fn unended() -> Vec<Value> {
    let mut events = begun();
    events.extend(opened());
    events.extend(pieces(PIECES));
    events.extend(closed(TEXT));
    events
}

fn half(status: &str) -> Value {
    json!([message(status, &json!([output_text(HALF)]))])
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = ["max_output_tokens", "content_filter"]
        .map(incomplete)
        .into();
    rows.extend(failures());
    rows.extend(broken());
    rows
}

fn incomplete(reason: &'static str) -> Row {
    let output = half("incomplete");
    let fields = json!({
        "output": output, "incomplete_details": { "reason": reason }, "usage": usage(),
    });
    let mut events = halved();
    events.extend(closed(HALF).into_iter().take(2));
    events.push(lifecycle("incomplete", fields));
    let then = Then {
        status: Some("incomplete"),
        reason: Some(reason),
        became: match reason {
            "content_filter" => Became::Filtered,
            _ => Became::Truncated,
        },
        ..Then::whole(output)
    };
    Row::events(
        match reason {
            "content_filter" => "cut off by a filter",
            _ => "cut off by the limit of tokens",
        },
        events,
        then,
    )
}

/// The service fails, and says so in one of its ways.
fn failures() -> Vec<Row> {
    let words = "The server had an error.";
    let failure = json!({ "error": { "code": "server_error", "message": words } });
    let failed = |output| Then {
        output,
        status: Some("failed"),
        failure: Some(["server_error", words]),
        became: Became::Failed,
        ..Then::default()
    };
    let in_stream = |output, end| {
        let then = Then::early(output, end, Ended::CutOff);
        then.becomes(Became::Truncated)
    };
    let flat = of(
        "error",
        json!({ "code": "rate_limit_exceeded", "message": "Slow down.", "param": null }),
    );
    let with_end = |event: &Value| halved().into_iter().chain([event.clone()]);
    let http =
        json!({ "error": { "message": "Overloaded.", "type": "server_error", "code": 503 } });
    let unknown = |end| Then {
        output: json!([]),
        status: None,
        end,
        ending: Ended::CutOff,
        became: Became::Truncated,
        ..Then::default()
    };
    let slow = End::Failed("Slow down.");
    vec![
        Row::events(
            "failed in the text",
            with_end(&lifecycle("failed", failure.clone())),
            failed(half("in_progress")),
        ),
        Row::events(
            "failed before there was anything",
            begun().into_iter().chain([lifecycle("failed", failure)]),
            failed(json!([])),
        ),
        Row::events(
            "a flat error after the response began",
            begun().into_iter().chain([flat.clone()]),
            in_stream(json!([]), slow),
        ),
        Row::events(
            "a flat error in the text",
            with_end(&flat),
            in_stream(half("in_progress"), slow),
        ),
        Row::events("a flat error and nothing else", [flat], unknown(slow)),
        Row::events(
            "an error of HTTP in the stream",
            with_end(&http),
            in_stream(half("in_progress"), End::Failed("Overloaded.")),
        ),
        Row::writes(
            "an error by the name of its event",
            halved()
                .iter()
                .map(event)
                .chain([b"event: error\ndata: {\"message\":\"Went away.\"}\n\n".to_vec()]),
            in_stream(half("in_progress"), End::Failed(NAMED)),
        ),
    ]
}

/// The stream ends before the response does.
fn broken() -> Vec<Row> {
    let whole = json!([said(TEXT)]);
    let halves = || {
        let then = Then::early(half("in_progress"), End::Closed, Ended::CutOff);
        then.becomes(Became::Truncated)
    };
    let mut torn: Vec<Vec<u8>> = halved().iter().map(event).collect();
    torn.push(b"event: response.output_text.delta\ndata: {\"type\":\"response.outp".to_vec());
    let marked = |events: Vec<Value>| {
        let events = events.into_iter().map(|data| event(&data));
        events.chain([b"data: [DONE]\n\n".to_vec()])
    };
    let mut finished = unended();
    finished.push(completed(&whole));
    let done = |status, end, ending| Then {
        status,
        ..Then::early(json!([said(TEXT)]), end, ending)
    };
    let progress = Some("in_progress");
    vec![
        Row::events("closed in the text", halved(), halves()),
        Row::writes("closed in the middle of an event", torn, halves()),
        Row::events(
            "the connection breaks in the text",
            halved(),
            Then {
                end: End::Cut,
                ..halves()
            },
        )
        .ends(Ending::Cut),
        Row::events(
            "closed with every item whole",
            unended(),
            done(progress, End::Closed, Ended::Unannounced),
        ),
        Row::writes(
            "the marker in the place of an end",
            marked(unended()),
            done(progress, End::Marker, Ended::Unannounced),
        ),
        Row::writes(
            "the marker behind the end",
            marked(finished),
            Then {
                end: End::Marker,
                ..Then::whole(whole)
            },
        ),
    ]
}
