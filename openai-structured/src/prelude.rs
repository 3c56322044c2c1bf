//! What a program that asks for typed answers imports.
//!
//! ```
//! use openai_structured::prelude::*;
//! ```

pub use crate::draft::Draft;
#[cfg(feature = "client")]
pub use crate::ext::ChatExt;
#[cfg(feature = "client")]
pub use crate::responses::ResponsesExt;
pub use crate::schema::{ResponseFormat, Schema};
#[cfg(feature = "client")]
pub use crate::tool::ToolCallExt;
pub use crate::tool::{FunctionTool, Tool, ToolError, ToolSet};
#[cfg(feature = "client")]
pub use openai_client::{ChatRequest, Client, responses::ResponseRequest};
pub use openai_derive::{FunctionTool, ResponseFormat, ToolSet};
pub use serde::Deserialize;
