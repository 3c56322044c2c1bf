//! Streams that end in other ways than with the marker, or as nobody wants it.

use openai_structured::local::Ending;
use serde_json::{Value, json};

use super::{TEXT, joined, spoken};
use crate::stream::row::{Became, DONE, End, Row, Then, event, finish, role, said, with};

/// Streams that end in other ways than with the marker.
pub(super) fn rows() -> Vec<Row> {
    let half = r#"{"text":"日本"#;
    let part = || Then {
        texts: vec![Some(half.to_owned())],
        ..Then::default()
    };
    let halved = || vec![role(), said(half)];
    let failing = |name, error: Value, words| {
        let all = halved().into_iter().chain([error]);
        Row::events(
            name,
            all,
            part().early(End::Failed(words), Became::Truncated),
        )
        .without_done()
    };
    vec![
        Row::events("closed after the finish reason", spoken(), Then::text(TEXT)).without_done(),
        Row::events(
            "closed without a finish reason, the document whole",
            [role(), said(TEXT)],
            Then::text(TEXT).early(End::Closed, Became::Parsed),
        )
        .without_done(),
        Row::events(
            "closed without a finish reason, in the document",
            halved(),
            part().early(End::Closed, Became::Truncated),
        )
        .without_done(),
        Row::events(
            "the connection breaks in the document",
            halved(),
            part().early(End::Cut, Became::Truncated),
        )
        .without_done()
        .ends(Ending::Cut),
        Row::writes(
            "closed in the middle of an event",
            [
                event(&role()),
                event(&said(half)),
                b"data: {\"choices\":[{\"del".to_vec(),
            ],
            part().early(End::Closed, Became::Truncated),
        ),
        Row::events(
            "the marker without a finish reason",
            [role(), said(TEXT)],
            Then {
                finish: None,
                ..Then::text(TEXT)
            },
        ),
        Row::writes(
            "the marker, and the connection stays open",
            [joined(&spoken()).into_bytes(), DONE.to_vec()],
            Then::text(TEXT),
        )
        .ends(Ending::Silent),
        Row::events(
            "cut off by the limit of tokens",
            [role(), said(half), finish("length")],
            Then {
                finish: Some("length"),
                outcome: Became::Truncated,
                ..part()
            },
        ),
        failing(
            "an error in an object",
            json!({ "error": { "message": "The server is overloaded.", "code": 503 } }),
            "The server is overloaded.",
        ),
        failing(
            "an error in a list",
            json!([{ "error": { "message": "Quota exceeded.", "status": "RESOURCE_EXHAUSTED" } }]),
            "Quota exceeded.",
        ),
        failing("an error as a text", json!({ "error": "Oops." }), "Oops."),
        failing(
            "an error beside a finish reason",
            with(
                finish("error"),
                json!({ "error": { "code": 502, "message": "Provider disconnected" } }),
            ),
            "Provider disconnected",
        ),
        Row::writes(
            "an event with the name error",
            [
                event(&role()),
                event(&said(half)),
                b"event: error\ndata: {\"type\":\"error\",\"message\":\"Went away.\"}\n\n".to_vec(),
            ],
            part().early(End::Failed("Went away."), Became::Truncated),
        ),
    ]
}

/// Models that run away.
pub(super) fn runaways() -> Vec<Row> {
    let row = |name, runaway: String| {
        let start = r#"{"text":"#;
        let pieces = runaway
            .as_bytes()
            .chunks(997)
            .map(|piece| str::from_utf8(piece).unwrap());
        let events = [role(), said(start)].into_iter().chain(pieces.map(said));
        Row::events(
            name,
            events.chain([finish("stop")]),
            Then {
                texts: vec![Some(format!("{start}{runaway}"))],
                outcome: Became::RanAway,
                ..Then::text("")
            },
        )
    };
    vec![
        row(
            "100 KB of line ends in the document",
            "\n".repeat(100_000) + "\"a\"}",
        ),
        row(
            "a number of 10,000 digits",
            format!("\"a\",\"count\":{}}}", "1".repeat(10_000)),
        ),
    ]
}
