//! The answer as a whole.

use super::{item::Item, usage::ResponseUsage};
use crate::{open_enum::open_enum, wire::wire_object};

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

wire_object! {
    /// The answer to a request.
    pub struct Response {
        /// The service's name for it.
        id: String,
        /// When it was made, in seconds since 1970.
        created_at: u64,
        /// What the model made, in its order.
        output: Vec<Item>,
    } with {
        /// How far it is.
        status: ResponseStatus,
        /// Why the service could not make it.
        error: ResponseError,
        /// Why it was cut off.
        incomplete_details: IncompleteDetails,
        /// The model that answered.
        model: String,
        /// The tokens that were used.
        usage: ResponseUsage,
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
    #[derive(Default)]
    pub enum ResponseErrorCode {
        /// Something went wrong at the service.
        #[default]
        ServerError = "server_error",
        /// Too many requests.
        RateLimitExceeded = "rate_limit_exceeded",
    }
}
