//! Calls of functions, and what came of them.

use super::{ItemStatus, program::Caller};
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
        /// Who calls: the model, or a program of the model.
        caller: Caller,
        /// The namespace of the function.
        namespace: String,
        /// Who made the item.
        created_by: String,
    }
}

wire_object! {
    /// What came of a call of a function.
    ///
    /// ```
    /// use openai_client::responses::FunctionCallOutput;
    ///
    /// let output = FunctionCallOutput::new("call_1", r#"{"celsius":21}"#);
    /// ```
    pub set struct FunctionCallOutput as "function_call_output" {
        /// What came of it.
        output: Content,
    } with {
        /// The id of the call.
        call_id: String,
        /// The service's name for the item.
        id: String,
        /// How far it is.
        status: ItemStatus,
        /// The function.
        name: String,
        /// The namespace of the function.
        namespace: String,
        /// Who called: the model, or a program of the model.
        caller: Caller,
        /// Who made the item.
        created_by: String,
    }
}

impl FunctionCallOutput {
    /// What came of the call of this id.
    pub fn new(call_id: impl Into<String>, output: impl Into<Content>) -> Self {
        Self {
            call_id: Some(call_id.into()),
            output: output.into(),
            ..Self::default()
        }
    }
}
