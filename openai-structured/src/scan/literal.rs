//! The words `true`, `false` and `null`.

use super::awaited::Awaited;
use super::input::{Input, Read, Stop};

impl Input<'_> {
    /// Takes a word of JSON, of which the first letter was seen.
    pub(crate) fn literal(&mut self, word: &'static str) -> Read {
        let rest = self.rest();
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(())
        } else if word.as_bytes().starts_with(rest) {
            self.memory.awaited = Awaited::Bytes(word.as_bytes());
            Err(Stop::Starved)
        } else {
            let same = rest.iter().zip(word.bytes()).take_while(|(a, b)| **a == *b);
            self.at += same.count();
            Err(self.syntax("expected ident"))
        }
    }
}
