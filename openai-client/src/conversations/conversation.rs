//! A conversation that the service keeps.

use std::collections::BTreeMap;

use crate::wire::wire_object;

wire_object! {
    /// A conversation that the service keeps; what was said in it is asked for apart.
    pub struct Conversation {
        /// The service's name for it, for
        /// [`ResponseRequest::conversation`](crate::ResponseRequest::conversation).
        id: String,
        /// When it was made, in seconds since 1970.
        created_at: u64,
    } with {
        /// What it is: `conversation`.
        object: String,
        /// What was stored with it.
        metadata: BTreeMap<String, String>,
    }
}

wire_object! {
    /// What became of a conversation that was to be deleted.
    pub struct DeletedConversation {
        /// Which it was.
        id: String,
        /// Whether it is deleted.
        deleted: bool,
    } with {
        /// What it is: `conversation.deleted`.
        object: String,
    }
}
