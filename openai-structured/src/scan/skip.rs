//! Values that are passed over: of unknown keys, and those that are read in one piece once they are
//! there.

use super::input::{DEPTH, Input, Read, Stop};
use super::special::plain;
use super::words::{COLON, COMMA_OR_BRACE, COMMA_OR_BRACKET, CONTROL, KEY, TRAILING_COMMA, VALUE};
use crate::read::Note;

/// How far a value was passed over.
#[derive(Debug, Default)]
pub(super) struct Skip {
    /// Whether each open object or list is an object.
    open: Vec<bool>,
    /// The most that were open at once.
    deepest: usize,
    next: Next,
    /// Where it began, while it is under way.
    start: Option<usize>,
    /// Whether nobody reads it.
    pub(super) unread: bool,
}

/// What comes next.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Next {
    #[default]
    Value,
    /// A value, or the end of the list.
    First,
    /// A key, or the end of the object.
    FirstKey,
    Key,
    Colon,
    /// A comma or an end.
    Comma,
    /// The rest of a string that is a key, or a value.
    InKey,
    InString,
}

impl<'a> Input<'a> {
    /// Whether the value that was passed over last nests too deep to be read. One that is not read
    /// may nest as deep as it likes.
    pub(crate) fn skipped_too_deep(&self) -> bool {
        self.memory.depth + self.memory.skip.deepest > DEPTH
    }

    /// Passes over a value and gives its text.
    pub(crate) fn skip(&mut self) -> Read<&'a str> {
        let start = if let Some(start) = self.memory.skip.start {
            start
        } else {
            self.peek()?;
            self.memory.skip.start = Some(self.at);
            self.memory.skip.deepest = 0;
            self.at
        };
        loop {
            let next = self.step(self.memory.skip.next)?;
            let whole = next == Next::Comma && self.memory.skip.open.is_empty();
            self.memory.skip.next = next;
            if whole {
                self.memory.skip.next = Next::Value;
                self.memory.skip.start = None;
                return Ok(self.slice(start, self.at));
            }
        }
    }

    /// Passes over a value that nobody reads.
    pub(crate) fn ignore(&mut self) -> Read<&'a str> {
        // What could be noted of it, nobody needs to know.
        self.memory.skip.unread = true;
        let text = self.skip()?;
        self.memory.skip.unread = false;
        Ok(text)
    }

    /// Passes over the tag of a struct, of which the word is known.
    pub(crate) fn ignore_tag(&mut self, tag: &str) -> Read {
        let text = self.ignore()?;
        let plain = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        if plain != Some(tag) && serde_json::from_str::<String>(text).ok().as_deref() != Some(tag) {
            self.note_at(Note::OtherTag, self.at - text.len());
        }
        Ok(())
    }

    /// Takes a token, and says what comes behind it.
    fn step(&mut self, next: Next) -> Read<Next> {
        match next {
            Next::InKey => return self.pass_string(Next::Colon),
            Next::InString => return self.pass_string(Next::Comma),
            _ => {}
        }
        let byte = self.peek()?;
        match (next, byte) {
            (Next::FirstKey, b'}') | (Next::First, b']') => Ok(self.leave()),
            (Next::FirstKey | Next::Key, b'"') => {
                self.at += 1;
                self.memory.skip.next = Next::InKey;
                self.pass_string(Next::Colon)
            }
            (Next::FirstKey | Next::Key, _) => Err(self.syntax(KEY)),
            (Next::Colon, b':') => {
                self.at += 1;
                Ok(Next::Value)
            }
            (Next::Colon, _) => Err(self.syntax(COLON)),
            (Next::Comma, _) => self.between(byte),
            _ => self.value(byte),
        }
    }

    fn between(&mut self, byte: u8) -> Read<Next> {
        let object = self.memory.skip.open.last() == Some(&true);
        match (byte, object) {
            (b',', true) => {
                self.at += 1;
                Ok(Next::Key)
            }
            (b',', false) => {
                self.at += 1;
                Ok(Next::Value)
            }
            (b'}', true) | (b']', false) => Ok(self.leave()),
            (_, true) => Err(self.syntax(COMMA_OR_BRACE)),
            (_, false) => Err(self.syntax(COMMA_OR_BRACKET)),
        }
    }

    fn leave(&mut self) -> Next {
        self.memory.skip.open.pop();
        self.at += 1;
        Next::Comma
    }

    fn value(&mut self, byte: u8) -> Read<Next> {
        match byte {
            b'{' | b'[' => {
                self.at += 1;
                let skip = &mut self.memory.skip;
                skip.open.push(byte == b'{');
                skip.deepest = skip.deepest.max(skip.open.len());
                return Ok(if byte == b'{' {
                    Next::FirstKey
                } else {
                    Next::First
                });
            }
            b'"' => {
                self.at += 1;
                self.memory.skip.next = Next::InString;
                return self.pass_string(Next::Comma);
            }
            b't' => self.literal("true")?,
            b'f' => self.literal("false")?,
            b'n' => self.literal("null")?,
            b'-' | b'0'..=b'9' => {
                self.number()?;
            }
            b']' | b'}' => return Err(self.syntax(TRAILING_COMMA)),
            _ => return Err(self.syntax(VALUE)),
        }
        Ok(Next::Comma)
    }

    /// Passes over the rest of a string.
    fn pass_string(&mut self, behind: Next) -> Read<Next> {
        loop {
            let rest = self.rest();
            let length = plain(rest);
            self.at += length;
            match rest.get(length) {
                None => return Err(Stop::Starved),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(behind);
                }
                Some(b'\\') => self.pass_escape()?,
                Some(_) => return Err(self.syntax(CONTROL)),
            }
        }
    }
}
