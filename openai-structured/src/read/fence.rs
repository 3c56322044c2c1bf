//! The beginning of a fenced code block.

use crate::scan::{Read, Stop};

/// Both ends of a block.
pub(super) const FENCE: &[u8] = b"```";

/// So long may the word behind the first fence be.
const WORD: usize = 32;

/// Where the block begins whose fence stands at the beginning of a text, but for blanks. `None` if
/// there is none, and if there are blanks alone.
pub(super) fn opened(text: &str) -> Read<Option<usize>> {
    let rest = text.trim_ascii_start().as_bytes();
    let Some(line) = rest.strip_prefix(FENCE) else {
        return if !rest.is_empty() && FENCE.starts_with(rest) {
            Err(Stop::Starved)
        } else {
            Ok(None)
        };
    };
    let word = line.iter().take(WORD).position(
        |byte| !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'\t' | b'\r'),
    );
    match word {
        // The end of the line is a blank before the document.
        Some(length) if line.get(length) == Some(&b'\n') => {
            Ok(Some(text.len() - line.len() + length))
        }
        None if line.len() < WORD => Err(Stop::Starved),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::opened;
    use crate::scan::Stop;

    #[test]
    fn a_fence_is_one_line() {
        for (text, expected) in [
            ("```json\n{}", Ok(Some(7))),
            ("\n ```\n{}", Ok(Some(5))),
            ("```JSON \r\n{}", Ok(Some(9))),
            ("", Ok(None)),
            (" ", Ok(None)),
            (" `", Err(Stop::Starved)),
            ("``", Err(Stop::Starved)),
            ("```js", Err(Stop::Starved)),
            ("{}", Ok(None)),
            ("`x", Ok(None)),
            ("```{}", Ok(None)),
            ("```````", Ok(None)),
            ("```a word that goes on and on and on and on\n{}", Ok(None)),
        ] {
            assert_eq!(opened(text), expected, "{text}");
        }
    }
}
