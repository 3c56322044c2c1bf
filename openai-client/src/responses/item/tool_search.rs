//! Searches for tools that were not offered at once, and tools that come later.

use serde_json::Value;

use super::{ItemStatus, message::Role};
use crate::{open_enum::open_enum, responses::tool::Tool, wire::wire_object};

open_enum! {
    /// Who searches for tools.
    pub enum ToolSearchExecution {
        /// The service.
        Server = "server",
        /// The application.
        Client = "client",
    }
}

wire_object! {
    /// A search for tools.
    pub struct ToolSearchCall as "tool_search_call" {
        /// What is searched for.
        arguments: Value,
    } with {
        /// The service's name for the item.
        id: String,
        /// The id that what came of it must name.
        call_id: String,
        /// Who searches.
        execution: ToolSearchExecution,
        /// How far it is.
        status: ItemStatus,
        /// Who made the item.
        created_by: String,
    }
}

wire_object! {
    /// The tools that were found.
    ///
    /// ```
    /// use openai_client::{RawJson, responses::{FunctionTool, ToolSearchOutput}};
    ///
    /// let found = FunctionTool::new("get_weather", RawJson::new(r#"{"type":"object"}"#)?);
    /// let output = ToolSearchOutput::new([found.into()]).call_id("call_1").execution("client");
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub built struct ToolSearchOutput as "tool_search_output" {
        /// The tools.
        tools: Vec<Tool>,
    } with {
        /// The service's name for the item.
        id: String,
        /// The id of the search.
        call_id: String,
        /// Who searched.
        execution: ToolSearchExecution,
        /// How far it is.
        status: ItemStatus,
        /// Who made the item.
        created_by: String,
    }
}

wire_object! {
    /// Tools that are offered from here on.
    pub set struct AdditionalTools as "additional_tools" {
        /// Who offers them.
        role: Role,
        /// The tools.
        tools: Vec<Tool>,
    } with {
        /// The service's name for the item.
        id: String,
    }
}

impl AdditionalTools {
    /// Offered by the application.
    pub fn new(tools: impl Into<Vec<Tool>>) -> Self {
        Self {
            role: Role::Developer,
            tools: tools.into(),
            ..Self::default()
        }
    }
}
