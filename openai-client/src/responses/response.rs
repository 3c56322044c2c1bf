//! The answer as a whole.

use std::collections::BTreeMap;

use super::{
    input::Input,
    item::Item,
    moderation::Moderation,
    options::{ConversationRef, Prompt, ReasoningOptions, Truncation},
    text_options::TextOptions,
    tool::Tool,
    tool_choice::ToolChoice,
    usage::ResponseUsage,
};
use crate::{
    chat::{CacheOptions, CacheRetention, ServiceTier},
    open_enum::open_enum,
    origin::Origin,
    wire::wire_object,
};

open_enum! {
    /// How far a response is.
    pub enum ResponseStatus {
        /// It is whole.
        Completed = "completed",
        /// The service could not make it: see [`Response::error`].
        Failed = "failed",
        /// It is being made.
        InProgress = "in_progress",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// It has not begun.
        Queued = "queued",
        /// It was cut off: see [`Response::incomplete_details`].
        Incomplete = "incomplete",
    }
}

impl ResponseStatus {
    /// Whether it stays as it is. A word that this version does not know is not final.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Completed | Self::Failed | Self::Cancelled | Self::Incomplete
        )
    }
}

wire_object! {
    /// The answer to a [`ResponseRequest`](super::ResponseRequest).
    ///
    /// It is read leniently: what is missing or null is none or empty, and what is of another kind
    /// than documented is in `extra`.
    pub struct Response {
        /// The service's name for it; empty if it gave none.
        id: String,
        /// When it was made, in seconds since 1970; 0 if the service did not say.
        created_at: u64,
        /// What the model made, in its order.
        output: Vec<Item>,
    } with {
        /// What it is: `response`.
        object: String,
        /// How far it is. See also [`ResponseStatus::is_final`].
        status: ResponseStatus,
        /// Why the service could not make it.
        error: ResponseError,
        /// Why it was cut off.
        incomplete_details: IncompleteDetails,
        /// The model that answered.
        model: String,
        /// The tokens that were used.
        usage: ResponseUsage,
        /// When it was whole, in seconds since 1970.
        completed_at: u64,
        /// The tier that served the call.
        service_tier: ServiceTier,
        /// The findings of the moderation that the request asked for.
        moderation: Moderation,
        /// What was stored with it.
        metadata: BTreeMap<String, String>,
        /// The response that it goes on from.
        previous_response_id: String,
        /// The conversation that it belongs to.
        conversation: ConversationRef,
        /// Whether it was made after the call had ended.
        background: bool,
        /// What the application asked of the model.
        instructions: Input,
        /// The prompt that was used.
        prompt: Prompt,
        /// How the model thought.
        reasoning: ReasoningOptions,
        /// What the text was to be like.
        text_options = "text": TextOptions,
        /// The tools that the model might use.
        tools: Vec<Tool>,
        /// Which of them it might or had to use.
        tool_choice: ToolChoice,
        /// Whether the model might call several tools at once.
        parallel_tool_calls: bool,
        /// The most calls of built-in tools.
        max_tool_calls: u64,
        /// The most tokens of the answer.
        max_output_tokens: u64,
        /// How much chance had a say.
        temperature: f64,
        /// How likely the tokens had to be together.
        top_p: f64,
        /// How many alternatives were given for each token.
        top_logprobs: u64,
        /// What happened when the conversation did not fit in the model.
        truncation: Truncation,
        /// The name of the cache.
        prompt_cache_key: String,
        /// How the prompt was cached.
        prompt_cache_options: CacheOptions,
        /// How long the prompt stays in the cache.
        prompt_cache_retention: CacheRetention,
        /// The name of your user.
        safety_identifier: String,
        /// The older form of `safety_identifier` and `prompt_cache_key`.
        end_user = "user": String,
    } beside {
        /// How it came.
        origin: Origin,
    }
}

wire_object! {
    /// Why a response was cut off.
    pub struct IncompleteDetails {} with {
        /// In a word.
        reason: IncompleteReason,
    }
}

open_enum! {
    /// Why a response was cut off, in a word.
    pub enum IncompleteReason {
        /// The limit of tokens was reached.
        MaxOutputTokens = "max_output_tokens",
        /// A filter took the answer.
        ContentFilter = "content_filter",
    }
}

/// No word.
impl Default for ResponseErrorCode {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

wire_object! {
    /// Why the service could not make a response.
    pub struct ResponseError {
        /// In a word.
        code: ResponseErrorCode,
        /// In a sentence.
        message: String,
    }
}

open_enum! {
    /// Why the service could not make a response, in a word.
    pub enum ResponseErrorCode {
        /// Something went wrong at the service.
        ServerError = "server_error",
        /// Too many requests.
        RateLimitExceeded = "rate_limit_exceeded",
        /// The input is not allowed.
        InvalidPrompt = "invalid_prompt",
        /// The data may not be where it would have to be.
        DataResidencyMismatch = "data_residency_mismatch",
        /// The input is refused for what could be done with the answer.
        BioPolicy = "bio_policy",
        /// The vector store took too long.
        VectorStoreTimeout = "vector_store_timeout",
        /// An image cannot be read.
        InvalidImage = "invalid_image",
        /// An image is of a format that is not taken.
        InvalidImageFormat = "invalid_image_format",
        /// The data of an image is no base64.
        InvalidBase64Image = "invalid_base64_image",
        /// The address of an image is none.
        InvalidImageUrl = "invalid_image_url",
        /// An image has too many pixels.
        ImageTooLarge = "image_too_large",
        /// An image has too few pixels.
        ImageTooSmall = "image_too_small",
        /// An image cannot be understood.
        ImageParseError = "image_parse_error",
        /// An image shows what is not allowed.
        ImageContentPolicyViolation = "image_content_policy_violation",
        /// An image has colours that are not taken.
        InvalidImageMode = "invalid_image_mode",
        /// The file of an image has too many bytes.
        ImageFileTooLarge = "image_file_too_large",
        /// A file of this type is not taken as an image.
        UnsupportedImageMediaType = "unsupported_image_media_type",
        /// The file of an image is empty.
        EmptyImageFile = "empty_image_file",
        /// An image could not be fetched.
        FailedToDownloadImage = "failed_to_download_image",
        /// The file of an image is not there.
        ImageFileNotFound = "image_file_not_found",
    }
}

impl Response {
    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The same, as it came so.
    #[must_use]
    pub(crate) fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}
