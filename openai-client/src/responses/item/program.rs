//! Programs by which the model calls tools, and what came of them.

use super::ItemStatus;
use crate::wire::{wire_object, wire_union};

wire_union! {
    /// Who called a tool.
    pub enum Caller {
        /// The model.
        Direct(DirectCaller) = "direct",
        /// A program that the model wrote.
        Program(ProgramCaller) = "program",
    }
}

wire_object! {
    /// The model called a tool.
    pub built struct DirectCaller as "direct" {}
}

wire_object! {
    /// A program that the model wrote called a tool.
    pub built struct ProgramCaller as "program" {
        /// The `call_id` of the program.
        caller_id: String,
    }
}

wire_object! {
    /// A program that the model wrote to call tools. It goes back as it came.
    pub struct Program as "program" {
        /// The service's name for the item.
        id: String,
        /// The id that its calls and its output name.
        call_id: String,
        /// The program, in JavaScript.
        code: String,
        /// By which the service knows it again.
        fingerprint: String,
    }
}

wire_object! {
    /// What came of a program.
    pub struct ProgramOutput as "program_output" {
        /// The service's name for the item.
        id: String,
        /// The id of the program.
        call_id: String,
        /// What came of it.
        result: String,
    } with {
        /// How far it is.
        status: ItemStatus,
    }
}
