//! Calls of tools, in all the ways in which services cut them.

use serde_json::{Value, json};

use crate::stream::row::{Row, Then, called, chunk, delta, finish, role, with};

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

/// A call whose chunks all have a reason that is none, but for the last.
fn unfinished(name: &'static str, reason: &str) -> Row {
    let piece = |piece: Value| {
        chunk(json!([{ "index": 0, "delta": { "tool_calls": [piece] }, "finish_reason": reason }]))
    };
    let pieces = [open(0, "c1", "look", "{\"q\""), more(0, ":1}")].map(piece);
    let last = finish("tool_calls");
    Row::events(
        name,
        pieces.into_iter().chain([last]),
        Then::calls([["c1", "look", "{\"q\":1}"]]),
    )
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn rows() -> Vec<Row> {
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
        Row::events(
            "the role on each chunk of a call",
            [
                delta(
                    json!({ "role": "assistant", "tool_calls": [open(0, "c1", "look", "{\"q\"")] }),
                ),
                delta(json!({ "role": "assistant", "tool_calls": [more(0, ":1}")] })),
                finish("tool_calls"),
            ],
            one(),
        ),
        unfinished("finish reasons of a call that are empty", ""),
        unfinished("finish reasons of a call that are null in quotes", "null"),
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
