//! Changes of files, and what came of them.

use super::{ItemStatus, program::Caller};
use crate::wire::{wire_object, wire_union};

wire_object! {
    /// A change of a file that the model wants.
    pub struct ApplyPatchCall as "apply_patch_call" {
        /// The id that what came of it must name.
        call_id: String,
        /// The change.
        operation: PatchOperation,
    } with {
        /// The service's name for the item.
        id: String,
        /// How far it is.
        status: ItemStatus,
        /// Who calls: the model, or a program of the model.
        caller: Caller,
        /// Who made the item.
        created_by: String,
    }
}

wire_union! {
    /// A change of a file.
    pub enum PatchOperation {
        /// It is made.
        CreateFile(CreateFile) = "create_file",
        /// It is deleted.
        DeleteFile(DeleteFile) = "delete_file",
        /// It is changed.
        UpdateFile(UpdateFile) = "update_file",
    }
}

wire_object! {
    /// A file is made.
    pub struct CreateFile as "create_file" {
        /// Where, below the working folder.
        path: String,
        /// What is in it, as a diff.
        diff: String,
    }
}

wire_object! {
    /// A file is deleted.
    pub struct DeleteFile as "delete_file" {
        /// Where it is, below the working folder.
        path: String,
    }
}

wire_object! {
    /// A file is changed.
    pub struct UpdateFile as "update_file" {
        /// Where it is, below the working folder.
        path: String,
        /// The change, as a diff.
        diff: String,
    }
}

wire_object! {
    /// What came of a change of a file.
    ///
    /// ```
    /// use openai_client::responses::{ApplyPatchCallOutput, ItemStatus};
    ///
    /// let done = ApplyPatchCallOutput::new("call_1", ItemStatus::Completed);
    /// let not_done = ApplyPatchCallOutput::new("call_2", ItemStatus::Failed).output("no such file");
    /// ```
    pub set struct ApplyPatchCallOutput as "apply_patch_call_output" {
        /// The id of the call.
        call_id: String,
    } with {
        /// Whether it was done: [`Completed`](ItemStatus::Completed) or [`Failed`](ItemStatus::Failed).
        status: ItemStatus,
        /// What a person would be told.
        output: String,
        /// The service's name for the item.
        id: String,
        /// Who called: the model, or a program of the model.
        caller: Caller,
        /// Who made the item.
        created_by: String,
    }
}

impl ApplyPatchCallOutput {
    /// Whether the call of this id was done: [`Completed`](ItemStatus::Completed) or
    /// [`Failed`](ItemStatus::Failed).
    pub fn new(call_id: impl Into<String>, status: impl Into<ItemStatus>) -> Self {
        Self {
            call_id: call_id.into(),
            status: Some(status.into()),
            ..Self::default()
        }
    }
}
