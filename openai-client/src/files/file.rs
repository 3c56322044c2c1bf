//! A file that the service keeps.

use std::time::Duration;

use crate::{open_enum::open_enum, wire::wire_object};

open_enum! {
    /// What a file is for.
    pub enum FilePurpose {
        /// The Assistants API, which has come to its end.
        Assistants = "assistants",
        /// What that API has made.
        AssistantsOutput = "assistants_output",
        /// The requests of a [batch](crate::batches).
        Batch = "batch",
        /// The answers to a batch.
        BatchOutput = "batch_output",
        /// Examples that a model is tuned by.
        FineTune = "fine-tune",
        /// What tuning has come to.
        FineTuneResults = "fine-tune-results",
        /// Pictures that models are to see.
        Vision = "vision",
        /// Anything that models are to read.
        UserData = "user_data",
        /// What models are judged by.
        Evals = "evals",
    }
}

open_enum! {
    /// How far a file is.
    pub enum FileStatus {
        /// It has come.
        Uploaded = "uploaded",
        /// It can be used.
        Processed = "processed",
        /// It cannot be used.
        Error = "error",
    }
}

wire_object! {
    /// A file that the service keeps; its bytes are asked for apart.
    pub struct File {
        /// The service's name for it.
        id: String,
        /// The name that it was sent under.
        filename: String,
        /// How many bytes it has.
        bytes: u64,
        /// When it was made, in seconds since 1970.
        created_at: u64,
    } with {
        /// What it is for.
        purpose: FilePurpose,
        /// What it is: `file`.
        object: String,
        /// When it will be deleted, in seconds since 1970.
        expires_at: u64,
        /// How far it is. The service does not promise to say so in times to come.
        status: FileStatus,
        /// Why it cannot be used, as `status`.
        status_details: String,
    }
}

wire_object! {
    /// What became of a file that was to be deleted.
    pub struct DeletedFile {
        /// Which it was.
        id: String,
        /// Whether it is deleted.
        deleted: bool,
    } with {
        /// What it is: `file`.
        object: String,
    }
}

wire_object! {
    /// When a file is deleted.
    pub built struct FileExpiry {
        /// From when on the time is counted: `created_at`, when the file was made.
        anchor: String,
        /// How long, in seconds: an hour to 30 days.
        seconds: u64 as given,
    }
}

impl FileExpiry {
    /// So long after it was made, in whole seconds.
    pub fn after(time: Duration) -> Self {
        Self::new("created_at", time.as_secs())
    }
}
