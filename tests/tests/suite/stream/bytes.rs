//! The tables without a network: what is found does not depend on where reads end, and each event
//! is a chunk or an error.

use openai_structured::client::{ErrorKind, chat::ChunkRef, sse::Decoder};
use serde_json::Value;

use super::{
    cases,
    row::{End, Row},
};

/// The data of each event up to the marker, in reads that end where `reads` end.
pub(super) fn decode<'a>(reads: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let mut decoder = Decoder::new();
    let mut data = Vec::new();
    for mut read in reads {
        while let Some(event) = decoder.next_event(&mut read) {
            let event = event.unwrap();
            if event.data == "[DONE]" {
                return data;
            }
            data.push(event.data.to_owned());
        }
    }
    data
}

/// The first choice's text in these events.
pub(super) fn text(data: &[String]) -> Option<String> {
    let chunks = data.iter().map(|data| serde_json::from_str(data).unwrap());
    let pieces = chunks.filter_map(|chunk: Value| {
        let content = chunk.pointer("/choices/0/delta/content")?;
        content.as_str().map(str::to_owned)
    });
    pieces.reduce(|text, piece| text + &piece)
}

#[test]
fn framing_says_the_same_however_it_is_cut() {
    for Row {
        name, writes, then, ..
    } in cases::framing()
    {
        let bytes = writes.concat();
        let whole = decode([&bytes[..]]);
        assert_eq!(text(&whole), then.texts[0], "{name}");
        assert_eq!(decode(writes.iter().map(Vec::as_slice)), whole, "{name}");
        assert_eq!(decode(bytes.chunks(1)), whole, "{name}, byte by byte");
        for cut in 0..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert_eq!(decode([head, tail]), whole, "{name}, cut at {cut}");
        }
    }
}

#[test]
fn each_event_is_a_chunk_or_the_error_that_ends_the_stream() {
    for Row {
        name, writes, then, ..
    } in cases::all()
    {
        let bytes = writes.concat();
        // An error by the event's name alone is none by its data.
        if str::from_utf8(&bytes).unwrap().contains("event: error") {
            continue;
        }
        let mut chunks = decode([&bytes[..]]).into_iter();
        let failed = chunks.find_map(|data| ChunkRef::from_json(&data).err());
        let said = failed.as_ref().map(|error| {
            assert_eq!(error.kind(), ErrorKind::Status, "{name}");
            error.message().unwrap_or_default()
        });
        let expected = match then.end {
            End::Failed(words) => Some(words),
            End::Marker | End::Closed | End::Cut => None,
        };
        assert_eq!(said, expected, "{name}");
        assert_eq!(chunks.next(), None, "{name}");
    }
}
