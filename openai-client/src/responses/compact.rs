//! Conversations put in short.

use super::{Input, Item, ResponseUsage};
use crate::{
    body::request_body,
    chat::{CacheOptions, CacheRetention, ServiceTier},
    wire::wire_object,
};

request_body! {
    /// A request to put a conversation in short.
    ///
    /// ```
    /// use openai_client::responses::CompactRequest;
    ///
    /// let request = CompactRequest::new("gpt-5-mini").previous_response_id("resp_123");
    /// ```
    pub struct CompactRequest {} with {
        /// The model that does it.
        model = "model": String, into;
        /// The conversation.
        input = "input": Input, into;
        /// The response that the conversation has come to.
        previous_response_id = "previous_response_id": String, into;
        /// What the application asks of the model.
        instructions = "instructions": String, into;
        /// Brings requests with the same beginning to the same cache.
        prompt_cache_key = "prompt_cache_key": String, into;
        /// How the prompt is cached.
        prompt_cache_options = "prompt_cache_options": CacheOptions, plain;
        /// How long the prompt stays in the cache; the older form of `prompt_cache_options`.
        prompt_cache_retention = "prompt_cache_retention": CacheRetention, into;
        /// How the call is served and charged.
        service_tier = "service_tier": ServiceTier, into;
    }
}

impl CompactRequest {
    /// A request to this model, without a conversation.
    pub fn new(model: impl Into<String>) -> Self {
        Self::default().model(model)
    }
}

wire_object! {
    /// A conversation put in short.
    pub struct CompactedResponse {
        /// The service's name for it.
        id: String,
        /// When it was made, in seconds since 1970.
        created_at: u64,
        /// What takes the place of the conversation: the input of the next request.
        output: Vec<Item>,
    } with {
        /// What it is: `response.compaction`.
        object: String,
        /// The tokens that were used.
        usage: ResponseUsage,
    }
}

#[cfg(feature = "transport")]
impl CompactedResponse {
    /// A conversation is never put in nothing.
    pub(super) fn is_whole(&self) -> bool {
        !self.output.is_empty()
    }
}
