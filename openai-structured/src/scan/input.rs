//! The text so far, how far it was read, and what a reader remembers between two pieces of it.

use super::awaited::Awaited;
use super::problem::{Problem, ProblemKind};
use super::skip::Skip;
use super::words::TOO_DEEP;
use crate::read::{Note, Noticed, ReadOptions};

/// Why reading stopped before the value was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The text so far is at its end.
    Starved,
    /// The text is no value of the type; the reader knows the reason.
    Failed,
}

/// What reading a part of a value comes to.
pub type Read<T = ()> = Result<T, Stop>;

/// The deepest nesting that is read: that of `serde_json`.
pub(super) const DEPTH: usize = 127;

/// The text of an answer so far, and the place in it.
pub struct Input<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) memory: &'a mut Memory,
}

/// What is remembered from one piece of the text to the next.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Objects and lists that are open.
    pub(super) depth: usize,
    /// Where the last run of blanks began, and where it ended.
    pub(super) blanks: (usize, usize),
    /// The string that is searched for its end.
    pub(super) search: Search,
    /// The value that is passed over.
    pub(super) skip: Skip,
    /// What the text so far ends in.
    pub(super) awaited: Awaited,
    /// The buffer of strings that arrive in pieces. A finished one leaves it behind for the next.
    pub(super) scratch: String,
    /// Whether parts of the value are given to a user before all of it is read.
    pub(crate) lends: bool,
    /// What was noticed, each with its place.
    pub(crate) notes: Noticed,
    problem: Option<Box<Problem>>,
    /// What is let pass. It is looked at where reading would end, and nowhere else.
    pub(crate) options: ReadOptions,
}

/// How far a string was searched for its end.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Search {
    /// The quote at its beginning.
    pub(super) start: usize,
    /// What lies before holds no end.
    pub(super) end: usize,
    pub(super) escaped: bool,
}

/// How far a document was read, from one piece of the text to the next.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) at: usize,
    pub(crate) memory: Memory,
}

impl Document {
    /// Nothing has been read.
    pub(crate) fn new(options: ReadOptions) -> Self {
        Self {
            at: 0,
            memory: Memory {
                options,
                ..Memory::default()
            },
        }
    }

    /// Goes on reading where the last piece ended.
    pub(crate) fn read<T>(
        &mut self,
        text: &str,
        read: impl FnOnce(&mut Input<'_>) -> Read<T>,
    ) -> Read<T> {
        let mut input = Input {
            text,
            at: self.at,
            memory: &mut self.memory,
        };
        if input.memory.awaited.goes_on(text, self.at) {
            return Err(Stop::Starved);
        }
        let result = read(&mut input);
        self.at = input.at;
        result
    }

    /// Begins behind a byte order mark, which some servers send.
    pub(crate) fn pass_mark(&mut self, text: &str) {
        if self.at == 0 && text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
    }

    /// Why the text is no value of the type, once.
    pub(crate) fn problem(&mut self) -> Option<Problem> {
        self.memory.problem.take().map(|problem| *problem)
    }
}

impl<'a> Input<'a> {
    /// What has not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        // The place is never beyond the text.
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The text between two places. They stand beside ASCII characters.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The next byte that is no blank; it is not taken.
    #[inline]
    pub(crate) fn peek(&mut self) -> Read<u8> {
        match self.text.as_bytes().get(self.at) {
            Some(&byte) if byte > b' ' => Ok(byte),
            _ => self.past_blanks(),
        }
    }

    /// Takes the byte that was peeked at.
    pub(crate) fn take(&mut self) {
        self.at += 1;
    }

    /// Where the next byte stands.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Says whether parts of what is read next may be given to a user before all of it is read, and
    /// whether they could so far.
    pub(crate) fn lend(&mut self, lends: bool) -> bool {
        std::mem::replace(&mut self.memory.lends, lends)
    }

    /// Goes back to a place that was read past.
    pub(crate) fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Takes the bytes, if they come next, and waits for them, if they have begun to.
    #[inline]
    pub(crate) fn take_if(&mut self, bytes: &'static [u8]) -> Read<bool> {
        let rest = self.rest();
        if rest.starts_with(bytes) {
            self.at += bytes.len();
            Ok(true)
        } else if bytes.starts_with(rest) {
            self.memory.awaited = Awaited::Bytes(bytes);
            Err(Stop::Starved)
        } else {
            Ok(false)
        }
    }

    /// Takes what is the same as the text between two places, and says how much that is and whether
    /// it goes on to the end of one of the two.
    pub(crate) fn repeats(&mut self, start: usize, end: usize) -> (usize, bool) {
        let first = self.text.as_bytes().get(start..end).unwrap_or_default();
        let rest = self.rest();
        let length = first.len().min(rest.len());
        let same = first.iter().zip(rest).take_while(|(a, b)| a == b).count();
        self.at += same;
        (same, same == length)
    }

    /// Takes the brace or bracket that opens an object or a list.
    pub(crate) fn open(&mut self) -> Read {
        self.deepen()?;
        self.at += 1;
        Ok(())
    }

    /// Counts an object or a list that is open.
    pub(crate) fn deepen(&mut self) -> Read {
        if self.memory.depth >= DEPTH {
            return Err(self.fail(ProblemKind::TooDeep, TOO_DEEP));
        }
        self.memory.depth += 1;
        Ok(())
    }

    /// Closes it.
    pub(crate) fn close(&mut self) {
        self.memory.depth = self.memory.depth.saturating_sub(1);
        self.at += 1;
    }

    /// Notes something at the place of the next byte.
    pub(crate) fn note(&mut self, note: Note) {
        self.note_at(note, self.at);
    }

    /// Notes something that stands elsewhere.
    pub(crate) fn note_at(&mut self, note: Note, at: usize) {
        self.memory.notes.push(note, at);
    }

    /// Ends the reading here.
    #[cold]
    pub(crate) fn fail(&mut self, kind: ProblemKind, words: impl Into<String>) -> Stop {
        self.fail_at(self.at, kind, words)
    }

    /// Ends the reading because of something that stands elsewhere.
    #[cold]
    pub(crate) fn fail_at(
        &mut self,
        at: usize,
        kind: ProblemKind,
        words: impl Into<String>,
    ) -> Stop {
        self.failed(Problem {
            at,
            value: at,
            kind,
            inside: String::new(),
            words: words.into(),
        })
    }

    #[cold]
    pub(crate) fn failed(&mut self, problem: Problem) -> Stop {
        self.memory.problem = Some(Box::new(problem));
        Stop::Failed
    }

    /// Ends the reading: the text is no JSON.
    #[cold]
    pub(crate) fn syntax(&mut self, words: &'static str) -> Stop {
        self.fail(ProblemKind::Syntax, words)
    }
}
