//! A file that comes in parts.

use crate::{
    files::{File, FilePurpose},
    open_enum::open_enum,
    wire::wire_object,
};

open_enum! {
    /// How far an upload is.
    pub enum UploadStatus {
        /// It waits for parts, or to be completed.
        Pending = "pending",
        /// It has become a file.
        Completed = "completed",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// It was not completed in time.
        Expired = "expired",
    }
}

wire_object! {
    /// A file that comes in parts.
    pub struct Upload {
        /// The service's name for it.
        id: String,
        /// The name that the file will have.
        filename: String,
        /// How many bytes the file will have.
        bytes: u64,
        /// When it was made, in seconds since 1970.
        created_at: u64,
        /// Until when it can be completed, in seconds since 1970: for an hour.
        expires_at: u64,
    } with {
        /// How far it is.
        status: UploadStatus,
        /// What the file is for.
        purpose: FilePurpose,
        /// The file, once it is completed.
        file: File,
        /// What it is: `upload`.
        object: String,
    }
}

wire_object! {
    /// A part of an upload.
    pub struct UploadPart {
        /// The service's name for it, which completing needs.
        id: String,
        /// The upload that it is of.
        upload_id: String,
        /// When it was made, in seconds since 1970.
        created_at: u64,
    } with {
        /// What it is: `upload.part`.
        object: String,
    }
}
