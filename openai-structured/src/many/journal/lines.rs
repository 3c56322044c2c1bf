//! The lines of a journal, one at a time, up to what a kill has torn.

use super::error::Failure;
use super::line::{HEAD, Line};
use serde::de::Error;
use std::io::BufRead;

/// Reads lines. Where it stops, [`length`](Self::length) bytes are lines.
pub(super) struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    /// How many lines have been read.
    pub(super) number: u64,
    /// Their bytes.
    pub(super) length: u64,
    /// Whether the last of them has its end.
    pub(super) is_ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            line: Vec::new(),
            number: 0,
            length: 0,
            is_ended: true,
        }
    }

    /// The next line, lent; `None` at the end, or where only a torn line is left.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, Failure> {
        let number = self.number + 1;
        // A file of something else may be one line of any length.
        let start = self.reader.fill_buf()?;
        if start.iter().zip(HEAD).any(|(byte, head)| byte != head) {
            let error = serde_json::Error::custom("it does not begin with a key");
            return Err(Failure::Line(number, error));
        }
        self.line.clear();
        let bytes = self.reader.read_until(b'\n', &mut self.line)?;
        let is_ended = self.line.ends_with(b"\n");
        match Line::read(&self.line, number) {
            Ok(line) => {
                self.number = number;
                self.length += bytes as u64;
                self.is_ended = is_ended;
                Ok(Some(line))
            }
            // The end of the file.
            Err(_) if bytes == 0 => Ok(None),
            Err(error) if !is_ended && is_torn(&self.line, &error) => Ok(None),
            Err(error) => Err(Failure::Line(number, error)),
        }
    }
}

/// Whether a line without its end is begun and not ended. One that is whole and none of a journal is
/// another program's.
fn is_torn(line: &[u8], error: &serde_json::Error) -> bool {
    // A number that ends within itself is no end of the text to the reader, but a wrong number.
    let is_within_number = || {
        line.ends_with(b"-") || line.ends_with(b"+") || line.ends_with(b".") || {
            line.ends_with(b"e") || line.ends_with(b"E")
        }
    };
    let with_digit = || Line::read(&[line, b"0"].concat(), 0).err();
    error.is_eof() || (is_within_number() && with_digit().is_some_and(|error| error.is_eof()))
}

#[cfg(test)]
mod tests {
    use super::{Failure, Lines};

    const TWO: &str = "{\"key\":1,\"outcome\":\"empty\"}\n{\"key\":\"é\",\"outcome\":\"parsed\",\"value\":null}\n";

    fn read(bytes: &[u8]) -> Result<(u64, u64, bool), u64> {
        // Small pieces: a line may begin at the end of one.
        let mut lines = Lines::new(std::io::BufReader::with_capacity(3, bytes));
        loop {
            match lines.next() {
                Ok(Some(_)) => {}
                Ok(None) => return Ok((lines.number, lines.length, lines.is_ended)),
                Err(Failure::Line(line, _)) => return Err(line),
                Err(Failure::Io(_) | Failure::InUse) => panic!("memory can be read"),
            }
        }
    }

    /// Wherever a kill tears it, the lines before are there and nothing else.
    #[test]
    fn a_file_torn_anywhere_is_read_up_to_its_last_line() {
        let bytes = TWO.as_bytes();
        let first = TWO.find('\n').unwrap() as u64;
        for end in 0..=bytes.len() {
            let all = bytes.len() as u64;
            let expected = match end as u64 {
                end if end == all => (2, all, true),
                end if end == all - 1 => (2, end, false),
                end if end > first => (1, first + 1, true),
                end if end == first => (1, end, false),
                _ => (0, 0, true),
            };
            assert_eq!(read(&bytes[..end]), Ok(expected), "{end}");
        }
    }

    #[test]
    fn what_is_no_journal_is_refused_by_its_line() {
        for (text, line) in [
            ("\n", 1),
            ("name,total\n", 1),
            ("a text without an end", 1),
            ("{\"name\":1}\n", 1),
            ("{\"key\":1}\n", 1),
            ("{\"key\":1,\"outcome\":\"lost\"}\n", 1),
            ("{\"key\":1,\"outcome\":\"empty\"}}\n", 1),
            ("\u{0}\u{0}", 1),
            // Whole, and another program's: no end is missing but that of the line.
            ("{\"key\":1}", 1),
            ("{\"key\":1,\"outcome\":\"lost\"}", 1),
            ("{\"key\":\"prod\",\"secret\":\"x\"}", 1),
            ("{\"key\":\"a\",\"value\":1.}", 1),
        ] {
            assert_eq!(read(text.as_bytes()), Err(line), "{text:?}");
            let after = format!("{TWO}{text}");
            assert_eq!(read(after.as_bytes()), Err(3), "{text:?}");
        }
    }
}
