//! Why a journal cannot be opened, written or read.

use std::io;
use std::path::{Path, PathBuf};

/// Why a journal cannot be opened, written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file cannot be opened, read or written.
    #[error("{}: {source}", path.display())]
    #[non_exhaustive]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another has the journal open.
    #[error("{}: the journal is in use", path.display())]
    #[non_exhaustive]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file has something else in it, or an entry is of other types.
    #[error("{}: line {line} is none of this journal: {source}", path.display())]
    #[non_exhaustive]
    Line {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The key was answered since the journal was opened: two inputs have it.
    #[error("{}: line for a key that was answered already: {key}", path.display())]
    #[non_exhaustive]
    Again {
        /// The file.
        path: PathBuf,
        /// The JSON of the key.
        key: String,
    },
    /// A key or a value has no JSON.
    #[error("the key or the value has no JSON: {0}")]
    Json(#[source] serde_json::Error),
}

/// The same, before it is said of which file.
pub(super) enum Failure {
    Io(io::Error),
    InUse,
    Line(u64, serde_json::Error),
}

impl Failure {
    pub(super) fn at(self, path: &Path) -> JournalError {
        let path = path.to_owned();
        match self {
            Self::Io(source) => JournalError::Io { path, source },
            Self::InUse => JournalError::InUse { path },
            Self::Line(line, source) => JournalError::Line { path, line, source },
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
