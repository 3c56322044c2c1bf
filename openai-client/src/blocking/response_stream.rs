//! A streamed response as an iterator.

use std::{fmt, iter::FusedIterator};

use super::{Held, Runtime};
use crate::{
    error::Error,
    meta::ResponseMeta,
    responses::{self, ResponseAccumulator, ResponseEvent},
    sse::Event,
    stream_end::StreamEnd,
};

/// The events of a streamed response; from
/// [`Responses::create_stream`](super::Responses::create_stream) and
/// [`Responses::resume`](super::Responses::resume).
///
/// As [`ResponseStream`](responses::ResponseStream), errors included: nothing is read before it is
/// asked for, and dropping it gives up the request at once. The iterator gives events,
/// [`next_into`](Self::next_into) also puts the response together, and
/// [`next_event`](Self::next_event) lends the JSON text. They may be mixed.
///
/// ```no_run
/// use openai_client::{ResponseRequest, blocking::Client, responses::ResponseEvent};
///
/// # fn main() -> Result<(), openai_client::Error> {
/// let client = Client::from_env()?;
/// let request = ResponseRequest::new("gpt-5-mini").input("Hello");
/// for event in client.responses().create_stream(request)? {
///     if let ResponseEvent::OutputTextDelta(piece) = event? {
///         print!("{}", piece.delta);
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct ResponseStream(Held<responses::ResponseStream>);

impl ResponseStream {
    pub(super) fn new(runtime: &Runtime, stream: responses::ResponseStream) -> Self {
        Self(Held::new(runtime, stream))
    }

    /// The next event, which an accumulator has taken; none at the end.
    ///
    /// # Errors
    ///
    /// As [`next_into`](responses::ResponseStream::next_into) of the async stream.
    pub fn next_into(
        &mut self,
        response: &mut ResponseAccumulator,
    ) -> Option<Result<ResponseEvent, Error>> {
        self.0.block_on(|stream| stream.next_into(response))
    }

    /// The next event, lent from the bytes that came; none at the end.
    ///
    /// # Errors
    ///
    /// As [`next_event`](responses::ResponseStream::next_event) of the async stream.
    pub fn next_event(&mut self) -> Option<Result<Event<'_>, Error>> {
        self.0.block_on(responses::ResponseStream::next_event)
    }

    /// Status, headers and request id of the answer.
    pub fn meta(&self) -> &ResponseMeta {
        self.0.get().meta()
    }

    /// The service's name for the call.
    pub fn request_id(&self) -> Option<&str> {
        self.0.get().request_id()
    }

    /// How the stream ended; none while it runs and after an error.
    pub fn ended(&self) -> Option<StreamEnd> {
        self.0.get().ended()
    }
}

impl Iterator for ResponseStream {
    type Item = Result<ResponseEvent, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.block_on(responses::ResponseStream::next)
    }
}

/// Nothing follows the end, or an error.
impl FusedIterator for ResponseStream {}

impl fmt::Debug for ResponseStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
