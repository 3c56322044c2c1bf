//! Programs of the model that the service runs.

use super::ItemStatus;
use crate::wire::{wire_object, wire_union};

wire_object! {
    /// A program that the service ran.
    pub struct CodeInterpreterCall as "code_interpreter_call" {
        /// The service's name for the item.
        id: String,
        /// The container in which it ran.
        container_id: String,
        /// The program; the service wants to hear that there is none.
        code: Option<String>,
        /// What it wrote, if the request asked for it (`include`); the service wants to hear that
        /// there is nothing.
        outputs: Option<Vec<CodeOutput>>,
    } with {
        /// How far it is.
        status: ItemStatus,
    }
}

wire_union! {
    /// Something that a program wrote.
    pub enum CodeOutput {
        /// Text.
        Logs(CodeLogs) = "logs",
        /// An image.
        Image(CodeImage) = "image",
    }
}

wire_object! {
    /// Text that a program wrote.
    pub struct CodeLogs as "logs" {
        /// The text.
        logs: String,
    }
}

wire_object! {
    /// An image that a program wrote.
    pub struct CodeImage as "image" {
        /// Its address.
        url: String,
    }
}
