//! What the model thought.

use super::ItemStatus;
use crate::{responses::part::Part, wire::wire_object};

wire_object! {
    /// What the model thought. It goes back with the calls that follow it, or the service refuses those.
    pub struct Reasoning as "reasoning" {
        /// The service's name for it.
        id: String,
        /// In short.
        summary: Vec<Part>,
    } with {
        /// As it was thought, where the model shows it.
        content: Vec<Part>,
        /// As the service alone can read it: for conversations that it does not store.
        encrypted_content: String,
        /// How far it is.
        status: ItemStatus,
    }
}
