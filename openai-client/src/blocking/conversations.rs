//! Conversations that the service keeps.

use std::{collections::BTreeMap, fmt};

use super::{Pages, Runtime};
use crate::{
    client::CallOptions,
    conversations::{Conversation, ConversationRequest, DeletedConversation},
    error::Error,
    list::Page,
    responses::{Include, Item},
};

/// The conversations that the service keeps; from
/// [`Client::conversations`](super::Client::conversations). Cheap to make and to clone.
///
/// Each call is that of [`Conversations`](crate::Conversations), errors included.
#[derive(Clone)]
pub struct Conversations {
    conversations: crate::Conversations,
    runtime: Runtime,
}

impl Conversations {
    pub(super) fn new(runtime: &Runtime, conversations: crate::Conversations) -> Self {
        Self {
            conversations,
            runtime: runtime.clone(),
        }
    }

    /// The same with something different about the calls, as
    /// [`Conversations::with`](crate::Conversations::with).
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self::new(&self.runtime, self.conversations.with(options))
    }

    /// Makes a conversation, as [`Conversations::create`](crate::Conversations::create).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn create(&self, request: ConversationRequest) -> Result<Conversation, Error> {
        self.runtime.block_on(self.conversations.create(request))
    }

    /// A conversation, without its items, as
    /// [`Conversations::retrieve`](crate::Conversations::retrieve).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn retrieve(&self, id: &str) -> Result<Conversation, Error> {
        self.runtime.block_on(self.conversations.retrieve(id))
    }

    /// Puts other notes in the place of those of a conversation, as
    /// [`Conversations::update`](crate::Conversations::update).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn update(
        &self,
        id: &str,
        metadata: &BTreeMap<String, String>,
    ) -> Result<Conversation, Error> {
        let call = self.conversations.update(id, metadata);
        self.runtime.block_on(call)
    }

    /// Deletes a conversation, as [`Conversations::delete`](crate::Conversations::delete).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn delete(&self, id: &str) -> Result<DeletedConversation, Error> {
        self.runtime.block_on(self.conversations.delete(id))
    }

    /// The items of a conversation, as [`Conversations::items`](crate::Conversations::items).
    pub fn items(&self, id: &str) -> Pages<Item> {
        Pages::new(&self.runtime, self.conversations.items(id))
    }

    /// Adds items to a conversation, as
    /// [`Conversations::create_items`](crate::Conversations::create_items).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn create_items(&self, id: &str, items: &[Item]) -> Result<Page<Item>, Error> {
        let call = self.conversations.create_items(id, items);
        self.runtime.block_on(call)
    }

    /// An item of a conversation, as
    /// [`Conversations::retrieve_item`](crate::Conversations::retrieve_item).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn retrieve_item(&self, id: &str, item: &str) -> Result<Item, Error> {
        let call = self.conversations.retrieve_item(id, item);
        self.runtime.block_on(call)
    }

    /// An item of a conversation with more than the usual, as
    /// [`Conversations::retrieve_item_with`](crate::Conversations::retrieve_item_with).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn retrieve_item_with(
        &self,
        id: &str,
        item: &str,
        include: &[Include],
    ) -> Result<Item, Error> {
        let call = self.conversations.retrieve_item_with(id, item, include);
        self.runtime.block_on(call)
    }

    /// Takes an item out of a conversation, as
    /// [`Conversations::delete_item`](crate::Conversations::delete_item).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn delete_item(&self, id: &str, item: &str) -> Result<Conversation, Error> {
        let call = self.conversations.delete_item(id, item);
        self.runtime.block_on(call)
    }

    /// The async calls, whose futures [`Runtime::block_on`] waits for.
    pub fn as_async(&self) -> &crate::Conversations {
        &self.conversations
    }

    /// What drives the calls.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }
}

impl fmt::Debug for Conversations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.conversations.fmt(f)
    }
}
