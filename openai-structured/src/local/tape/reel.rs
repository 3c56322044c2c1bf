//! `Tape`: recorded exchanges, in order, and the file that has them.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io};

use super::error::TapeError;
use super::exchange::Exchange;
use super::file;

/// Recorded exchanges, in the order in which they began.
///
/// # Examples
///
/// ```
/// use openai_structured::local::{Tape, TapeErrorKind};
///
/// let missing = Tape::load("tests/tapes/no-such.json").unwrap_err();
/// assert_eq!(missing.kind(), TapeErrorKind::Missing);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tape {
    pub(super) exchanges: Vec<Exchange>,
}

impl Tape {
    /// Reads a file that [`save`](Self::save) has written, or a person has changed since.
    ///
    /// # Errors
    ///
    /// If there is no such file, or if it is no tape; the text says where.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, TapeError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|error| TapeError::reading(path, error))?;
        let exchanges = file::read(&text).map_err(|wrong| TapeError::wrong(path, wrong))?;
        Ok(Self { exchanges })
    }

    /// Writes a file of JSON that can be read, and compared line by line: bodies of JSON are JSON, other
    /// texts and events are lists of lines, and other bytes are base64. Folders on the way are made. The
    /// tape is written beside the file, and takes its place when it is whole.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), TapeError> {
        let path = path.as_ref();
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let made = folder.map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| replace(path, &self.to_json()))
            .map_err(|error| TapeError::writing(path, error))
    }

    /// The text that [`save`](Self::save) writes.
    pub fn to_json(&self) -> String {
        file::write(&self.exchanges)
    }

    /// What was asked and answered.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }
}

/// Writes a file that is the old one until it is the new one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}-{number}.new", std::process::id()));
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // It may not be there at all; why it could not be written is what matters.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Those of several tapes, or some of one.
impl FromIterator<Exchange> for Tape {
    fn from_iter<I: IntoIterator<Item = Exchange>>(exchanges: I) -> Self {
        Self {
            exchanges: exchanges.into_iter().collect(),
        }
    }
}

impl IntoIterator for Tape {
    type Item = Exchange;
    type IntoIter = std::vec::IntoIter<Exchange>;

    fn into_iter(self) -> Self::IntoIter {
        self.exchanges.into_iter()
    }
}
