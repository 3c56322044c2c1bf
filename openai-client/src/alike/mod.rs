//! Texts that are alike: most events of a stream differ from the one before in a piece of text alone.
//!
//! A JSON text that equals an earlier one byte for byte, but for the inside of a few strings and
//! the digits of a number, has the same structure, whatever stands in them. So it need not be parsed:
//! what it says is what stands there, and else the same as before.

mod inside;

use std::{borrow::Cow, ops::Range};

use self::inside::{Inside, plain_length};

/// What may be different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hole {
    /// The inside of a string that is not empty.
    Text,
    /// The digits of a number.
    Number,
    /// The inside of a string that says nothing: letters that make all sizes alike.
    Noise,
}

/// A JSON text with holes.
#[derive(Debug, Clone)]
pub(crate) struct Alike {
    before: String,
    /// Each hole and what follows it.
    holes: Vec<(Hole, String)>,
}

/// What stands in the holes.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    /// The text.
    pub(crate) text: Cow<'a, str>,
    /// The number, if there is such a hole.
    pub(crate) number: Option<u64>,
}

impl Alike {
    /// All like this one, in one line, but for the holes at these places, in their order.
    pub(crate) fn new(json: &str, holes: &[(Range<usize>, Hole)]) -> Option<Self> {
        // Of an event in several lines.
        if json.contains(['\n', '\r']) {
            return None;
        }
        let starts = holes.iter().map(|(hole, _)| hole.start);
        let mut ends = starts.skip(1).chain([json.len()]);
        Some(Self {
            before: json.get(..holes.first()?.0.start)?.to_owned(),
            holes: holes
                .iter()
                .map(|(place, hole)| {
                    let after = json.get(place.end..ends.next()?)?;
                    Some((*hole, after.to_owned()))
                })
                .collect::<Option<_>>()?,
        })
    }

    /// What stands in the holes of a text; none if it is not alike.
    pub(crate) fn read<'a>(&self, json: &'a str) -> Option<Found<'a>> {
        let (found, rest) = self.split(json.as_bytes())?;
        rest.is_empty().then_some(found)
    }

    /// The same of the text that bytes begin with, and what follows it.
    ///
    /// The text is JSON in one line then, and UTF-8.
    pub(crate) fn split<'a>(&self, bytes: &'a [u8]) -> Option<(Found<'a>, &'a [u8])> {
        let mut rest = bytes.strip_prefix(self.before.as_bytes())?;
        let mut text = Cow::Borrowed("");
        let mut number = None;
        for (hole, after) in &self.holes {
            let length = match hole {
                Hole::Text => {
                    let inside = Inside::of(rest)?;
                    if inside.len() == 0 {
                        return None;
                    }
                    text = match inside.text() {
                        Some(text) => text,
                        None => parsed(rest.get(..inside.len())?)?.into(),
                    };
                    inside.len()
                }
                Hole::Number => {
                    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
                    let digits = str::from_utf8(rest.get(..digits.count())?).ok()?;
                    // JSON has no others that begin so.
                    if digits.len() > 1 && digits.starts_with('0') {
                        return None;
                    }
                    number = Some(digits.parse().ok()?);
                    digits.len()
                }
                // Noise is nothing else, and what is must be looked at by a parser.
                Hole::Noise => {
                    let length = plain_length(rest);
                    rest.get(..length)?.is_ascii().then_some(length)?
                }
            };
            rest = rest.get(length..)?.strip_prefix(after.as_bytes())?;
        }
        Some((Found { text, number }, rest))
    }
}

/// The text of the inside of a JSON string.
fn parsed(inside: &[u8]) -> Option<String> {
    let quoted = [b"\"", inside, b"\""].concat();
    serde_json::from_slice(&quoted).ok()
}

/// Where a part stands in the text that it was borrowed from; none if it was not.
pub(crate) fn place(whole: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let place = start..start + part.len();
    whole.get(place.clone()).is_some().then_some(place)
}
