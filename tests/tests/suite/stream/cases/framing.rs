//! Bytes that are cut and dressed in other ways than usual.

use super::{TEXT, joined, spoken};
use crate::stream::row::{Row, Then};

pub(in crate::stream) fn rows() -> Vec<Row> {
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
