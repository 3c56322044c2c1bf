//! The calls: conversations, and the items in them.

use std::{collections::BTreeMap, future::Future};

use serde::Serialize;

use super::{Conversation, ConversationRequest, DeletedConversation};
use crate::{
    body::written,
    client::{Endpoint, Object, objects, resource},
    error::Error,
    list::{Page, Pages},
    responses::{Include, Item, secrets_of_items},
};

const ALL: &str = "conversations";
const ONE: &str = "conversations/{conversation_id}";
const ITEMS: &str = "conversations/{conversation_id}/items";
const ITEM: &str = "conversations/{conversation_id}/items/{item_id}";

resource! {
    /// The conversations that the service keeps; from
    /// [`Client::conversations`](crate::Client::conversations). Cheap to make and to clone.
    ///
    /// Responses take part in one by [`conversation`](crate::ResponseRequest::conversation), which adds
    /// what goes to the model and what it answers.
    ///
    /// The errors of all calls are those of [`ErrorKind`](crate::ErrorKind).
    ///
    /// ```no_run
    /// use openai_client::{
    ///     Client, ResponseRequest,
    ///     conversations::ConversationRequest,
    /// };
    ///
    /// # async fn run(client: Client) -> Result<(), openai_client::Error> {
    /// let conversation = client.conversations().create(ConversationRequest::new()).await?;
    /// for question in ["Why is the sky blue?", "And at dusk?"] {
    ///     let request = ResponseRequest::new("gpt-5-mini")
    ///         .conversation(&conversation.id)
    ///         .input(question);
    ///     println!("{}", client.responses().create(request).await?.output_text());
    /// }
    /// let mut items = client.conversations().items(&conversation.id);
    /// while let Some(item) = items.next().await {
    ///     println!("{:?}", item?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct Conversations;
}

impl Conversations {
    /// Makes a conversation.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the request is used up, as by all calls"
    )]
    pub fn create(
        &self,
        request: ConversationRequest,
    ) -> impl Future<Output = Result<Conversation, Error>> + Send + use<> {
        let endpoint = Endpoint::post(ALL, []).json(request.to_json());
        let secrets = secrets_of_items(request.items.as_deref().unwrap_or_default());
        self.calls.guarding(&secrets).ask(endpoint)
    }

    /// A conversation, without its items.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn retrieve(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Conversation, Error>> + Send + use<> {
        self.calls.ask(Endpoint::get(ONE, [id]))
    }

    /// Puts other notes in the place of those of a conversation: all of them.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn update(
        &self,
        id: &str,
        metadata: &BTreeMap<String, String>,
    ) -> impl Future<Output = Result<Conversation, Error>> + Send + use<> {
        #[derive(Serialize)]
        struct Update<'a> {
            metadata: &'a BTreeMap<String, String>,
        }

        let endpoint = Endpoint::post(ONE, [id]).json(written(&Update { metadata }));
        self.calls.ask(endpoint)
    }

    /// Deletes a conversation. Its items stay.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). An answer that does not say that it is deleted is a
    /// [`Decode`](crate::ErrorKind::Decode). When an attempt was repeated, a status of 404 may mean that
    /// the one before had deleted it.
    pub fn delete(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<DeletedConversation, Error>> + Send + use<> {
        self.calls.ask(Endpoint::delete(ONE, [id]))
    }

    /// The items of a conversation, the newest first.
    pub fn items(&self, id: &str) -> Pages<Item> {
        Pages::items(&self.calls, Endpoint::get(ITEMS, [id]))
    }

    /// Adds items to a conversation, up to 20, and gives them as they are kept.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn create_items(
        &self,
        id: &str,
        items: &[Item],
    ) -> impl Future<Output = Result<Page<Item>, Error>> + Send + use<> {
        #[derive(Serialize)]
        struct Create<'a> {
            items: &'a [Item],
        }

        let endpoint = Endpoint::post(ITEMS, [id]).json(written(&Create { items }));
        let secrets = secrets_of_items(items);
        let calls = self.calls.guarding(&secrets);
        calls.call(endpoint, |answer| Page::read_items(&answer))
    }

    /// An item of a conversation.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn retrieve_item(
        &self,
        id: &str,
        item: &str,
    ) -> impl Future<Output = Result<Item, Error>> + Send + use<> {
        self.retrieve_item_with(id, item, &[])
    }

    /// An item of a conversation with more than the usual.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn retrieve_item_with(
        &self,
        id: &str,
        item: &str,
        include: &[Include],
    ) -> impl Future<Output = Result<Item, Error>> + Send + use<> {
        let endpoint = Endpoint::get(ITEM, [id, item]).include(include);
        self.calls.ask(endpoint)
    }

    /// Takes an item out of a conversation, and gives the conversation.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn delete_item(
        &self,
        id: &str,
        item: &str,
    ) -> impl Future<Output = Result<Conversation, Error>> + Send + use<> {
        self.calls.ask(Endpoint::delete(ITEM, [id, item]))
    }
}

objects! {
    Conversation, "a conversation", id;
    DeletedConversation, "a deleted conversation", deleted;
}

impl Object for Item {
    const WHAT: &'static str = "an item";
    const FIELD: &'static str = "type";

    fn is_one(&self) -> bool {
        !self.kind().is_empty()
    }
}
