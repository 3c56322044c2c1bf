//! Searches for tools that are not offered at once, and calls of tools by programs.

use crate::{raw_json::RawJson, responses::item::ToolSearchExecution, wire::wire_object};

wire_object! {
    /// Lets the model search for tools that are not offered at once (`defer_loading`).
    pub built struct ToolSearchTool as "tool_search" {} with {
        /// Who searches; the service, where it is not said.
        execution: ToolSearchExecution,
        /// When and how to search, for a search by the application.
        description: String,
        /// The schema of what is searched for, for a search by the application.
        parameters: RawJson,
    }
}

wire_object! {
    /// Lets the model write programs that call tools.
    pub built struct ProgrammaticToolCalling as "programmatic_tool_calling" {}
}
