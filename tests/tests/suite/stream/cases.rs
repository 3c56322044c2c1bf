//! What compatible services stream, and what it should come to.

use openai_structured::local::Ending;
use serde_json::{Value, json};

use super::row::{
    Became, DONE, End, Row, Then, called, chunk, delta, event, finish, role, said, usage, with,
};

/// A value of the type that is asked for, with characters of three and four bytes and an escape.
pub(super) const TEXT: &str = r#"{"text":"日本語 🎉 a\nb"}"#;

/// All tables.
pub(super) fn all() -> impl Iterator<Item = Row> {
    [tool_calls(), chunks(), framing(), endings(), runaways()]
        .into_iter()
        .flatten()
}

/// The text in three pieces, and the chunk that ends it.
fn spoken() -> Vec<Value> {
    let mut all = vec![role()];
    all.extend(["{\"text\":\"日", "本語 🎉 a\\", "nb\"}"].map(said));
    all.push(finish("stop"));
    all
}

/// The same, each chunk with more fields.
fn spoken_with(more: &Value) -> Vec<Value> {
    (spoken().into_iter())
        .map(|chunk| with(chunk, more.clone()))
        .collect()
}

fn joined(events: &[Value]) -> String {
    String::from_utf8(events.iter().flat_map(event).collect()).unwrap()
}

/// The first piece of a call.
fn open(index: u8, id: &str, name: &str, arguments: &str) -> Value {
    json!({ "index": index, "id": id, "type": "function",
        "function": { "name": name, "arguments": arguments } })
}

/// A further piece of a call.
fn more(index: u8, arguments: &str) -> Value {
    json!({ "index": index, "function": { "arguments": arguments } })
}

/// A stream of call pieces, each in a chunk of its own.
fn calls(name: &'static str, pieces: impl IntoIterator<Item = Value>, then: Then) -> Row {
    let pieces = pieces.into_iter().map(|piece| called(json!([piece])));
    let all = std::iter::once(delta(json!({ "role": "assistant", "content": null })));
    Row::events(name, all.chain(pieces).chain([finish("tool_calls")]), then)
}

/// Calls, in all the ways in which services cut them.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn tool_calls() -> Vec<Row> {
    let one = || Then::calls([["c1", "look", "{\"q\":1}"]]);
    let two = || Then::calls([["c1", "look", "{\"q\":1}"], ["c2", "find", "{}"]]);
    vec![
        calls(
            "id and name once, arguments in pieces",
            [open(0, "c1", "look", ""), more(0, "{\"q\""), more(0, ":1}")],
            one(),
        ),
        calls(
            "two calls that take turns, ids only first",
            [
                open(0, "c1", "look", ""),
                open(1, "c2", "find", ""),
                more(0, "{\"q\""),
                more(1, "{"),
                more(0, ":1}"),
                more(1, "}"),
            ],
            two(),
        ),
        calls(
            "no index, whole calls",
            [
                json!({ "id": "c1", "function": { "name": "look", "arguments": "{\"q\":1}" } }),
                json!({ "id": "c2", "function": { "name": "find", "arguments": "{}" } }),
            ],
            two(),
        ),
        calls(
            "index 0 on every call",
            [
                open(0, "c1", "look", "{\"q\":1}"),
                open(0, "c2", "find", "{}"),
            ],
            two(),
        ),
        calls(
            "an index that is null",
            [
                json!({ "index": null, "id": "c1", "function": { "name": "look", "arguments": "{\"q\"" } }),
                json!({ "index": null, "function": { "arguments": ":1}" } }),
            ],
            one(),
        ),
        calls(
            "the first index is 1",
            [open(1, "c1", "look", "{\"q\""), more(1, ":1}")],
            one(),
        ),
        calls(
            "continued with id null in quotes and an empty name",
            [open(0, "c1", "look", "{\"q\""), open(0, "null", "", ":1}")],
            one(),
        ),
        calls(
            "id and name on each piece",
            [
                open(0, "c1", "look", "{\"q\""),
                open(0, "c1", "look", ":1}"),
            ],
            one(),
        ),
        calls(
            "arguments as an object",
            [
                json!({ "index": 0, "id": "c1", "function": { "name": "look", "arguments": { "q": 1 } } }),
            ],
            one(),
        ),
        calls(
            "arguments null or missing",
            [
                json!({ "index": 0, "id": "c1", "function": { "name": "look", "arguments": null } }),
                json!({ "index": 1, "id": "c2", "function": { "name": "find" } }),
            ],
            Then::calls([["c1", "look", "{}"], ["c2", "find", "{}"]]),
        ),
        Row::events(
            "finish reason stop though there are calls",
            [
                role(),
                called(json!([open(0, "c1", "look", "{\"q\":1}")])),
                finish("stop"),
            ],
            Then {
                finish: Some("stop"),
                ..one()
            },
        ),
        Row::events(
            "the call and the finish reason in one chunk",
            [chunk(json!([{ "index": 0, "finish_reason": "tool_calls",
                "delta": { "tool_calls": [open(0, "c1", "look", "{\"q\":1}")] } }]))],
            one(),
        ),
        Row::events(
            "two pieces of a call in one chunk",
            [
                called(json!([open(0, "c1", "look", "{\"q\""), more(0, ":1}")])),
                finish("tool_calls"),
            ],
            one(),
        ),
        calls(
            "two equal calls are two",
            [
                open(0, "c1", "look", "{\"q\":1}"),
                open(1, "c2", "look", "{\"q\":1}"),
            ],
            Then::calls([["c1", "look", "{\"q\":1}"], ["c2", "look", "{\"q\":1}"]]),
        ),
        calls(
            "fields that must go back with the call",
            [with(
                open(0, "c1", "look", "{\"q\":1}"),
                json!({ "extra_content": { "google": { "thought_signature": "s1" } } }),
            )],
            one(),
        ),
    ]
}

/// Chunks of many shapes.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn chunks() -> Vec<Row> {
    let text = || Then::text(TEXT);
    let counted = || Then {
        total_tokens: Some(12),
        ..Then::text(TEXT)
    };
    let reason = |word: &str| {
        let mut all = spoken();
        let last = all.len() - 1;
        for chunk in &mut all[..last] {
            chunk["choices"][0]["finish_reason"] = word.into();
        }
        all
    };
    let mut azure = spoken();
    azure.insert(
        0,
        json!({ "choices": [], "created": 0, "id": "", "model": "", "object": "",
            "prompt_filter_results": [{ "prompt_index": 0, "content_filter_results": {} }] }),
    );
    let mut filter_only = spoken();
    filter_only.insert(
        2,
        chunk(json!([{ "index": 0, "finish_reason": null,
            "content_filter_results": { "hate": { "filtered": false, "severity": "safe" } } }])),
    );
    filter_only.insert(
        3,
        chunk(json!([{ "index": 0, "finish_reason": null, "delta": null }])),
    );
    let mut usage_last = spoken();
    usage_last.push(with(chunk(json!([])), json!({ "usage": usage() })));
    let mut usage_beside = spoken();
    let last = usage_beside.pop().unwrap();
    usage_beside.push(with(last, json!({ "usage": usage() })));
    let mut usage_then_null = spoken_with(&json!({ "usage": usage() }));
    usage_then_null.push(with(chunk(json!([])), json!({ "usage": null })));
    let roles = spoken().into_iter().map(|mut chunk| {
        chunk["choices"][0]["delta"]["role"] = "assistant".into();
        chunk
    });
    let mut padded = spoken_with(&json!({ "obfuscation": "kX3vQ" }));
    padded[2]["obfuscation"] = "".into();
    vec![
        Row::events("as the API streams", spoken(), text()),
        Row::events("the role on each chunk", roles, text()),
        Row::events("an empty finish reason on each chunk", reason(""), text()),
        Row::events("a finish reason null in quotes", reason("null"), text()),
        Row::events("a first chunk without choices", azure, text()),
        Row::events("choices without a delta", filter_only, text()),
        Row::events(
            "usage in a last chunk without choices",
            usage_last,
            counted(),
        ),
        Row::events(
            "usage in the last chunk of the text",
            usage_beside,
            counted(),
        ),
        Row::events("usage in each chunk, then null", usage_then_null, counted()),
        Row::events("padding, empty too", padded, text()),
        Row::events(
            "a finish reason of the server's own",
            [role(), said(TEXT), finish("eos")],
            Then {
                finish: Some("eos"),
                ..text()
            },
        ),
        Row::events(
            "fields that nobody knows",
            spoken_with(
                &json!({ "service_tier": "x-odd", "system_fingerprint": 7, "moderation": [{}] }),
            ),
            text(),
        ),
        Row::events(
            "two choices that take turns",
            [
                chunk(
                    json!([{ "index": 1, "delta": { "role": "assistant", "content": "{\"text\":" } }]),
                ),
                chunk(
                    json!([{ "index": 0, "delta": { "role": "assistant", "content": "{\"te" } }]),
                ),
                chunk(json!([
                    { "index": 0, "delta": { "content": "xt\":\"a\"}" } },
                    { "index": 1, "delta": { "content": "\"b\"}" } },
                ])),
                chunk(json!([{ "index": 1, "delta": {}, "finish_reason": "stop" }])),
                finish("stop"),
            ],
            Then {
                texts: [r#"{"text":"a"}"#, r#"{"text":"b"}"#]
                    .map(|text| Some(text.to_owned()))
                    .into(),
                ..text()
            },
        ),
        Row::events(
            "a refusal in pieces",
            [
                delta(json!({ "role": "assistant", "content": null, "refusal": "" })),
                delta(json!({ "refusal": "I'm" })),
                delta(json!({ "refusal": " sorry." })),
                finish("stop"),
            ],
            Then {
                refusal: Some("I'm sorry."),
                outcome: Became::Refused,
                ..Then::nothing()
            },
        ),
        Row::events(
            "nothing but a limit",
            [
                delta(json!({ "role": "assistant", "content": null })),
                with(
                    finish("length"),
                    json!({ "usage": {
                    "prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0 } }),
                ),
            ],
            Then {
                finish: Some("length"),
                total_tokens: Some(0),
                outcome: Became::Truncated,
                ..Then::nothing()
            },
        ),
        Row::events(
            "the text as reasoning, and no answer",
            [
                delta(json!({ "role": "assistant", "reasoning_content": TEXT })),
                finish("stop"),
            ],
            Then::nothing(),
        ),
    ]
}

/// Bytes that are cut and dressed in other ways than usual.
pub(super) fn framing() -> Vec<Row> {
    let text = || Then::text(TEXT);
    let plain = joined(&spoken()) + "data: [DONE]\n\n";
    let whole = |name, bytes: String| Row::writes(name, [bytes], text());
    // Each event ends in another way.
    let ends = ["\r\n\r\n", "\r\r", "\n\n", "\r\n\n", "\n\r"];
    let mixed = |mut all: String, (event, end): (&str, &&str)| {
        all.extend([event, end]);
        all
    };
    let events = plain.split_terminator("\n\n").zip(ends.iter().cycle());
    let mixed = events.fold(String::new(), mixed);
    let two_lines: String = spoken()
        .iter()
        .map(|chunk| {
            let text = serde_json::to_string_pretty(chunk).unwrap();
            let lines = text.lines().map(|line| format!("data: {line}\n"));
            lines.collect::<String>() + "\n"
        })
        .collect();
    let inside = |byte: usize| {
        let bytes = plain.as_bytes();
        // Inside of each character that has more than one byte.
        let mut writes = vec![Vec::new()];
        for (at, character) in plain.char_indices() {
            let end = at + character.len_utf8();
            let cut = if character.is_ascii() { end } else { at + byte };
            let last = writes.len() - 1;
            writes[last].extend_from_slice(&bytes[at..cut]);
            if cut < end {
                writes.push(bytes[cut..end].to_vec());
            }
        }
        writes
    };
    vec![
        whole("one write", plain.clone()),
        whole("line ends of two bytes", plain.replace('\n', "\r\n")),
        whole("carriage returns alone", plain.replace('\n', "\r")),
        whole("line ends mixed", mixed),
        Row::writes(
            "a line end in two writes",
            plain.replace('\n', "\r\n").split_inclusive('\r'),
            text(),
        ),
        Row::writes("characters cut after one byte", inside(1), text()),
        Row::writes("characters cut after two bytes", inside(2), text()),
        whole("no space after the colon", plain.replace("data: ", "data:")),
        whole("data over many lines", two_lines + "data: [DONE]\n\n"),
        whole(
            "comments between and inside of events",
            plain.replace("data: ", ": OPENROUTER PROCESSING\n\n: keep-alive\ndata: "),
        ),
        whole(
            "names of events",
            plain.replace("data: ", "event: message\ndata: "),
        ),
        whole(
            "a heartbeat event",
            plain.replacen("\n\n", "\n\nevent: keepalive\ndata: {}\n\n", 2),
        ),
        whole(
            "ids, waits and events without data",
            format!(
                "retry: 3000\n\nid: 7\n\n{}",
                plain.replacen("\n\n", "\n\nevent: ping\n\ndata:\n\nid: 8\n\n", 3)
            ),
        ),
        whole("a byte order mark", format!("\u{feff}{plain}")),
        whole(
            "words after the marker",
            plain.clone() + ": bye\n\ndata: [DONE]\n\n",
        ),
    ]
}

/// Streams that end in other ways than with the marker.
pub(super) fn endings() -> Vec<Row> {
    let half = r#"{"text":"日本"#;
    let part = || Then {
        texts: vec![Some(half.to_owned())],
        ..Then::default()
    };
    let halved = || vec![role(), said(half)];
    let failing = |name, error: Value, words| {
        let all = halved().into_iter().chain([error]);
        Row::events(name, all, part().early(End::Failed(words), Became::Error)).without_done()
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
            part().early(End::Failed("Went away."), Became::Error),
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
                outcome: Became::Mismatch,
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
