//! What stands behind a backslash.

use super::input::{Input, Read, Stop};

/// Bytes of `\u` with its four digits.
const UNIT: usize = 6;

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
            _ => return Err(self.syntax("invalid escape")),
        };
        self.at += 2;
        Ok(character)
    }

    /// Passes over an escape, of which the backslash is next. Half of a pair is as good as another,
    /// as nobody reads it: serde judges what it reads.
    pub(super) fn pass_escape(&mut self) -> Read {
        match self.rest() {
            [_, b'u', ..] => {
                self.unit(0)?;
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
            0xdc00..=0xdfff => return Err(self.syntax("lone leading surrogate in hex escape")),
            0xd800..=0xdbff => {
                let second = self.second_unit()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(self.syntax("lone leading surrogate in hex escape"));
                }
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                (code, 2 * UNIT)
            }
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
                None => return Err(self.syntax("invalid escape")),
            }
        }
        Ok(code)
    }

    /// The second half of a pair.
    fn second_unit(&mut self) -> Read<u32> {
        for (place, wanted) in [(UNIT, b'\\'), (UNIT + 1, b'u')] {
            match self.rest().get(place) {
                None => return Err(Stop::Starved),
                Some(byte) if *byte == wanted => {}
                Some(_) => return Err(self.syntax("unexpected end of hex escape")),
            }
        }
        self.unit(UNIT)
    }
}
