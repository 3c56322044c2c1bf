//! Opening a journal: the lock, what is there, and what a kill has torn.

use super::State;
use super::error::Failure;
use super::keys::Keys;
use super::lines::Lines;
use std::fs::{OpenOptions, TryLockError};
use std::io::{BufReader, Seek, SeekFrom, Write};
use std::path::Path;

pub(super) fn open(path: &Path) -> Result<State, Failure> {
    // Not to append: some systems do not let such a file be cut.
    let mut options = OpenOptions::new();
    let options = options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(path)?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => Failure::InUse,
        TryLockError::Error(error) => error.into(),
    })?;
    let mut done = Keys::default();
    let mut lines = Lines::new(BufReader::new(&file));
    while let Some(line) = lines.next()? {
        done.note(&line.key, line.outcome, false);
    }
    let (mut length, is_ended) = (lines.length, lines.is_ended);
    if file.metadata()?.len() > length {
        file.set_len(length)?;
    }
    if !is_ended {
        file.seek(SeekFrom::Start(length))?;
        file.write_all(b"\n")?;
        length += 1;
    }
    Ok(State { file, length, done })
}
