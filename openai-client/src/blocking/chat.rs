//! Chat completions, and the chunks of a streamed one as an iterator.

use std::{collections::BTreeMap, fmt, iter::FusedIterator};

use super::{Held, Pages, Runtime};
use crate::{
    chat::{
        ChatAccumulator, ChatChunk, ChatCompletion, ChatRequest, ChunkRef, DeletedCompletion,
        Events, StoredMessage,
    },
    client::CallOptions,
    error::Error,
    meta::ResponseMeta,
    sse::Event,
    stream_end::StreamEnd,
};

/// The chat completions of a client; from [`Client::chat`](super::Client::chat). Cheap to make and
/// to clone.
#[derive(Clone)]
pub struct Chat {
    chat: crate::Chat,
    runtime: Runtime,
}

impl Chat {
    pub(super) fn new(runtime: &Runtime, chat: crate::Chat) -> Self {
        Self {
            chat,
            runtime: runtime.clone(),
        }
    }

    /// The same with something different about the calls, as [`Chat::with`](crate::Chat::with).
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self::new(&self.runtime, self.chat.with(options))
    }

    /// Sends a request and waits for the whole answer, as [`Chat::create`](crate::Chat::create).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn create(&self, request: ChatRequest) -> Result<ChatCompletion, Error> {
        self.runtime.block_on(self.chat.create(request))
    }

    /// Sends a request and waits for the first byte of the answer, as
    /// [`Chat::create_stream`](crate::Chat::create_stream).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn create_stream(&self, request: ChatRequest) -> Result<ChatStream, Error> {
        let stream = self.runtime.block_on(self.chat.create_stream(request))?;
        Ok(ChatStream(Held::new(&self.runtime, stream)))
    }

    /// The completions that the service has stored, as [`Chat::list`](crate::Chat::list).
    pub fn list(&self) -> Pages<ChatCompletion> {
        Pages::new(&self.runtime, self.chat.list())
    }

    /// A stored completion, as [`Chat::retrieve`](crate::Chat::retrieve).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn retrieve(&self, id: &str) -> Result<ChatCompletion, Error> {
        self.runtime.block_on(self.chat.retrieve(id))
    }

    /// Puts other notes in the place of those of a stored completion, as
    /// [`Chat::update`](crate::Chat::update).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn update(
        &self,
        id: &str,
        metadata: &BTreeMap<String, String>,
    ) -> Result<ChatCompletion, Error> {
        self.runtime.block_on(self.chat.update(id, metadata))
    }

    /// Deletes a stored completion, as [`Chat::delete`](crate::Chat::delete).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn delete(&self, id: &str) -> Result<DeletedCompletion, Error> {
        self.runtime.block_on(self.chat.delete(id))
    }

    /// The messages of a stored completion, as [`Chat::messages`](crate::Chat::messages).
    pub fn messages(&self, id: &str) -> Pages<StoredMessage> {
        Pages::new(&self.runtime, self.chat.messages(id))
    }

    /// The async calls, whose futures [`Runtime::block_on`] waits for.
    pub fn as_async(&self) -> &crate::Chat {
        &self.chat
    }

    /// What drives the calls.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chat.fmt(f)
    }
}

/// The chunks of a streamed answer; from [`Chat::create_stream`].
///
/// As [`ChatStream`](crate::ChatStream), errors included: nothing is read before it is asked for, so
/// a slow reader slows the service, and dropping it gives up the request at once. The iterator gives
/// chunks of their own, [`next_chunk`](Self::next_chunk) lends them without copying,
/// [`next_into`](Self::next_into) puts the answer together, and [`next_event`](Self::next_event)
/// lends the JSON text. They may be mixed.
///
/// ```no_run
/// use openai_client::{ChatRequest, blocking::Client};
///
/// # fn main() -> Result<(), openai_client::Error> {
/// let client = Client::from_env()?;
/// let mut stream = client.chat().create_stream(ChatRequest::new("gpt-5-mini").user("Hello"))?;
/// while let Some(chunk) = stream.next_chunk() {
///     for choice in chunk?.choices.iter() {
///         print!("{}", choice.delta.content.as_deref().unwrap_or_default());
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct ChatStream(Held<crate::ChatStream>);

impl ChatStream {
    /// The next chunk, lent from the bytes that came; none at the end.
    ///
    /// # Errors
    ///
    /// As [`next_chunk`](crate::ChatStream::next_chunk) of the async stream.
    pub fn next_chunk(&mut self) -> Option<Result<ChunkRef<'_>, Error>> {
        self.0.block_on(crate::ChatStream::next_chunk)
    }

    /// Takes the next chunk into an accumulator, and says what it added; none at the end. This is
    /// the quickest way.
    ///
    /// # Errors
    ///
    /// As [`next_into`](crate::ChatStream::next_into) of the async stream.
    pub fn next_into<'a>(
        &mut self,
        answer: &'a mut ChatAccumulator,
    ) -> Option<Result<Events<'a>, Error>> {
        self.0.block_on(|stream| stream.next_into(answer))
    }

    /// The next event, lent from the bytes that came; none at the end.
    ///
    /// # Errors
    ///
    /// As [`next_event`](crate::ChatStream::next_event) of the async stream.
    pub fn next_event(&mut self) -> Option<Result<Event<'_>, Error>> {
        self.0.block_on(crate::ChatStream::next_event)
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

impl Iterator for ChatStream {
    type Item = Result<ChatChunk, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.block_on(crate::ChatStream::next)
    }
}

/// Nothing follows the end, or an error.
impl FusedIterator for ChatStream {}

impl fmt::Debug for ChatStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
