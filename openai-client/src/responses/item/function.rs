//! Calls of functions, and what came of them.

use super::ItemStatus;
use crate::{responses::content::Content, wire::wire_object};

wire_object! {
    /// A call of a function.
    pub built struct FunctionCall as "function_call" {
        /// The id that what came of it must name.
        call_id: String,
        /// The function.
        name: String,
        /// The arguments as the model wrote them: JSON text.
        arguments: String,
    } with {
        /// The service's name for the item.
        id: String,
        /// How far it is.
        status: ItemStatus,
    }
}

wire_object! {
    /// What came of a call of a function.
    pub built struct FunctionCallOutput as "function_call_output" {
        /// The id of the call.
        call_id: String,
        /// What came of it.
        output: Content,
    } with {
        /// The service's name for the item.
        id: String,
        /// How far it is.
        status: ItemStatus,
    }
}
