//! What a program that asks for typed answers imports.
//!
//! ```
//! use openai_structured::prelude::*;
//! ```

#[cfg(feature = "client")]
pub use crate::chat::ChatExt;
pub use crate::draft::Draft;
pub use crate::schema::{ResponseFormat, Schema};
#[cfg(feature = "client")]
pub use openai_client::{ChatRequest, Client};
pub use openai_derive::ResponseFormat;
pub use serde::Deserialize;
