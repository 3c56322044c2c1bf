//! Conversations in short.

use crate::wire::wire_object;

wire_object! {
    /// The conversation so far, in short, as the service alone can read it.
    pub built struct Compaction as "compaction" {
        /// What the service reads.
        encrypted_content: String,
    } with {
        /// The service's name for the item.
        id: String,
        /// Who made the item.
        created_by: String,
    }
}

wire_object! {
    /// Asks the service to put the conversation so far in short; the last item of an input.
    pub built struct CompactionTrigger as "compaction_trigger" {}
}
