//! What a journal says, typed.

use super::JournalError;
use super::error::Failure;
use super::keys::{Hash, Known, counts_more};
use super::line::Line;
use super::lines::Lines;
use crate::many::Kind;
use openai_client::chat::ToolCall;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read, Seek, Take};
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// What a journal says of one key.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Entry<K, T> {
    /// What the input is known by.
    pub key: K,
    /// What became of it.
    pub recorded: Recorded<T>,
    /// The tokens used.
    pub tokens: u64,
}

/// What became of an input, as it was recorded.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Recorded<T> {
    /// The value.
    Parsed(T),
    /// The model would not answer; its words.
    Refused(String),
    /// The answer was cut off; what there is of its text.
    Truncated(String),
    /// A content filter took the answer; what there is of its text.
    Filtered(String),
    /// The text is no value of the type.
    #[non_exhaustive]
    Mismatch {
        /// The text.
        text: String,
        /// What is wrong with it.
        error: String,
    },
    /// The model called tools instead of answering.
    ToolCalls(Vec<ToolCall>),
    /// The model said nothing.
    Empty,
    /// There is no answer, or none yet; its state. The input is not done.
    Unfinished(String),
    /// The call failed, or there was no request; the error. The input is not done.
    Failed(String),
}

/// The entries of a journal, in the order of the file; from [`Journal::read`](super::Journal::read).
pub struct Entries<K, T> {
    path: PathBuf,
    lines: Lines<BufReader<Take<File>>>,
    hash: Hash,
    /// Which line of a key counts, and what it says.
    counting: HashMap<Known, (u64, Kind)>,
    is_over: bool,
    of: PhantomData<fn() -> (K, T)>,
}

impl<K: DeserializeOwned, T: DeserializeOwned> Entries<K, T> {
    pub(super) fn open(path: &Path) -> Result<Self, JournalError> {
        Self::index(path).map_err(|failure| failure.at(path))
    }

    /// Looks for the line of each key that counts, and goes back to the beginning.
    fn index(path: &Path) -> Result<Self, Failure> {
        let (hash, mut counting) = (Hash::default(), HashMap::new());
        let mut file = File::open(path)?;
        let mut lines = Lines::new(BufReader::new(&file));
        while let Some(line) = lines.next()? {
            let said = (line.number, line.outcome);
            let counted = counting.entry(hash.of(&line.key)).or_insert(said);
            if counts_more(line.outcome, counted.1) {
                *counted = said;
            }
        }
        let length = lines.length;
        file.rewind()?;
        Ok(Self {
            path: path.to_owned(),
            // What is written meanwhile has not been looked at.
            lines: Lines::new(BufReader::new(file.take(length))),
            hash,
            counting,
            is_over: false,
            of: PhantomData,
        })
    }

    fn entry(&mut self) -> Result<Option<Entry<K, T>>, Failure> {
        while let Some(line) = self.lines.next().inspect_err(|_| self.is_over = true)? {
            let counted = self.counting.get(&self.hash.of(&line.key));
            if counted.is_some_and(|(number, _)| *number == line.number) {
                let number = line.number;
                return match typed(line) {
                    Ok(entry) => Ok(Some(entry)),
                    Err(error) => Err(Failure::Line(number, error)),
                };
            }
        }
        self.is_over = true;
        Ok(None)
    }
}

fn typed<K, T>(line: Line<'_>) -> serde_json::Result<Entry<K, T>>
where
    K: DeserializeOwned,
    T: DeserializeOwned,
{
    Ok(Entry {
        key: serde_json::from_str(&line.key)?,
        tokens: line.tokens,
        recorded: match line.outcome {
            Kind::Parsed => Recorded::Parsed(serde_json::from_str(line.value.get())?),
            Kind::Refused => Recorded::Refused(line.text),
            Kind::Truncated => Recorded::Truncated(line.text),
            Kind::Filtered => Recorded::Filtered(line.text),
            Kind::Mismatch => Recorded::Mismatch {
                text: line.text,
                error: line.error,
            },
            Kind::ToolCalls => Recorded::ToolCalls(line.calls),
            Kind::Empty => Recorded::Empty,
            Kind::Unfinished => Recorded::Unfinished(line.error),
            Kind::Failed => Recorded::Failed(line.error),
        },
    })
}

impl<K: DeserializeOwned, T: DeserializeOwned> Iterator for Entries<K, T> {
    type Item = Result<Entry<K, T>, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let entry = self.entry().map_err(|failure| failure.at(&self.path));
        entry.transpose()
    }
}

/// Nothing follows the end, or an error of the file. One of an entry's types ends nothing.
impl<K: DeserializeOwned, T: DeserializeOwned> FusedIterator for Entries<K, T> {}

impl<K, T> fmt::Debug for Entries<K, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Entries")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
