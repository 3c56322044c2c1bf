//! Calls of tools that take free text, and what came of them.

use super::{ItemStatus, program::Caller};
use crate::{responses::content::Content, wire::wire_object};

wire_object! {
    /// A call of a tool that takes free text.
    pub built struct CustomToolCall as "custom_tool_call" {
        /// The id that what came of it must name.
        call_id: String,
        /// The tool.
        name: String,
        /// The text that the model wrote for it.
        input: String,
    } with {
        /// The service's name for the item.
        id: String,
        /// How far it is.
        status: ItemStatus,
        /// Who calls: the model, or a program of the model.
        caller: Caller,
        /// The namespace of the tool.
        namespace: String,
        /// Who made the item.
        created_by: String,
    }
}

wire_object! {
    /// What came of a call of a tool that takes free text.
    pub built struct CustomToolCallOutput as "custom_tool_call_output" {
        /// The id of the call.
        call_id: String,
        /// What came of it.
        output: Content,
    } with {
        /// The service's name for the item.
        id: String,
        /// How far it is.
        status: ItemStatus,
        /// Who called: the model, or a program of the model.
        caller: Caller,
        /// Who made the item.
        created_by: String,
    }
}
