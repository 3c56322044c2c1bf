//! The uploads of a server, and their parts.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};

use crate::local::error::ApiError;
use crate::local::shelf::Shelf;

/// Seconds that an upload waits for its parts.
const HOUR: u64 = 3_600;

/// The uploads that are kept.
#[derive(Debug, Default)]
pub(in crate::local) struct Uploads(Mutex<Shelf<Upload>>);

#[derive(Debug)]
pub(super) struct Upload {
    pub(super) id: String,
    pub(super) created: u64,
    pub(super) name: String,
    pub(super) purpose: String,
    /// The bytes that its request says will come.
    pub(super) bytes: u64,
    /// Seconds that its file is kept, where its request says so.
    pub(super) lifetime: Option<u64>,
    /// The parts by their ids, as they came.
    pub(super) parts: Vec<(String, Bytes)>,
    pub(super) end: Option<End>,
}

/// What became of an upload.
#[derive(Debug)]
pub(super) enum End {
    Cancelled,
    /// With its file, as it is described.
    Completed(Value),
}

impl Uploads {
    pub(super) fn open(&self) -> MutexGuard<'_, Shelf<Upload>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Upload {
    /// Refuses an upload that has ended.
    pub(super) fn check_pending(&self) -> Result<(), ApiError> {
        if self.end.is_none() {
            return Ok(());
        }
        let message = format!("This upload is {}, and takes nothing more.", self.status());
        Err(ApiError::invalid(message))
    }

    /// Ends the upload. Its parts are not needed any more.
    pub(super) fn end(&mut self, end: End) {
        self.end = Some(end);
        self.parts.clear();
    }

    fn status(&self) -> &'static str {
        match self.end {
            None => "pending",
            Some(End::Cancelled) => "cancelled",
            Some(End::Completed(_)) => "completed",
        }
    }

    /// The upload as the API describes it: with a file once it has one.
    pub(super) fn object(&self) -> Value {
        let mut object = json!({
            "id": self.id,
            "object": "upload",
            "bytes": self.bytes,
            "created_at": self.created,
            "filename": self.name,
            "purpose": self.purpose,
            "status": self.status(),
            "expires_at": self.created + HOUR,
        });
        if let (Some(End::Completed(file)), Some(fields)) = (&self.end, object.as_object_mut()) {
            fields.insert("file".into(), file.clone());
        }
        object
    }
}
