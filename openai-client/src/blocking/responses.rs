//! Responses.

use std::fmt;

use super::{Pages, ResponseStream, Runtime};
use crate::{
    client::CallOptions,
    error::Error,
    responses::{
        CompactRequest, CompactedResponse, Include, InputTokensRequest, Item, Response,
        ResponseRequest, Wait,
    },
};

/// The responses of a client; from [`Client::responses`](super::Client::responses). Cheap to make and
/// to clone.
///
/// Each call is that of [`Responses`](crate::Responses), errors included.
#[derive(Clone)]
pub struct Responses {
    responses: crate::Responses,
    runtime: Runtime,
}

impl Responses {
    pub(super) fn new(runtime: &Runtime, responses: crate::Responses) -> Self {
        Self {
            responses,
            runtime: runtime.clone(),
        }
    }

    /// The same with something different about the calls, as
    /// [`Responses::with`](crate::Responses::with).
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self::new(&self.runtime, self.responses.with(options))
    }

    /// Sends a request and waits for the whole response, as
    /// [`Responses::create`](crate::Responses::create).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn create(&self, request: ResponseRequest) -> Result<Response, Error> {
        self.runtime.block_on(self.responses.create(request))
    }

    /// Sends a request and waits for the first byte of the response, as
    /// [`Responses::create_stream`](crate::Responses::create_stream).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn create_stream(&self, request: ResponseRequest) -> Result<ResponseStream, Error> {
        let call = self.responses.create_stream(request);
        let stream = self.runtime.block_on(call)?;
        Ok(ResponseStream::new(&self.runtime, stream))
    }

    /// Goes on with the stream of a response that is made in the background, as
    /// [`Responses::resume`](crate::Responses::resume).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn resume(&self, id: &str, after: Option<u64>) -> Result<ResponseStream, Error> {
        let stream = self.runtime.block_on(self.responses.resume(id, after))?;
        Ok(ResponseStream::new(&self.runtime, stream))
    }

    /// A stored response, as [`Responses::retrieve`](crate::Responses::retrieve).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn retrieve(&self, id: &str) -> Result<Response, Error> {
        self.runtime.block_on(self.responses.retrieve(id))
    }

    /// A stored response with more than the usual, as
    /// [`Responses::retrieve_with`](crate::Responses::retrieve_with).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn retrieve_with(&self, id: &str, include: &[Include]) -> Result<Response, Error> {
        let call = self.responses.retrieve_with(id, include);
        self.runtime.block_on(call)
    }

    /// Cancels a response that is made in the background, as
    /// [`Responses::cancel`](crate::Responses::cancel).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn cancel(&self, id: &str) -> Result<Response, Error> {
        self.runtime.block_on(self.responses.cancel(id))
    }

    /// Deletes a stored response, as [`Responses::delete`](crate::Responses::delete).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn delete(&self, id: &str) -> Result<(), Error> {
        self.runtime.block_on(self.responses.delete(id))
    }

    /// Puts a conversation in short, as [`Responses::compact`](crate::Responses::compact).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn compact(&self, request: CompactRequest) -> Result<CompactedResponse, Error> {
        self.runtime.block_on(self.responses.compact(request))
    }

    /// How many tokens a request would have, as
    /// [`Responses::count_input_tokens`](crate::Responses::count_input_tokens).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn count_input_tokens(&self, request: InputTokensRequest) -> Result<u64, Error> {
        let call = self.responses.count_input_tokens(request);
        self.runtime.block_on(call)
    }

    /// The items that a stored response was made from, as
    /// [`Responses::input_items`](crate::Responses::input_items).
    pub fn input_items(&self, id: &str) -> Pages<Item> {
        Pages::new(&self.runtime, self.responses.input_items(id))
    }

    /// Waits until a response that is made in the background stays as it is, as
    /// [`Responses::wait`](crate::Responses::wait).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn wait(&self, id: &str, wait: Wait) -> Result<Response, Error> {
        self.runtime.block_on(self.responses.wait(id, wait))
    }

    /// Sends a request, to be carried out in the background, and waits for the response, as
    /// [`Responses::create_and_wait`](crate::Responses::create_and_wait).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn create_and_wait(&self, request: ResponseRequest, wait: Wait) -> Result<Response, Error> {
        let call = self.responses.create_and_wait(request, wait);
        self.runtime.block_on(call)
    }

    /// The async calls, whose futures [`Runtime::block_on`] waits for.
    pub fn as_async(&self) -> &crate::Responses {
        &self.responses
    }

    /// What drives the calls.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }
}

impl fmt::Debug for Responses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.responses.fmt(f)
    }
}
