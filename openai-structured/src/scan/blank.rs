//! Blanks between tokens, of which a model may send without end.

use super::input::{Input, Read, Stop};
use super::problem::ProblemKind;

/// So many blanks in a row are read. A model that has lost its way sends blanks until it runs out of
/// tokens; no text that is indented for people has so many.
const LIMIT: usize = 8 << 10;

impl Input<'_> {
    /// The next byte that is no blank, where there may be some before it.
    pub(super) fn past_blanks(&mut self) -> Read<u8> {
        let start = match self.memory.blanks {
            // The run goes on where the text ended.
            (start, end) if end == self.at => start,
            _ => self.at,
        };
        let rest = self.rest();
        let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        let count = rest
            .iter()
            .position(|byte| !blank(byte))
            .unwrap_or(rest.len());
        self.at += count;
        self.memory.blanks = (start, self.at);
        if self.at - start > LIMIT {
            let words = format!("more than {LIMIT} blanks in a row");
            return Err(self.fail(ProblemKind::Runaway, words));
        }
        match rest.get(count) {
            Some(byte) => Ok(*byte),
            None => Err(Stop::Starved),
        }
    }
}
