//! What services stream, and what it should come to.

use serde_json::{Value, json};

use super::row::{Row, of, with};

/// What an event says of an error that is one by its name alone.
pub(super) use self::endings::NAMED;

mod calls;
mod endings;
mod shapes;
mod spoken;

/// A value of the type that is asked for, with characters of three and four bytes and an escape.
pub(super) const TEXT: &str = r#"{"text":"日本語 🎉 a\nb"}"#;

/// The same in pieces.
pub(super) const PIECES: [&str; 3] = ["{\"text\":\"日", "本語 🎉 a\\", "nb\"}"];

/// All tables.
pub(super) fn all() -> impl Iterator<Item = Row> {
    [
        spoken::rows(),
        endings::rows(),
        shapes::rows(),
        calls::rows(),
    ]
    .into_iter()
    .flatten()
}

/// Those that are cut at every byte.
pub(super) fn golden() -> impl Iterator<Item = Row> {
    let names = [
        "a typed text",
        "a text of all widths",
        "cut off by the limit of tokens",
        "a flat error after the response began",
        "an error by the name of its event",
        "with the line ends of Windows",
    ];
    all().filter(move |row| names.contains(&row.name))
}

/// A message that says this, as far as it is.
fn message(status: &str, content: &Value) -> Value {
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "status": status, "content": content,
    })
}

fn output_text(text: &str) -> Value {
    json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] })
}

/// The message that all of this comes to.
fn said(text: &str) -> Value {
    message("completed", &json!([output_text(text)]))
}

/// An event of the item at this place.
fn at(index: u64, kind: &str, fields: Value) -> Value {
    with(of(kind, json!({ "output_index": index })), fields)
}

/// An item begins, or is whole.
fn item(word: &str, index: u64, item: &Value) -> Value {
    at(
        index,
        &format!("response.output_item.{word}"),
        json!({ "item": item }),
    )
}

/// An event of the first part of the message.
fn part(kind: &str, fields: Value) -> Value {
    let place = json!({ "item_id": "msg_1", "content_index": 0 });
    at(0, kind, with(place, fields))
}

/// The beginning of a message and of its part.
fn opened() -> [Value; 2] {
    let part_event = part(
        "response.content_part.added",
        json!({ "part": output_text("") }),
    );
    [
        item("added", 0, &message("in_progress", &json!([]))),
        part_event,
    ]
}

fn pieces<'a>(pieces: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = Value> {
    pieces.into_iter().map(|piece| {
        let fields = json!({ "delta": piece, "logprobs": [], "obfuscation": "x9" });
        part("response.output_text.delta", fields)
    })
}

/// The end of the part and of the message.
fn closed(text: &str) -> [Value; 3] {
    [
        part(
            "response.output_text.done",
            json!({ "text": text, "logprobs": [] }),
        ),
        part(
            "response.content_part.done",
            json!({ "part": output_text(text) }),
        ),
        item("done", 0, &said(text)),
    ]
}
