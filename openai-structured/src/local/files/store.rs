//! The files of a server: what is in each, and what is said of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};

use super::expiry::MONTH;
use crate::local::error::ApiError;
use crate::local::shelf::Shelf;

/// Bytes of all files that are kept, and of all parts of uploads.
const ROOM: usize = 1 << 30;

/// The files that are kept.
#[derive(Debug, Default)]
pub(in crate::local) struct Files(Mutex<Shelf<File>>);

#[derive(Debug)]
pub(in crate::local) struct File {
    pub(in crate::local) id: String,
    pub(in crate::local) created: u64,
    pub(in crate::local) name: String,
    pub(in crate::local) purpose: String,
    /// Seconds that it is kept, where a request says so.
    pub(in crate::local) lifetime: Option<u64>,
    pub(in crate::local) content: Bytes,
}

impl Files {
    pub(in crate::local) fn open(&self) -> MutexGuard<'_, Shelf<File>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf<File> {
    /// Keeps a file, if there is room for it.
    pub(in crate::local) fn add(&mut self, file: File) -> Result<(), ApiError> {
        room(
            self.all().map(|file| file.content.len()),
            file.content.len(),
        )?;
        let id = file.id.clone();
        self.put(&id, file);
        Ok(())
    }
}

impl File {
    /// The file as the API describes it.
    pub(in crate::local) fn object(&self) -> Value {
        let is_of_batch = matches!(&*self.purpose, "batch" | "batch_output");
        let lifetime = self.lifetime.or(is_of_batch.then_some(MONTH));
        json!({
            "object": "file",
            "id": self.id,
            "purpose": self.purpose,
            "filename": self.name,
            "bytes": self.content.len(),
            "created_at": self.created,
            "expires_at": lifetime.map(|lifetime| self.created + lifetime),
            "status": "processed",
            "status_details": null,
        })
    }
}

/// Refuses more bytes than there is room for beside those that are kept.
pub(in crate::local) fn room(
    kept: impl Iterator<Item = usize>,
    more: usize,
) -> Result<(), ApiError> {
    let all = kept.fold(more, usize::saturating_add);
    if all <= ROOM {
        return Ok(());
    }
    let message = format!("The local API has no room for more than {ROOM} bytes.");
    Err(ApiError::own("no_room", message))
}
