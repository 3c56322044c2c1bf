//! Strings: those that a user sees grow, and those that matter as a whole.

use super::awaited::Awaited;
use super::input::{Input, Read, Search, Stop};
use super::special::{all_plain, plain};
use super::words::CONTROL;
use crate::read::Note;
use std::borrow::Cow;

impl<'a> Input<'a> {
    /// Takes a string, of which the quote is next, into an empty text. What has come of it is in
    /// there also if the rest has not: then [`grow_string`](Self::grow_string) goes on.
    #[inline]
    pub(crate) fn begin_string(&mut self, text: &mut String) -> Read {
        let rest = self.rest().get(1..).unwrap_or_default();
        let length = plain(rest);
        let start = self.at + 1;
        self.at = start + length;
        if rest.get(length) == Some(&b'"') {
            self.at += 1;
            // Of the exact size.
            *text = self.slice(start, start + length).to_owned();
            return Ok(());
        }
        *text = std::mem::take(&mut self.memory.scratch);
        text.push_str(self.slice(start, start + length));
        self.grow_string(text)
    }

    /// Goes on with a string that has begun.
    #[inline]
    pub(crate) fn grow_string(&mut self, text: &mut String) -> Read {
        let rest = self.text.get(self.at..).unwrap_or_default();
        // Most pieces have nothing special in them.
        if all_plain(rest.as_bytes()) {
            text.push_str(rest);
            self.at += rest.len();
            return Err(Stop::Starved);
        }
        self.grow_string_by_runs(text)
    }

    fn grow_string_by_runs(&mut self, text: &mut String) -> Read {
        loop {
            let rest = self.rest();
            let length = plain(rest);
            text.push_str(self.slice(self.at, self.at + length));
            self.at += length;
            match rest.get(length) {
                None => return Err(Stop::Starved),
                Some(b'"') => {
                    self.at += 1;
                    // An exact copy stays, the buffer is for the next one.
                    let whole = text.as_str().to_owned();
                    let mut buffer = std::mem::replace(text, whole);
                    buffer.clear();
                    self.memory.scratch = buffer;
                    return Ok(());
                }
                Some(b'\\') => {
                    let place = self.at;
                    let character = self.escape()?;
                    if character == '\0' {
                        self.note_at(Note::Nul, place);
                    }
                    text.push(character);
                }
                Some(_) => return Err(self.syntax(CONTROL)),
            }
        }
    }

    /// Takes a string, of which the quote is next, once all of it is there.
    pub(crate) fn whole_string(&mut self) -> Read<Cow<'a, str>> {
        let start = self.at;
        let (end, escaped) = self.string_end()?;
        if !escaped {
            self.at = end + 1;
            return Ok(Cow::Borrowed(self.slice(start + 1, end)));
        }
        let mut text = String::new();
        self.at = start + 1;
        loop {
            let length = plain(self.rest());
            text.push_str(self.slice(self.at, self.at + length));
            self.at += length;
            if self.at >= end {
                self.at = end + 1;
                return Ok(Cow::Owned(text));
            }
            text.push(self.escape()?);
        }
    }

    /// The string at a place that was read past.
    pub(crate) fn string_at(&mut self, start: usize) -> Cow<'a, str> {
        let at = std::mem::replace(&mut self.at, start);
        // It was whole then.
        let text = self.whole_string().unwrap_or_default();
        self.at = at;
        text
    }

    /// Where the quote at the end of the string stands, of which the first one is next, and whether
    /// there are escapes. The place stays; what was searched is not searched again.
    fn string_end(&mut self) -> Read<(usize, bool)> {
        let start = self.at;
        let mut search = match self.memory.search {
            known if known.start == start && known.end > start => known,
            _ => Search {
                start,
                end: start + 1,
                escaped: false,
            },
        };
        let bytes = self.text.as_bytes();
        loop {
            let rest = bytes.get(search.end..).unwrap_or_default();
            let length = plain(rest);
            search.end += length;
            match (rest.get(length), rest.get(length + 1)) {
                (Some(b'"'), _) => return Ok((search.end, search.escaped)),
                (Some(b'\\'), Some(_)) => {
                    search.escaped = true;
                    search.end += 2;
                }
                (None, _) | (Some(b'\\'), None) => {
                    self.memory.search = search;
                    self.memory.awaited = Awaited::Quote(search.end);
                    return Err(Stop::Starved);
                }
                (Some(_), _) => {
                    self.at = search.end;
                    return Err(self.syntax(CONTROL));
                }
            }
        }
    }
}
