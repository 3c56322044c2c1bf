//! Why a tape could not be read or written.

use std::io;
use std::path::{Path, PathBuf};

/// Why a [`Tape`](super::Tape) could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {what}", .path.display())]
pub struct TapeError {
    path: PathBuf,
    kind: TapeErrorKind,
    what: String,
    source: Option<io::Error>,
}

/// What kind of thing is wrong with a tape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TapeErrorKind {
    /// There is no such file.
    Missing,
    /// The file could not be read, or not be written.
    Io,
    /// The file is no tape.
    Format,
    /// The file is a tape of a later version than this crate knows.
    Version,
}

impl TapeError {
    /// What kind of thing is wrong.
    pub fn kind(&self) -> TapeErrorKind {
        self.kind
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn reading(path: &Path, source: io::Error) -> Self {
        let missing = source.kind() == io::ErrorKind::NotFound;
        let (kind, what) = if missing {
            (
                TapeErrorKind::Missing,
                "there is no such tape: record it first".into(),
            )
        } else {
            (
                TapeErrorKind::Io,
                format!("the tape could not be read: {source}"),
            )
        };
        Self {
            path: path.to_owned(),
            kind,
            what,
            source: Some(source),
        }
    }

    pub(super) fn writing(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            kind: TapeErrorKind::Io,
            what: format!("the tape could not be written: {source}"),
            source: Some(source),
        }
    }

    pub(super) fn wrong(path: &Path, wrong: Wrong) -> Self {
        let (kind, what) = match wrong {
            Wrong::Format { at, what } => (TapeErrorKind::Format, format!("at {at}: {what}")),
            Wrong::Version(found) => {
                let known = super::file::VERSION;
                let what = format!("the tape has version {found}, known is {known}");
                (TapeErrorKind::Version, what)
            }
        };
        Self {
            path: path.to_owned(),
            kind,
            what,
            source: None,
        }
    }
}

/// What is wrong with the text of a tape.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is none, at this place.
    Format { at: String, what: String },
    /// It is one of this version.
    Version(u64),
}
