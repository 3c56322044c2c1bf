//! Reads chunks by the one before: most of a stream's differ in their piece of text alone.
//!
//! Those are not parsed: see [`alike`](crate::alike).

#[cfg(feature = "transport")]
mod glance;

use std::{borrow::Cow, ops::Range};

use super::{ChunkChoice, ChunkRef, Few, MessageDelta, RawText};
use crate::{
    alike::{self, Alike, Hole},
    chat::options::ServiceTier,
    error::Error,
    meta::ResponseMeta,
    secrets::Secrets,
};

/// A field that services fill with noise, so that the sizes of chunks do not tell their texts.
const PADDING: &str = "\"obfuscation\":\"";

/// Reads the chunks of one stream. It gives what [`ChunkRef::read`] gives.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChunkReader {
    shape: Option<Shape>,
    /// How many shapes were kept since one served.
    in_vain: u8,
    /// The chunk before had the shape.
    repeats: bool,
}

/// A chunk, as far as it differs from the one before.
#[expect(
    clippy::large_enum_variant,
    reason = "taken apart at once; a box would cost an allocation"
)]
pub(crate) enum Next<'a> {
    /// In nothing but the text that it adds to a choice.
    Text { choice: u64, text: Cow<'a, str> },
    /// It may differ in anything.
    Chunk(ChunkRef<'a>),
}

/// So many shapes in vain, and none is kept any more: the stream's chunks differ in other places.
const ENOUGH: u8 = 8;

impl ChunkReader {
    /// `secrets` are blacked out in errors.
    pub(crate) fn read<'a>(
        &mut self,
        json: &'a str,
        meta: &ResponseMeta,
        secrets: &Secrets,
    ) -> Result<ChunkRef<'a>, Error> {
        if let Some(chunk) = self.shape.as_ref().and_then(|shape| shape.read(json)) {
            self.in_vain = 0;
            return Ok(chunk);
        }
        self.parse(json, meta, secrets)
    }

    /// The same, for one who has taken the chunk before.
    pub(crate) fn next<'a>(
        &mut self,
        json: &'a str,
        meta: &ResponseMeta,
        secrets: &Secrets,
    ) -> Result<Next<'a>, Error> {
        if let (true, Some(shape)) = (self.repeats, &self.shape)
            && let Some(text) = shape.text(json)
        {
            self.in_vain = 0;
            let choice = shape.index;
            return Ok(Next::Text { choice, text });
        }
        self.repeats = false;
        let chunk = self.read(json, meta, secrets)?;
        let shape = self.shape.as_ref();
        // Of the shape that is kept, which may be that of an earlier chunk.
        self.repeats = shape.is_some_and(|shape| shape.text(json).is_some());
        Ok(Next::Chunk(chunk))
    }

    /// The chunk before came another way.
    pub(crate) fn passed_by(&mut self) {
        self.repeats = false;
    }

    fn parse<'a>(
        &mut self,
        json: &'a str,
        meta: &ResponseMeta,
        secrets: &Secrets,
    ) -> Result<ChunkRef<'a>, Error> {
        let chunk = ChunkRef::read(json, meta, secrets)?;
        if self.in_vain < ENOUGH
            && let Some(shape) = Shape::of(&chunk)
        {
            self.shape = Some(shape);
            self.in_vain += 1;
        }
        Ok(chunk)
    }
}

/// What chunks with one piece of text have in common.
#[derive(Debug, Clone)]
struct Shape {
    alike: Alike,
    index: u64,
    created: u64,
    /// Places before the text.
    id: Range<usize>,
    model: Range<usize>,
    system_fingerprint: Option<Range<usize>>,
    service_tier: Option<ServiceTier>,
}

impl Shape {
    /// Of a chunk that says nothing but a piece of text, and what all chunks of the stream say.
    fn of(chunk: &ChunkRef<'_>) -> Option<Self> {
        // Each field is named, so that a new one cannot be forgotten here.
        let ChunkRef {
            id,
            choices,
            created,
            model,
            service_tier,
            system_fingerprint,
            usage: None,
            moderation: None,
            prompt_filter_results: None,
            raw: RawText(json),
        } = chunk
        else {
            return None;
        };
        let [
            ChunkChoice {
                index,
                delta,
                finish_reason: None,
                logprobs: None,
                content_filter_results: None,
            },
        ] = choices.as_slice()
        else {
            return None;
        };
        let MessageDelta {
            role: None,
            content: Some(text),
            refusal: None,
            tool_calls,
            function_call: None,
            annotations,
            audio: None,
            extra,
        } = delta
        else {
            return None;
        };
        if !(tool_calls.is_empty() && annotations.is_empty() && extra.is_empty()) {
            return None;
        }
        let text = place(json, text).filter(|text| !text.is_empty())?;
        let mut holes = vec![(text.clone(), Hole::Text)];
        if let Some((padded, padding)) = json.get(text.end..)?.rsplit_once(PADDING) {
            let start = text.end + padded.len() + PADDING.len();
            let length = padding.find(['"', '\\'])?;
            holes.push((start..start + length, Hole::Noise));
        }
        let alike = Alike::new(json, &holes)?;
        let before = json.get(..text.start)?;
        Some(Self {
            id: place(before, id)?,
            model: place(before, model)?,
            system_fingerprint: match system_fingerprint {
                Some(fingerprint) => Some(place(before, fingerprint)?),
                None => None,
            },
            alike,
            index: *index,
            created: *created,
            service_tier: service_tier.clone(),
        })
    }

    /// The text in a chunk of this shape; none if it has another.
    fn text<'a>(&self, json: &'a str) -> Option<Cow<'a, str>> {
        self.alike.read(json).map(|found| found.text)
    }

    /// A chunk of this shape; none if it has another.
    fn read<'a>(&self, json: &'a str) -> Option<ChunkRef<'a>> {
        let text = self.text(json)?;
        let part = |place: &Range<usize>| json.get(place.clone()).map(Cow::Borrowed);
        Some(ChunkRef {
            id: part(&self.id)?,
            choices: Few::one(ChunkChoice::of_text(self.index, text)),
            created: self.created,
            model: part(&self.model)?,
            service_tier: self.service_tier.clone(),
            system_fingerprint: match &self.system_fingerprint {
                Some(place) => Some(part(place)?),
                None => None,
            },
            usage: None,
            moderation: None,
            prompt_filter_results: None,
            raw: RawText(Cow::Borrowed(json)),
        })
    }
}

/// The same as [`alike::place`], but that an empty part, which need not be borrowed, stands at the
/// start.
fn place(whole: &str, part: &str) -> Option<Range<usize>> {
    if part.is_empty() {
        return Some(0..0);
    }
    alike::place(whole, part)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;

    /// Reads all by one reader, and says how many were read without a parser.
    fn check(chunks: &[String]) -> usize {
        let secrets = Secrets::default();
        let meta = ResponseMeta::new(StatusCode::OK, &HeaderMap::new(), 1, &secrets);
        let mut reader = ChunkReader::default();
        let mut quick = 0;
        for json in chunks {
            let known = reader.shape.as_ref();
            quick += usize::from(known.is_some_and(|shape| shape.read(json).is_some()));
            let ours = reader.read(json, &meta, &secrets);
            match (ours, ChunkRef::from_json(json)) {
                (Ok(ours), Ok(plain)) => {
                    assert_eq!(format!("{ours:?}"), format!("{plain:?}"), "{json}");
                    assert_eq!(ours.raw(), json);
                }
                (Err(ours), Err(plain)) => assert_eq!(ours.to_string(), plain.to_string()),
                (ours, plain) => panic!("{json}: {ours:?}, but {plain:?}"),
            }
        }
        quick
    }

    pub(super) fn chunk(text: &str, padding: &str) -> String {
        format!(
            r#"{{"id":"c1","created":7,"model":"m","service_tier":"default","system_fingerprint":"fp","choices":[{{"index":3,"delta":{{"content":"{text}"}},"logprobs":null,"finish_reason":null}}],"usage":null,"obfuscation":"{padding}"}}"#
        )
    }

    #[test]
    fn chunks_of_one_shape_are_parsed_once() {
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
        let chunks: Vec<_> = texts.iter().map(|text| chunk(text, "ab3")).collect();
        assert_eq!(check(&chunks), texts.len() - 1);
        let padded: Vec<_> = ["", "a", "0123456789"]
            .map(|padding| chunk("x", padding))
            .into();
        assert_eq!(check(&padded), 2);
        let bare = padded.iter().map(|chunk| chunk.replace("obfuscation", "x"));
        assert_eq!(
            check(&bare.collect::<Vec<_>>()),
            0,
            "the padding may say anything then"
        );
        let least = |text: &str| format!(r#"{{"choices":[{{"delta":{{"content":"{text}"}}}}]}}"#);
        assert_eq!(check(&["a", "b", "c"].map(least)), 2);
    }

    #[test]
    fn a_stream_of_ever_new_shapes_is_left_to_the_parser() {
        let clock = |at: u8| chunk("x", "y").replace("created\":7", &format!("created\":{at}"));
        let mut chunks: Vec<_> = (1..=ENOUGH).map(clock).collect();
        let later = clock(ENOUGH + 1);
        chunks.extend([later.clone(), later]);
        assert_eq!(check(&chunks), 0);
        assert_eq!(check(chunks.get(1..).unwrap()), 1);
    }

    #[test]
    fn another_shape_is_parsed() {
        let first = chunk("a", "b");
        let others = [
            first.replace("c1", "c2"),
            first.replace("\"a\"", "\"\""),
            first.replace("\"a\"", "null"),
            first.replace("\"a\"", "[\"a\"]"),
            first.replace("\"a\"", "\"a\",\"refusal\":\"r\""),
            first.replace("\"a\"", "\"\\ud83d\""),
            first.replace("\"a\"", "\"a\n\""),
            first.replace("\"a\"", "\"a\\\""),
            first.replace("\"b\"", "\"b\n\""),
            first.replace("\"b\"", "\"\\x\""),
            first.replace("\"b\"", "\"b\",\"error\":\"e\""),
            first.replace("finish_reason\":null", "finish_reason\":\"stop\""),
            first.replace("usage\":null", "usage\":{\"total_tokens\":1}"),
            first.replace("index\":3", "index\":4"),
            first.clone() + " ",
            first.clone() + "x",
            String::new(),
        ];
        for other in others {
            let quick = check(&[first.clone(), other.clone(), first.clone()]);
            assert!(quick <= 1, "{other}");
        }
        for end in 0..first.len() {
            assert_eq!(check(&[first.clone(), first[..end].to_owned()]), 0, "{end}");
        }
    }

    /// An event in several lines has feeds in its data that are no feeds of a text.
    #[test]
    fn a_chunk_in_several_lines_has_no_shape() {
        let chunks = ["a", "b"].map(|text| chunk(text, "p").replacen(',', ",\n", 1));
        assert_eq!(check(&chunks), 0);
    }

    /// Changes of a single byte, wherever it is.
    #[test]
    fn a_changed_byte_is_seen() {
        let first = chunk("ab", "cd");
        for at in 0..first.len() {
            for with in ["\"", "\\", "}", "x", "\n", ""] {
                let mut other = first.clone();
                other.replace_range(at..=at, with);
                check(&[first.clone(), other, first.clone()]);
            }
        }
    }
}
