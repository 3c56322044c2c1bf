//! Tools that a model may call: what a request offers, calls as typed values, and calling them.
//!
//! A tool is a struct with the arguments of a call as its fields, and `#[derive(FunctionTool)]`. A
//! set is an enum of tools, and `#[derive(ToolSet)]`. Neither needs the `client` feature.

mod call;
pub(crate) mod definition;
mod error;
#[cfg(feature = "client")]
mod ext;
pub(crate) mod join;
mod set;
#[expect(
    clippy::module_inception,
    reason = "the trait of this name is its one idea"
)]
pub(crate) mod tool;

pub use self::call::{CallError, read_call};
pub use self::definition::{FunctionTool, ToolDefinition};
pub use self::error::ToolError;
#[cfg(feature = "client")]
pub use self::ext::ToolCallExt;
pub use self::set::ToolSet;
pub use self::tool::{CallTools, Tool};
