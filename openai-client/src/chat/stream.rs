//! A streamed answer: its chunks, pulled one by one.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{
    accumulator::{ChatAccumulator, Events},
    chunk::{ChatChunk, ChunkReader, ChunkRef},
};
use crate::{
    error::Error,
    exchange::EventStream,
    meta::ResponseMeta,
    sse::{Event, Place},
    stream_end::StreamEnd,
    telemetry::Watch,
};

/// The chunks of a streamed answer; from [`Chat::create_stream`](super::Chat::create_stream).
///
/// Nothing is read before it is asked for, so a slow reader slows the service. Dropping it gives up
/// the request at once. Read to its end, it hands the connection back for the next call.
///
/// There are four ways to ask for what comes next, and they may be mixed: [`next`](Self::next) and
/// `futures_core::Stream` give chunks of their own, [`next_chunk`](Self::next_chunk) lends them
/// without copying, [`next_into`](Self::next_into) puts the answer together, and
/// [`next_event`](Self::next_event) lends the JSON text. All are cancel-safe: a future that is
/// dropped has taken nothing.
///
/// # Errors
///
/// An error is the last item. What came before it was handed out.
///
/// - [`Status`](crate::ErrorKind::Status): the service reported an error in place of a chunk, in
///   any of the forms that services use, or the whole answer is one.
/// - [`MaybeSent`](crate::ErrorKind::MaybeSent): the connection broke, or nothing came, not even a
///   comment, within [`idle_timeout`](crate::ClientBuilder::idle_timeout), or the
///   [`total_timeout`](crate::ClientBuilder::total_timeout) passed. The status shows that the answer
///   had begun. It is not asked for again.
/// - [`Decode`](crate::ErrorKind::Decode): what came is no event stream (a whole completion is in
///   [`Error::body`], and [`ChatCompletion::from_json`](super::ChatCompletion::from_json) reads it),
///   or has no event, or one that is no chunk or larger than
///   [`max_body_bytes`](crate::ClientBuilder::max_body_bytes).
///
/// ```no_run
/// use openai_client::{ChatRequest, Client, StreamEnd};
///
/// # async fn run() -> Result<(), openai_client::Error> {
/// let client = Client::from_env()?;
/// let request = ChatRequest::new("gpt-5-mini").user("Tell me a story.");
/// let mut stream = client.chat().create_stream(request).await?;
/// let mut is_finished = false;
/// while let Some(chunk) = stream.next_chunk().await {
///     for choice in chunk?.choices.iter() {
///         print!("{}", choice.delta.content.as_deref().unwrap_or_default());
///         is_finished |= choice.finish_reason.is_some();
///     }
/// }
/// if stream.ended() == Some(StreamEnd::Closed) && !is_finished {
///     println!(" … (cut off)");
/// }
/// # Ok(())
/// # }
/// ```
pub struct ChatStream {
    events: EventStream,
    reader: ChunkReader,
    watch: Option<Box<Watch>>,
}

impl ChatStream {
    pub(super) fn new(events: EventStream, watch: Option<Box<Watch>>) -> Self {
        Self {
            events,
            reader: ChunkReader::default(),
            watch,
        }
    }

    /// The next chunk; none at the end.
    ///
    /// # Errors
    ///
    /// See [`ChatStream`]. Nothing follows an error.
    pub async fn next(&mut self) -> Option<Result<ChatChunk, Error>> {
        poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// The next chunk, lent from the bytes that came; none at the end.
    ///
    /// # Errors
    ///
    /// See [`ChatStream`]. A chunk that cannot be read should be taken for the end.
    pub async fn next_chunk(&mut self) -> Option<Result<ChunkRef<'_>, Error>> {
        let place = match poll_fn(|cx| self.poll_place(cx)).await? {
            Ok(place) => place,
            Err(error) => return Some(Err(error)),
        };
        let chunk = lend(&self.events, &mut self.reader, place);
        if let Err(error) = &chunk {
            unwatch(&mut self.watch, Some(error));
        }
        Some(chunk)
    }

    /// Takes the next chunk into an accumulator, and says what it added; none at the end. This is
    /// the quickest way: a chunk like the one before is not even made.
    ///
    /// An accumulator takes the chunks of one stream. Say to it how the stream
    /// [ended](ChatAccumulator::end).
    ///
    /// # Errors
    ///
    /// See [`ChatStream`], and [`ChatAccumulator::push`].
    ///
    /// ```no_run
    /// use openai_client::{ChatRequest, Client, StreamEnd, chat::ChatAccumulator};
    ///
    /// # async fn run(client: Client, request: ChatRequest) -> Result<(), openai_client::Error> {
    /// let mut stream = client.chat().create_stream(request).await?;
    /// let mut answer = ChatAccumulator::with_meta(stream.meta().clone());
    /// while let Some(events) = stream.next_into(&mut answer).await {
    ///     println!("{} events", events?.len());
    /// }
    /// let events = answer.end(stream.ended().unwrap_or(StreamEnd::Closed));
    /// # drop(events);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next_into<'a>(
        &mut self,
        answer: &'a mut ChatAccumulator,
    ) -> Option<Result<Events<'a>, Error>> {
        // What goes this way adds text alone.
        let hears_all = self.watch.as_ref().is_some_and(|watch| watch.hears_all());
        if !hears_all {
            poll_fn(|cx| self.events.poll_ahead(cx)).await;
            if let Some(length) = answer.take_alike(self.events.ahead()) {
                self.events.pass(length);
                return Some(Ok(answer.added()));
            }
        }
        let place = match poll_fn(|cx| self.poll_place(cx)).await? {
            Ok(place) => place,
            Err(error) => return Some(Err(error)),
        };
        let event = self.events.lend(place);
        let taken = event.and_then(|event| answer.take(event.data, self.events.secrets()));
        if let Err(error) = &taken {
            unwatch(&mut self.watch, Some(error));
        }
        Some(taken)
    }

    /// The next event, lent from the bytes that came; none at the end. Its `data` is the text of a
    /// chunk that has not been read. Errors, heartbeats and the end marker are no events.
    ///
    /// # Errors
    ///
    /// See [`ChatStream`].
    pub async fn next_event(&mut self) -> Option<Result<Event<'_>, Error>> {
        let place = match poll_fn(|cx| self.poll_place(cx)).await? {
            Ok(place) => place,
            Err(error) => return Some(Err(error)),
        };
        let event = self.events.lend(place);
        if let Err(error) = &event {
            unwatch(&mut self.watch, Some(error));
        }
        Some(event)
    }

    /// Status, headers and request id of the answer.
    pub fn meta(&self) -> &ResponseMeta {
        self.events.meta()
    }

    /// The service's name for the call.
    pub fn request_id(&self) -> Option<&str> {
        self.meta().request_id()
    }

    /// How the stream ended; none while it runs and after an error.
    pub fn ended(&self) -> Option<StreamEnd> {
        self.events.ended()
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<ChatChunk, Error>>> {
        Poll::Ready(match ready!(self.poll_place(cx)) {
            Some(Ok(place)) => {
                let chunk = lend(&self.events, &mut self.reader, place).map(ChunkRef::into_owned);
                if let Err(error) = &chunk {
                    unwatch(&mut self.watch, Some(error));
                    self.events.give_up();
                }
                Some(chunk)
            }
            Some(Err(error)) => Some(Err(error)),
            None => None,
        })
    }

    /// Finds the next event, and shows it to who watches.
    fn poll_place(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Place, Error>>> {
        let found = ready!(self.events.poll_place(cx));
        if let Some(watch) = &mut self.watch {
            match &found {
                Some(Ok(place)) => {
                    if let Ok(event) = self.events.lend(*place) {
                        watch.note(event.data, self.events.secrets());
                    }
                }
                Some(Err(error)) => unwatch(&mut self.watch, Some(error)),
                None => unwatch(&mut self.watch, None),
            }
        }
        Poll::Ready(found)
    }
}

/// The stream is over for who watches.
fn unwatch(watch: &mut Option<Box<Watch>>, error: Option<&Error>) {
    if let (Some(watch), Some(error)) = (watch.take(), error) {
        watch.failed(error);
    }
}

/// The chunk that was just found.
fn lend<'a>(
    events: &'a EventStream,
    reader: &mut ChunkReader,
    place: Place,
) -> Result<ChunkRef<'a>, Error> {
    let event = events.lend(place)?;
    reader.read(event.data, events.meta(), events.secrets())
}

impl Stream for ChatStream {
    type Item = Result<ChatChunk, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(cx)
    }
}

impl fmt::Debug for ChatStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatStream")
            .field("meta", self.meta())
            .field("ended", &self.ended())
            .finish_non_exhaustive()
    }
}
