//! Texts, visible as they grow.

use super::{Draft, DraftState};
use crate::scan::{Input, Read};
use std::fmt;

/// A text of which a part may have arrived.
#[derive(Default)]
pub struct TextDraft {
    text: String,
    state: DraftState,
}

impl TextDraft {
    /// The text so far, growing or done. `None` before its first quote.
    pub fn text(&self) -> Option<&str> {
        (self.state != DraftState::Missing).then_some(&self.text)
    }
}

impl fmt::Debug for TextDraft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.state {
            DraftState::Missing => formatter.write_str("Missing"),
            DraftState::Growing => write!(formatter, "{:?}…", self.text),
            DraftState::Done => self.text.fmt(formatter),
        }
    }
}

impl Draft for TextDraft {
    type Value = String;
    const EMPTY: Self = Self {
        text: String::new(),
        state: DraftState::Missing,
    };

    fn state(&self) -> DraftState {
        self.state
    }

    #[inline]
    fn __read(&mut self, input: &mut Input<'_>) -> Read {
        if self.state == DraftState::Growing {
            input.grow_string(&mut self.text)?;
        } else if input.peek()? == b'"' {
            self.state = DraftState::Growing;
            input.begin_string(&mut self.text)?;
        } else {
            return input.unexpected("a string");
        }
        self.state = DraftState::Done;
        Ok(())
    }

    fn __take(&mut self) -> String {
        self.state = DraftState::Missing;
        std::mem::take(&mut self.text)
    }
}
