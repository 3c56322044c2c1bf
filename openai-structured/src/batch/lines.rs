//! Lines of a file that comes in pieces: no IO, and no more in memory than the line that is being read.

use openai_client::bytes::Bytes;

/// A longer line is passed over. As many bytes as the client takes of an answer, if it is not told
/// otherwise.
const LONGEST: usize = 64 << 20;

/// A mark of the order of bytes, which some programs put before the first line.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The lines of a file, without those that are blank.
#[derive(Default)]
pub(super) struct Lines {
    /// What has come and was not taken yet, behind what was.
    buffer: Vec<u8>,
    /// Where the next line begins.
    start: usize,
    /// Up to where there is no end of it.
    searched: usize,
    /// How many lines have been taken, blank ones included.
    taken: u64,
    /// The rest of a line that is too long is being passed over.
    passing: bool,
    /// Nothing more comes.
    over: bool,
}

/// A line, and which it is, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) text: Result<Bytes, TooLong>,
}

/// A line has more bytes than any answer would.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl Lines {
    /// Takes a piece of the file.
    pub(super) fn push(&mut self, piece: &[u8]) {
        // What is left is a part of a line, and of the piece before unless the line is long: then nothing
        // was taken, and nothing is moved.
        self.buffer.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        self.buffer.extend_from_slice(piece);
    }

    /// There are no more pieces; what is left is the last line.
    pub(super) fn end(&mut self) {
        self.over = true;
    }

    /// Whether there are no more pieces.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// The next line; none if more of the file is needed, or there is none.
    pub(super) fn next(&mut self) -> Option<Line> {
        self.next_within(LONGEST)
    }

    fn next_within(&mut self, longest: usize) -> Option<Line> {
        loop {
            let unsearched = self.buffer.get(self.searched..).unwrap_or_default();
            let newline = unsearched.iter().position(|byte| *byte == b'\n');
            let end = match newline {
                Some(at) => self.searched + at,
                None => self.buffer.len(),
            };
            let line = self.buffer.get(self.start..end).unwrap_or_default();
            let is_whole = newline.is_some() || (self.over && !line.is_empty());
            let is_long = line.len() > longest;
            if !is_whole && !is_long {
                self.searched = end;
                return None;
            }
            let line = if is_long {
                Err(TooLong)
            } else {
                Ok(Bytes::copy_from_slice(trimmed(line, self.taken == 0)))
            };
            self.start = end + usize::from(newline.is_some());
            self.searched = self.start;
            let was_passing = std::mem::replace(&mut self.passing, !is_whole);
            if !is_whole {
                // The rest of it is of no use.
                self.buffer.clear();
                (self.start, self.searched) = (0, 0);
            }
            if !was_passing {
                self.taken += 1;
            }
            let is_blank = line.as_ref().is_ok_and(Bytes::is_empty);
            if !was_passing && !is_blank {
                let number = self.taken;
                return Some(Line { number, text: line });
            }
        }
    }
}

/// A line without blanks around it, such as the CR of CRLF.
fn trimmed(line: &[u8], is_first: bool) -> &[u8] {
    let mark = if is_first { BOM } else { b"" };
    line.strip_prefix(mark).unwrap_or(line).trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a text that comes in pieces of these lengths, over and over.
    fn lines(text: &[u8], lengths: &[usize], longest: usize) -> Vec<(u64, Option<String>)> {
        let mut lines = Lines::default();
        let mut found = Vec::new();
        let mut rest = text;
        let mut take = |lines: &mut Lines| {
            while let Some(line) = lines.next_within(longest) {
                let text = line
                    .text
                    .ok()
                    .map(|text| String::from_utf8(text.to_vec()).unwrap());
                found.push((line.number, text));
            }
        };
        for length in lengths.iter().cycle() {
            let (piece, behind) = rest.split_at((*length).min(rest.len()));
            lines.push(piece);
            take(&mut lines);
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        lines.end();
        take(&mut lines);
        take(&mut lines);
        found
    }

    #[test]
    fn lines_are_the_same_however_they_come() {
        let text = "\u{feff}{\"a\":1}\r\n\n  \r\n{\"b\":\"\u{e9}\"}\n\t{\"c\":3} \n\u{feff}x\nlast";
        let expected: Vec<_> = [
            (1, "{\"a\":1}"),
            (4, "{\"b\":\"\u{e9}\"}"),
            (5, "{\"c\":3}"),
            (6, "\u{feff}x"),
            (7, "last"),
        ]
        .map(|(number, text)| (number, Some(text.to_owned())))
        .into();
        for cut in 1..=text.len() {
            assert_eq!(lines(text.as_bytes(), &[cut], 100), expected, "{cut}");
            assert_eq!(lines(text.as_bytes(), &[cut, 1, 3], 100), expected, "{cut}");
        }
        let ended = format!("{text}\n");
        assert_eq!(lines(ended.as_bytes(), &[5], 100), expected);
        assert_eq!(
            lines(ended.replace('\n', "\r\n").as_bytes(), &[5], 100),
            expected
        );
    }

    #[test]
    fn a_line_that_is_too_long_is_told_once_and_passed_over() {
        let text = format!("a\n{}\nb\n{}", "x".repeat(50), "y".repeat(11));
        let expected = [
            (1, Some("a".to_owned())),
            (2, None),
            (3, Some("b".to_owned())),
            (4, None),
        ];
        for cut in 1..=text.len() {
            assert_eq!(lines(text.as_bytes(), &[cut], 10), expected, "{cut}");
        }
        assert_eq!(
            lines(b"0123456789\n", &[3], 10),
            [(1, Some("0123456789".to_owned()))]
        );
    }

    #[test]
    fn what_is_empty_has_no_lines() {
        for text in ["", "\n", "\r\n\r\n", " ", "\u{feff}", "\u{feff}\n"] {
            assert_eq!(lines(text.as_bytes(), &[1], 10), [], "{text:?}");
        }
    }

    /// Each byte is looked at a few times, whatever the length of the line.
    #[test]
    fn a_long_line_is_not_searched_again_for_each_piece() {
        let mut lines = Lines::default();
        let piece = [b'x'; 4096];
        for _ in 0..2500 {
            lines.push(&piece);
            assert_eq!(lines.next(), None);
            assert_eq!(lines.searched, lines.buffer.len());
        }
        lines.push(b"\nrest");
        let line = lines.next().unwrap();
        assert_eq!(line.text.unwrap().len(), 2500 * 4096);
        lines.push(b"");
        assert_eq!(lines.buffer.len(), 4);
    }
}
