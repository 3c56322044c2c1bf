//! The request for a new conversation.

use std::collections::BTreeMap;

use crate::{body::request_body, responses::Item};

request_body! {
    /// A request for a new conversation.
    ///
    /// ```
    /// use openai_client::{conversations::ConversationRequest, responses::Message};
    ///
    /// let request = ConversationRequest::new()
    ///     .metadata([("user", "blue")])
    ///     .items([Message::developer("You are terse.")]);
    /// ```
    pub struct ConversationRequest {} with {
        /// What it begins with, up to 20 items.
        items = "items": Vec<Item>, by_hand;
        /// Up to 16 notes that are stored with it.
        metadata = "metadata": BTreeMap<String, String>, pairs;
    }
}

impl ConversationRequest {
    /// An empty conversation.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds items that it begins with, up to 20 in all.
    pub fn items<I: Into<Item>>(mut self, items: impl IntoIterator<Item = I>) -> Self {
        let all = self.items.get_or_insert_default();
        all.extend(items.into_iter().map(Into::into));
        self
    }
}
