//! The inside of a JSON string as text, for the few escapes that most texts have.

use std::borrow::Cow;

/// What stands between the quotes of a JSON string.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inside<'a> {
    bytes: &'a [u8],
    escaped: bool,
}

impl<'a> Inside<'a> {
    /// The inside that begins here, up to its closing quote. None if it has none, or a character
    /// before it that no JSON string has.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        let mut length = plain_length(bytes);
        let mut escaped = false;
        loop {
            match bytes.get(length)? {
                b'"' => break,
                b'\\' => length += 2,
                _ => return None,
            }
            escaped = true;
            length += plain_length(bytes.get(length..)?);
        }
        let bytes = bytes.get(..length)?;
        Some(Self { bytes, escaped })
    }

    /// How many bytes it has.
    pub(super) fn len(self) -> usize {
        self.bytes.len()
    }

    /// Its text: borrowed, or in one allocation. None if that is for a parser to say: a code in
    /// digits, or what no JSON string has.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        let mut rest = str::from_utf8(self.bytes).ok()?;
        if !self.escaped {
            return Some(Cow::Borrowed(rest));
        }
        let mut text = String::with_capacity(rest.len());
        while let Some((plain, escape)) = rest.split_once('\\') {
            text.push_str(plain);
            let mut letters = escape.chars();
            text.push(match letters.next()? {
                letter @ ('"' | '\\' | '/') => letter,
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => return None,
            });
            rest = letters.as_str();
        }
        text.push_str(rest);
        Some(Cow::Owned(text))
    }
}

/// How many bytes stand before the first quote, backslash or control character. Eight are looked at
/// together: a piece of text is about as long, and the chunk goes on behind it.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut length = 0;
    for word in words {
        let ends = ends(u64::from_le_bytes(*word));
        if ends != 0 {
            return length + ends.trailing_zeros() as usize / 8;
        }
        length += word.len();
    }
    let is_plain = |byte: &&u8| **byte >= b' ' && !matches!(byte, b'"' | b'\\');
    length + rest.iter().take_while(is_plain).count()
}

/// The highest bit of each byte that ends a run. Of those set, the lowest is right: a subtraction
/// borrows from higher bytes alone.
fn ends(word: u64) -> u64 {
    let each = |byte| u64::from_ne_bytes([byte; 8]);
    let below = |word: u64, limit| word.wrapping_sub(each(limit)) & !word;
    let quotes = below(word ^ each(b'"'), 1);
    let backslashes = below(word ^ each(b'\\'), 1);
    (quotes | backslashes | below(word, b' ')) & each(0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All short texts of the characters that matter: `serde_json` says the same, or is left to say it.
    #[test]
    fn serde_json_says_the_same() {
        let letters = [
            '"', '\\', '/', 'b', 'f', 'n', 'r', 't', 'u', '0', 'é', '\n', ' ',
        ];
        let mut texts = vec![String::new()];
        for length in 0..4_usize {
            let longer = texts.iter().filter(|text| text.chars().count() == length);
            let longer: Vec<_> = longer
                .flat_map(|text| letters.map(|letter| format!("{text}{letter}")))
                .collect();
            texts.extend(longer);
        }
        let mut quick = 0;
        for text in &texts {
            // A quote that is not escaped ends the string before.
            let plain = text.replace("\\\\", "").replace("\\\"", "");
            if plain.contains('"') {
                continue;
            }
            let quoted = format!("\"{text}\"");
            let expected = serde_json::from_str::<String>(&quoted);
            let quote = format!("{text}\"");
            let inside = Inside::of(quote.as_bytes());
            assert!(inside.is_none_or(|inside| inside.len() == text.len()));
            match (inside.and_then(Inside::text), expected) {
                (Some(ours), Ok(theirs)) => {
                    quick += 1;
                    assert_eq!(ours, theirs);
                    assert_eq!(matches!(ours, Cow::Borrowed(_)), !text.contains('\\'));
                }
                (None, Ok(_)) => assert!(text.contains("\\u"), "{text:?}"),
                (ours, Err(_)) => assert_eq!(ours, None, "{text:?}"),
            }
        }
        assert!(quick > 10_000, "{quick}");
    }

    #[test]
    fn a_run_ends_where_a_look_at_each_byte_ends_it() {
        let ends = [b'"', b'\\', b'\n', 0, 0x1f];
        let others = [
            b' ', b'!', b'#', b'[', b']', b'~', 0x7f, 0x80, 0xa2, 0xdc, 0xff,
        ];
        for length in 0..20 {
            for other in others {
                let plain = vec![other; length];
                assert_eq!(plain_length(&plain), length);
                for (at, end) in (0..length).flat_map(|at| ends.map(|end| (at, end))) {
                    let mut bytes = plain.clone();
                    bytes[at..].fill(end);
                    assert_eq!(plain_length(&bytes), at, "{bytes:?}");
                    bytes[at + 1..].fill(other);
                    assert_eq!(plain_length(&bytes), at, "{bytes:?}");
                }
            }
        }
    }
}
