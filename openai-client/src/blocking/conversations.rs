//! Conversations that the service keeps.

use std::collections::BTreeMap;

use super::resource::resource;
use crate::{
    conversations::{Conversation, ConversationRequest, DeletedConversation},
    list::Page,
    responses::{Include, Item},
};

resource! {
    /// The conversations that the service keeps; from
    /// [`Client::conversations`](super::Client::conversations). Cheap to make and to clone.
    ///
    /// Each call is that of [`Conversations`](crate::Conversations), errors included.
    Conversations {
        /// Makes a conversation
        create(request: ConversationRequest) -> Conversation;
        /// A conversation, without its items
        retrieve(id: &str) -> Conversation;
        /// Puts other notes in the place of those of a conversation
        update(id: &str, metadata: &BTreeMap<String, String>) -> Conversation;
        /// Deletes a conversation
        delete(id: &str) -> DeletedConversation;
        /// The items of a conversation
        items(id: &str) -> pages of Item;
        /// Adds items to a conversation
        create_items(id: &str, items: &[Item]) -> Page<Item>;
        /// An item of a conversation
        retrieve_item(id: &str, item: &str) -> Item;
        /// An item of a conversation with more than the usual
        retrieve_item_with(id: &str, item: &str, include: &[Include]) -> Item;
        /// Takes an item out of a conversation
        delete_item(id: &str, item: &str) -> Conversation;
    }
}
