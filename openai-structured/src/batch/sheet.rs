//! The file of a batch's requests while it is written: in memory, or in the file system.

use super::error::BatchError;
use openai_client::FileInput;
use openai_client::bytes::Bytes;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::mem;
use std::path::PathBuf;

/// Services tell what a file is by the end of its name.
const END: &str = ".jsonl";

/// Lines, each a request.
pub(super) struct Sheet {
    lines: Lines,
    bytes: u64,
}

enum Lines {
    Memory(Vec<u8>),
    /// The same, as it is being sent.
    Sent(Bytes),
    File {
        path: PathBuf,
        file: BufWriter<File>,
        /// A line may have been written in part.
        broken: bool,
    },
}

impl Sheet {
    pub(super) fn in_memory() -> Self {
        Self {
            lines: Lines::Memory(Vec::new()),
            bytes: 0,
        }
    }

    /// The same in a new file, or where it is.
    pub(super) fn into_file(self, path: PathBuf) -> Result<Self, BatchError> {
        if matches!(&self.lines, Lines::File { path: own, .. } if *own == path) {
            return Ok(self);
        }
        let lines = self.lines.into_bytes()?;
        // What is there may be the input of somebody, or these very requests by another path.
        let mut sheet = match File::create_new(&path) {
            Ok(file) => Self {
                lines: Lines::File {
                    path,
                    file: BufWriter::new(file),
                    broken: false,
                },
                bytes: 0,
            },
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(BatchError::FileExists(path));
            }
            Err(source) => return Err(BatchError::File { path, source }),
        };
        sheet.push(&lines)?;
        Ok(sheet)
    }

    /// How many bytes it has.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Adds a line, with its end.
    pub(super) fn push(&mut self, line: &[u8]) -> Result<(), BatchError> {
        match &mut self.lines {
            Lines::Memory(lines) => lines.extend_from_slice(line),
            Lines::Sent(lines) => {
                let mut lines = Vec::from(mem::take(lines));
                lines.extend_from_slice(line);
                self.lines = Lines::Memory(lines);
            }
            Lines::File { path, file, broken } => {
                let written = whole(*broken).and_then(|()| file.write_all(line));
                written.map_err(|source| {
                    *broken = true;
                    let path = path.clone();
                    BatchError::File { path, source }
                })?;
            }
        }
        self.bytes += line.len() as u64;
        Ok(())
    }

    /// What is to be sent.
    pub(super) fn input(&mut self) -> Result<FileInput, BatchError> {
        let input = match &mut self.lines {
            Lines::Memory(lines) => {
                let lines = Bytes::from(mem::take(lines));
                self.lines = Lines::Sent(lines.clone());
                FileInput::bytes(format!("requests{END}"), lines)
            }
            Lines::Sent(lines) => FileInput::bytes(format!("requests{END}"), lines.clone()),
            Lines::File { path, file, broken } => {
                let written = whole(*broken).and_then(|()| file.flush());
                written.map_err(|source| {
                    *broken = true;
                    let path = path.clone();
                    BatchError::File { path, source }
                })?;
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let end = if name.ends_with(END) { "" } else { END };
                FileInput::path(path.as_path()).file_name(format!("{name}{end}"))
            }
        };
        Ok(input.content_type("application/jsonl"))
    }
}

impl Lines {
    fn into_bytes(self) -> Result<Vec<u8>, BatchError> {
        match self {
            Self::Memory(lines) => Ok(lines),
            Self::Sent(lines) => Ok(lines.into()),
            Self::File {
                path,
                mut file,
                broken,
            } => {
                let flushed = whole(broken).and_then(|()| file.flush());
                let lines = flushed.and_then(|()| std::fs::read(&path));
                lines.map_err(|source| BatchError::File { path, source })
            }
        }
    }
}

/// Whether there is nothing in a file but whole lines.
fn whole(broken: bool) -> io::Result<()> {
    if broken {
        return Err(io::Error::other("a line may have been written in part"));
    }
    Ok(())
}
