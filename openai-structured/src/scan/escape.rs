//! What stands behind a backslash.

use super::input::{Input, Read, Stop};
use super::words::ESCAPE;
use crate::read::Note;

/// Bytes of `\u` with its four digits.
const UNIT: usize = 6;

const ALONE: &str = "lone leading surrogate in hex escape";

impl Input<'_> {
    /// Takes an escape, of which the backslash is next.
    pub(super) fn escape(&mut self) -> Read<char> {
        let &[_, kind, ..] = self.rest() else {
            return Err(Stop::Starved);
        };
        let character = match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(self.syntax(ESCAPE)),
        };
        self.at += 2;
        Ok(character)
    }

    /// Passes over an escape, of which the backslash is next. Half of a pair is as good as another,
    /// as nobody reads it: serde judges what it reads.
    pub(super) fn pass_escape(&mut self) -> Read {
        match self.rest() {
            [_, b'u', ..] => {
                if self.unit(0)? == 0 && !self.memory.skip.unread {
                    self.note(Note::Nul);
                }
                self.at += UNIT;
                Ok(())
            }
            _ => self.escape().map(drop),
        }
    }

    /// `\u0041`, or two of them for a character beyond the first 65,536.
    fn unicode(&mut self) -> Read<char> {
        let first = self.unit(0)?;
        let (code, length) = match first {
            0xdc00..=0xdfff => return self.lone(ALONE),
            0xd800..=0xdbff => match self.second_unit()? {
                Some(second @ 0xdc00..=0xdfff) => {
                    let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                    (code, 2 * UNIT)
                }
                Some(_) => return self.lone(ALONE),
                None => return self.lone("unexpected end of hex escape"),
            },
            _ => (first, UNIT),
        };
        // Surrogates have been dealt with.
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.at += length;
        Ok(character)
    }

    /// The number in the escape that begins so many bytes behind the next one.
    fn unit(&mut self, offset: usize) -> Read<u32> {
        let rest = self.rest();
        let mut code = 0;
        for place in offset + 2..offset + UNIT {
            let byte = *rest.get(place).ok_or(Stop::Starved)?;
            match char::from(byte).to_digit(16) {
                Some(digit) => code = code * 16 + digit,
                None => return Err(self.syntax(ESCAPE)),
            }
        }
        Ok(code)
    }

    /// The second half of a pair. `None` if no number is escaped there.
    fn second_unit(&mut self) -> Read<Option<u32>> {
        for (place, wanted) in [(UNIT, b'\\'), (UNIT + 1, b'u')] {
            match self.rest().get(place) {
                None => return Err(Stop::Starved),
                Some(byte) if *byte == wanted => {}
                Some(_) => return Ok(None),
            }
        }
        self.unit(UNIT).map(Some)
    }

    /// Half a pair, without the other one.
    #[cold]
    fn lone(&mut self, words: &'static str) -> Read<char> {
        if !self.memory.options.lone_surrogates {
            return Err(self.syntax(words));
        }
        self.at += UNIT;
        Ok(char::REPLACEMENT_CHARACTER)
    }
}
