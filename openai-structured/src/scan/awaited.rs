//! A token that the text so far ends in. While it goes on, nobody needs to be asked: a draft that
//! stands deep in others costs nothing then.

use super::number::LIMIT;
use super::special::plain;

/// The token, and up to where it was looked at.
#[derive(Debug, Default, Clone, Copy)]
pub(super) enum Awaited {
    #[default]
    Nothing,
    /// A key or a word that is known.
    Bytes(&'static [u8]),
    /// The digits of a number.
    Number(usize),
    /// A string that matters as a whole.
    Quote(usize),
}

impl Awaited {
    /// Whether the text still ends in the token, which begins at a place.
    #[inline]
    pub(super) fn goes_on(&mut self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        let new = |seen: usize| bytes.get(seen..).unwrap_or_default();
        let goes_on = match self {
            Self::Nothing => return false,
            Self::Bytes(token) => {
                let rest = new(at);
                rest.len() < token.len() && token.starts_with(rest)
            }
            Self::Number(seen) => {
                let whole = new(*seen).iter().all(u8::is_ascii_digit) && bytes.len() - at <= LIMIT;
                *seen = bytes.len();
                whole
            }
            Self::Quote(seen) => {
                let rest = new(*seen);
                *seen = bytes.len();
                plain(rest) == rest.len()
            }
        };
        if !goes_on {
            *self = Self::Nothing;
        }
        goes_on
    }
}
