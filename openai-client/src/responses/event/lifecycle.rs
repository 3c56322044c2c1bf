//! Events of a response as a whole.

use crate::{responses::response::Response, wire::wire_object};

wire_object! {
    /// How far a response is.
    pub struct Lifecycle {
        /// The response. Until it has ended, its output may be left out.
        response: Box<Response>,
    } with {
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}

wire_object! {
    /// An error of the service.
    pub struct ErrorEvent {
        /// In a sentence.
        message: String,
    } with {
        /// In a word.
        code: String,
        /// The parameter of the request that is wrong.
        param: String,
        /// The place of the event among those of the response.
        sequence_number: u64,
    }
}
