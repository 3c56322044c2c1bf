//! What a conversation consists of: messages, calls of tools and what came of them, thinking.
//!
//! One type serves for what goes to the model, for what it answers and for what is stored: items of an
//! answer go into the next request as they are.

mod function;
mod message;
mod reasoning;

use serde_json::{Map, Value};

pub use function::{FunctionCall, FunctionCallOutput};
pub use message::{Message, MessagePhase, Role};
pub use reasoning::Reasoning;

use crate::{
    open_enum::open_enum,
    wire::{wire_object, wire_union},
};

wire_union! {
    /// What a conversation consists of.
    pub enum Item else guess {
        /// Something said.
        Message(Message) = "message",
        /// A call of a function.
        FunctionCall(FunctionCall) = "function_call",
        /// What came of a call of a function.
        FunctionCallOutput(FunctionCallOutput) = "function_call_output",
        /// What the model thought.
        Reasoning(Reasoning) = "reasoning",
        /// An item that the service has stored.
        Reference(ItemReference) = "item_reference",
    }
}

impl Item {
    /// The service's name for it, if it has one.
    pub fn id(&self) -> Option<&str> {
        let id = match self {
            Self::Message(item) => item.id.as_deref(),
            Self::FunctionCall(item) => item.id.as_deref(),
            Self::FunctionCallOutput(item) => item.id.as_deref(),
            Self::Reasoning(item) => Some(item.id.as_str()),
            Self::Reference(item) => Some(item.id.as_str()),
            Self::Other(item) => item.get("id").and_then(Value::as_str),
        };
        id.filter(|id| !id.is_empty())
    }
}

/// The kind of an item that came without one.
fn guess(fields: &Map<String, Value>) -> Option<&'static str> {
    if fields.contains_key("role") {
        return Some("message");
    }
    let is_reference =
        fields.contains_key("id") && fields.keys().all(|name| name == "id" || name == "type");
    is_reference.then_some("item_reference")
}

open_enum! {
    /// How far an item is.
    pub enum ItemStatus {
        /// It is being made.
        InProgress = "in_progress",
        /// It is whole.
        Completed = "completed",
        /// It was cut off.
        Incomplete = "incomplete",
        /// It failed.
        Failed = "failed",
    }
}

wire_object! {
    /// An item that the service has stored, by its id.
    pub built struct ItemReference as "item_reference" {
        /// The item.
        id: String,
    }
}
