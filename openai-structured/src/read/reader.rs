//! A typed answer that arrives in pieces.

use super::machine::Machine;
use super::mismatch::Mismatch;
use super::notes::Notes;
use super::options::ReadOptions;
use crate::ResponseFormat;
use crate::draft::DraftOf;
use crate::schema::check::{Choices, Unfilled};
use std::fmt;

/// Reads an answer that arrives in pieces into its type, in one pass.
///
/// What has arrived is there at once: [`draft`](Self::draft) is borrowed, nothing is parsed twice
/// and nothing is cloned. A piece costs what it costs to read it, however long the text before it
/// is. The text itself is kept, for the messages and as [`text`](Self::text).
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
/// use openai_structured::DraftReader;
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct City {
///     name: String,
///     inhabitants: u32,
/// }
///
/// let mut reader = DraftReader::<City>::new();
/// for piece in [r#"{"name":"Os"#, r#"lo","inhab"#, r#"itants":71"#, "5000}"] {
///     reader.push(piece)?;
///     println!("{:?} so far", reader.draft().name.text());
/// }
/// let city = reader.finish()?;
/// assert_eq!((city.name.as_str(), city.inhabitants), ("Oslo", 715_000));
/// # Ok::<(), openai_structured::Mismatch>(())
/// ```
pub struct DraftReader<T: ResponseFormat> {
    text: String,
    machine: Machine<T>,
    failed: bool,
    options: ReadOptions,
}

impl<T: ResponseFormat> fmt::Debug for DraftReader<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DraftReader")
            .field("draft", self.draft())
            .finish_non_exhaustive()
    }
}

impl<T: ResponseFormat> Default for DraftReader<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: ResponseFormat> DraftReader<T> {
    /// Nothing has arrived.
    pub fn new() -> Self {
        Self::with_options(ReadOptions::new())
    }

    /// Nothing has arrived, and it will be read as the options say.
    pub fn with_options(options: ReadOptions) -> Self {
        Self {
            text: String::new(),
            machine: Machine::lending(options),
            failed: false,
            options,
        }
    }

    /// Reads a piece.
    ///
    /// # Errors
    ///
    /// Says once where the text and the type disagree. What is pushed after that is kept as text;
    /// the draft stays as it is, and [`finish`](Self::finish) says it again.
    pub fn push(&mut self, piece: &str) -> Result<(), Mismatch> {
        self.text.push_str(piece);
        let read = self.machine.read(&self.text);
        self.failed |= read.is_err();
        read
    }

    /// What has arrived.
    pub fn draft(&self) -> &DraftOf<T> {
        self.machine.draft()
    }

    /// The text that was pushed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the document has been read to its end.
    pub fn is_done(&self) -> bool {
        self.machine.is_done()
    }

    /// The value, by move.
    ///
    /// # Errors
    ///
    /// As [`read`](crate::read), of all of the text.
    pub fn finish(self) -> Result<T, Mismatch> {
        let (value, _) = self.finish_with_notes()?;
        Ok(value)
    }

    /// The value, by move, and what is worth knowing of its text.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn finish_with_notes(self) -> Result<(T, Notes), Mismatch> {
        self.finish_filled(&Unfilled)
    }

    /// The same, where the request has filled the words of fields that the type leaves open.
    pub(crate) fn finish_filled(self, choices: &dyn Choices) -> Result<(T, Notes), Mismatch> {
        if self.failed {
            // The text may have become longer since. What was refused is refused again.
            let mut again = Machine::<T>::lending(self.options);
            again.read(&self.text)?;
            return again.finish(&self.text, choices);
        }
        self.machine.finish(&self.text, choices)
    }

    /// What has arrived, by move.
    #[cfg(feature = "client")]
    pub(crate) fn into_draft(self) -> DraftOf<T> {
        self.machine.into_draft()
    }
}

#[cfg(test)]
mod tests {
    use super::DraftReader;
    use crate::MismatchKind;
    use crate::prelude::*;

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Order {
        lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Line {
        #[openai(minimum = 1)]
        quantity: u32,
    }

    #[test]
    fn an_item_out_of_bounds_is_never_shown() {
        let mut reader = DraftReader::<Order>::new();
        reader
            .push(r#"{"lines":[{"quantity":2},{"quantity":"#)
            .unwrap();
        let mismatch = reader.push("0},").unwrap_err();
        assert_eq!(mismatch.kind(), MismatchKind::Bound);
        assert_eq!(mismatch.path(), "lines[1].quantity");
        let quantities = reader.draft().lines.done().iter().map(|line| line.quantity);
        assert_eq!(quantities.collect::<Vec<_>>(), [2]);
        // Whatever follows, also if nothing does.
        let again = reader.finish().unwrap_err();
        assert_eq!(
            (again.kind(), again.path()),
            (mismatch.kind(), mismatch.path())
        );
    }
}
