//! The bytes of an answer, as they come.

use std::{fmt, io, iter::FusedIterator, path::Path};

use bytes::{Buf as _, Bytes};

use super::{Held, Runtime};
use crate::{error::Error, meta::ResponseMeta};

/// A file that is being received: an iterator of pieces as they come.
///
/// As [`Download`](crate::Download), errors included.
#[must_use = "nothing is received before it is asked for"]
pub struct Download(Held<crate::Download>);

impl Download {
    pub(super) fn new(runtime: &Runtime, download: crate::Download) -> Self {
        Self(Held::new(runtime, download))
    }

    /// Status, headers and request id.
    pub fn meta(&self) -> &ResponseMeta {
        self.0.get().meta()
    }

    /// How many bytes it has, as [`Download::length`](crate::Download::length).
    pub fn length(&self) -> Option<u64> {
        self.0.get().length()
    }

    /// The same for who reads bytes. An error of it has the client's within.
    pub fn into_read(self) -> impl io::Read + fmt::Debug {
        Reading {
            download: self,
            left: Bytes::new(),
        }
    }

    /// All pieces that are left, in memory, as [`Download::bytes`](crate::Download::bytes).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn bytes(self) -> Result<Bytes, Error> {
        self.0.into_block_on(crate::Download::bytes)
    }

    /// Writes all pieces that are left to a file, as [`Download::save`](crate::Download::save).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn save(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        self.0.into_block_on(|download| download.save(path))
    }
}

impl Iterator for Download {
    type Item = Result<Bytes, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.block_on(crate::Download::next)
    }
}

/// Nothing follows the end, or an error.
impl FusedIterator for Download {}

/// A file that is read.
#[derive(Debug)]
struct Reading {
    download: Download,
    /// What was not read of a piece.
    left: Bytes,
}

impl io::Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.is_empty() {
            let piece = self.download.next().transpose();
            self.left = piece.map_err(io::Error::other)?.unwrap_or_default();
        }
        let length = self.left.len().min(buffer.len());
        if let Some(room) = buffer.get_mut(..length) {
            self.left.copy_to_slice(room);
        }
        Ok(length)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
