//! Reads events by the one before: most of a stream's differ in their piece of text alone.

use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::ResponseEvent;
use crate::{
    alike::{Alike, Found, Hole, place},
    error::Error,
    meta::ResponseMeta,
    secrets::Secrets,
    sse::Event,
};

/// So many shapes in vain, and none is kept any more: the stream's events differ in other places.
const ENOUGH: u8 = 8;

/// Reads the events of one stream, without their noise.
#[derive(Debug, Clone, Default)]
pub(in crate::responses) struct EventReader {
    shape: Option<Shape>,
    /// How many shapes were kept since one served.
    in_vain: u8,
}

/// An event that is a piece of something, and what others like it are.
#[derive(Debug, Clone)]
struct Shape {
    /// Up to the data.
    #[cfg(feature = "transport")]
    head: String,
    alike: Alike,
    /// The event, without its piece.
    event: ResponseEvent,
}

/// The places of an event's holes.
#[derive(Deserialize)]
struct Holes<'a> {
    #[serde(borrow)]
    delta: &'a RawValue,
    #[serde(borrow)]
    sequence_number: Option<&'a RawValue>,
    #[serde(borrow)]
    obfuscation: Option<&'a RawValue>,
}

impl EventReader {
    /// `secrets` are blacked out in errors.
    pub(in crate::responses) fn read(
        &mut self,
        event: Event<'_>,
        meta: &ResponseMeta,
        secrets: &Secrets,
    ) -> Result<ResponseEvent, Error> {
        if let Some(shape) = &self.shape
            && let Some(found) = shape.alike.read(event.data)
        {
            self.in_vain = 0;
            return Ok(shape.event(found));
        }
        let mut read = ResponseEvent::read(event.name, event.data, meta, secrets)?;
        if let Some(piece) = piece(&mut read) {
            *piece.noise = None;
            if self.in_vain < ENOUGH
                && let Some(shape) = Shape::of(&read, event)
            {
                self.shape = Some(shape);
                self.in_vain += 1;
            }
        }
        Ok(read)
    }

    /// The event that bytes of a stream begin with, if it is like the one before, and how long it
    /// is. So it is neither an error nor the marker, as the one before was none.
    #[cfg(feature = "transport")]
    pub(in crate::responses) fn glance(&mut self, bytes: &[u8]) -> Option<(ResponseEvent, usize)> {
        let shape = self.shape.as_ref()?;
        let data = bytes.strip_prefix(shape.head.as_bytes())?;
        let (found, rest) = shape.alike.split(data)?;
        let rest = rest.strip_prefix(b"\n\n")?;
        self.in_vain = 0;
        Some((shape.event(found), bytes.len() - rest.len()))
    }
}

impl Shape {
    /// Of an event that says nothing but a piece.
    fn of(read: &ResponseEvent, event: Event<'_>) -> Option<Self> {
        let json = event.data;
        let holes: Holes<'_> = serde_json::from_str(json).ok()?;
        let delta = inside(json, holes.delta)?;
        let mut places = vec![(delta, Hole::Text)];
        if let Some(number) = holes.sequence_number {
            places.push((place(json, number.get())?, Hole::Number));
        }
        if let Some(noise) = holes.obfuscation {
            places.push((inside(json, noise)?, Hole::Noise));
        }
        places.sort_by_key(|(place, _)| place.start);
        let mut like = read.clone();
        let piece = piece(&mut like)?;
        if piece.says_more || piece.text.is_empty() {
            return None;
        }
        piece.text.clear();
        let shape = Self {
            #[cfg(feature = "transport")]
            head: match event.name {
                Some(name) => format!("event: {name}\ndata: "),
                None => "data: ".to_owned(),
            },
            alike: Alike::new(json, &places)?,
            event: like,
        };
        // What it makes of this very event is this event.
        let found = shape.alike.read(json)?;
        (shape.event(found) == *read).then_some(shape)
    }

    fn event(&self, found: Found<'_>) -> ResponseEvent {
        let mut event = self.event.clone();
        if let Some(piece) = piece(&mut event) {
            *piece.text = found.text.into_owned();
            *piece.number = found.number;
        }
        event
    }
}

/// What is different in events that are pieces of something.
struct Piece<'a> {
    text: &'a mut String,
    number: &'a mut Option<u64>,
    noise: &'a mut Option<String>,
    /// It says more than that.
    says_more: bool,
}

/// The piece that an event is, if it is one.
fn piece(event: &mut ResponseEvent) -> Option<Piece<'_>> {
    use ResponseEvent as E;
    macro_rules! piece {
        ($event:ident, $more:expr) => {
            Piece {
                says_more: $more || !$event.extra.is_empty(),
                text: &mut $event.delta,
                number: &mut $event.sequence_number,
                noise: &mut $event.obfuscation,
            }
        };
    }
    Some(match event {
        E::OutputTextDelta(event) => {
            let logprobs = event.logprobs.as_ref();
            piece!(event, logprobs.is_some_and(|all| !all.is_empty()))
        }
        E::RefusalDelta(event) | E::ReasoningTextDelta(event) => piece!(event, false),
        E::ReasoningSummaryTextDelta(event) => piece!(event, false),
        E::FunctionCallArgumentsDelta(event)
        | E::CustomToolCallInputDelta(event)
        | E::McpCallArgumentsDelta(event)
        | E::CodeInterpreterCallCodeDelta(event) => piece!(event, false),
        E::ShellCallCommandDelta(event) => piece!(event, false),
        _ => return None,
    })
}

/// Where the inside of a string stands.
fn inside(json: &str, string: &RawValue) -> Option<Range<usize>> {
    let inside = string.get().strip_prefix('"')?.strip_suffix('"')?;
    place(json, inside)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn event<'a>(name: Option<&'a str>, data: &'a str) -> Event<'a> {
        Event {
            name,
            data,
            id: "",
            retry: None,
        }
    }

    /// Reads all by one reader, which must give what each is by itself, and says how many a glance
    /// would have read.
    fn check(events: &[String]) -> usize {
        let secrets = Secrets::default();
        let meta = ResponseMeta::new(StatusCode::OK, &HeaderMap::new(), 1, &secrets);
        let mut reader = EventReader::default();
        let mut quick = 0;
        for data in events {
            let mut plain: ResponseEvent = serde_json::from_str(data).unwrap();
            if let Some(piece) = piece(&mut plain) {
                *piece.noise = None;
            }
            let bytes = format!("event: {}\ndata: {data}\n\nrest", plain.kind());
            if let Some((seen, length)) = reader.glance(bytes.as_bytes()) {
                assert_eq!(seen, plain);
                assert_eq!(&bytes[length..], "rest");
                quick += 1;
            }
            for end in 0..bytes.len() - 4 {
                assert!(reader.glance(&bytes.as_bytes()[..end]).is_none(), "{end}");
            }
            let name = Some(plain.kind()).filter(|kind| !kind.is_empty());
            let read = reader.read(event(name, data), &meta, &secrets);
            assert_eq!(read.unwrap(), plain);
        }
        quick
    }

    fn delta(number: u64, text: &str, noise: &str) -> String {
        format!(
            r#"{{"type":"response.output_text.delta","sequence_number":{number},"item_id":"msg_1","output_index":0,"content_index":0,"delta":"{text}","logprobs":[],"obfuscation":"{noise}"}}"#
        )
    }

    #[test]
    fn pieces_of_one_shape_are_parsed_once() {
        let texts = [
            "Hel",
            "lo",
            "{\\\"a\\\":\\n",
            "\\\\",
            "\\u00e9",
            "é😀",
            "x\\\\\\\"",
            " ",
        ];
        let events: Vec<_> = texts
            .iter()
            .zip(8..)
            .map(|(text, at)| delta(at, text, "x"))
            .collect();
        assert_eq!(check(&events), texts.len() - 1);
        let noisy: Vec<_> = ["", "a", "0123"].map(|noise| delta(7, "x", noise)).into();
        assert_eq!(check(&noisy), 2);
        for kind in [
            "refusal",
            "reasoning_text",
            "reasoning_summary_text",
            "function_call_arguments",
            "custom_tool_call_input",
            "mcp_call_arguments",
            "code_interpreter_call_code",
            "shell_call_command",
        ] {
            let of_kind = events.iter().map(|event| {
                let kind = format!("response.{kind}.delta");
                let event = event.replace("response.output_text.delta", &kind);
                event.replace(r#""logprobs":[],"#, "")
            });
            let of_kind: Vec<_> = of_kind
                .map(|event| event.replace(r#""content_index":0,"#, ""))
                .collect();
            assert_eq!(check(&of_kind), texts.len() - 1, "{kind}");
        }
    }

    #[test]
    fn what_says_more_is_parsed() {
        let first = delta(10, "a", "b");
        for other in [
            first.replace("msg_1", "msg_2"),
            first.replace("\"a\"", "\"\""),
            first.replace("\"a\"", "null"),
            first.replace("\"a\"", "[\"a\"]"),
            first.replace("\"a\"", "\"a\",\"refusal\":\"r\""),
            first.replace(
                "\"logprobs\":[]",
                "\"logprobs\":[{\"token\":\"a\",\"logprob\":-1}]",
            ),
            first.replace("\"output_index\":0", "\"output_index\":1"),
            first.replace(":10,", ":null,"),
            first.replace(":10,", ":1.5,"),
            first.replace(":10,", ":-1,"),
            first.replace(".delta\"", ".done\""),
        ] {
            assert!(
                check(&[first.clone(), other.clone(), first.clone()]) <= 1,
                "{other}"
            );
        }
    }

    /// Changes of a single byte, wherever it is: either it is no JSON, or it is read as it is alone.
    #[test]
    fn a_changed_byte_is_seen() {
        let first = delta(10, "ab", "cd");
        for at in 0..first.len() {
            for with in ["\"", "\\", "}", "x", "0", ""] {
                let mut other = first.clone();
                other.replace_range(at..=at, with);
                if serde_json::from_str::<ResponseEvent>(&other).is_ok() {
                    check(&[first.clone(), other, first.clone()]);
                }
            }
        }
    }
}
