//! A streamed response: its events, pulled one by one.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{
    accumulator::ResponseAccumulator,
    event::{EventReader, ResponseEvent},
};
use crate::{
    error::Error,
    exchange::EventStream,
    meta::ResponseMeta,
    sse::{Event, Place},
    stream_end::StreamEnd,
    telemetry::Watched,
};

/// The events of a streamed response; from [`Responses::create_stream`](super::Responses::create_stream) and
/// [`Responses::resume`](super::Responses::resume).
///
/// Nothing is read before it is asked for, so a slow reader slows the service. Dropping it gives up
/// the request at once; a response that is made in the [background](super::ResponseRequest::background)
/// goes on. Read to its end, it hands the connection back for the next call.
///
/// There are three ways to ask for what comes next, and they may be mixed: [`next`](Self::next) and
/// `futures_core::Stream` give events, [`next_into`](Self::next_into) also puts the response together,
/// and [`next_event`](Self::next_event) lends the JSON text. All are cancel-safe: a future that is
/// dropped has taken nothing.
///
/// A response that [failed](ResponseEvent::Failed) or is [incomplete](ResponseEvent::Incomplete) ends with
/// the event of that name, which is no error here.
///
/// # Errors
///
/// An error is the last item. What came before it was handed out.
///
/// - [`Status`](crate::ErrorKind::Status): the service reported an error in place of an event, in any
///   of the forms that services use: `error` events are never handed out.
/// - [`MaybeSent`](crate::ErrorKind::MaybeSent): the connection broke, or nothing came, not even a
///   comment, within [`idle_timeout`](crate::ClientBuilder::idle_timeout), or the
///   [`total_timeout`](crate::ClientBuilder::total_timeout) passed. A response that is made in the
///   background can be [resumed](super::Responses::resume).
/// - [`Decode`](crate::ErrorKind::Decode): what came is no event stream, or has no event, or one that is
///   no JSON object or larger than [`max_body_bytes`](crate::ClientBuilder::max_body_bytes).
///
/// A connection that is closed in order before the last event is no error, as some services send no last
/// event. Then [`ended`](Self::ended) is [`Closed`](StreamEnd::Closed): what came may be cut off.
///
/// ```no_run
/// use openai_client::{Client, StreamEnd, responses::{ResponseEvent, ResponseRequest}};
///
/// # async fn run() -> Result<(), openai_client::Error> {
/// let client = Client::from_env()?;
/// let request = ResponseRequest::new("gpt-5-mini").input("Tell me a story.");
/// let mut stream = client.responses().create_stream(request).await?;
/// while let Some(event) = stream.next().await {
///     match event? {
///         ResponseEvent::OutputTextDelta(piece) => print!("{}", piece.delta),
///         ResponseEvent::Failed(event) => println!("{:?}", event.response.error),
///         _ => {}
///     }
/// }
/// if stream.ended() == Some(StreamEnd::Closed) {
///     println!(" … (cut off)");
/// }
/// # Ok(())
/// # }
/// ```
pub struct ResponseStream {
    events: EventStream,
    reader: EventReader,
    watched: Option<Box<Watched>>,
}

impl ResponseStream {
    pub(super) fn new(events: EventStream, watched: Option<Box<Watched>>) -> Self {
        Self {
            events,
            reader: EventReader::default(),
            watched,
        }
    }

    /// The next event; none at the end.
    ///
    /// # Errors
    ///
    /// See [`ResponseStream`]. Nothing follows an error.
    pub async fn next(&mut self) -> Option<Result<ResponseEvent, Error>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// The next event, which an accumulator has taken; none at the end.
    ///
    /// An accumulator takes the events of one response, and the response has status, headers and request
    /// id of its first stream. Say to it how the stream [ended](ResponseAccumulator::end).
    ///
    /// # Errors
    ///
    /// See [`ResponseStream`], and [`ResponseAccumulator::push`].
    pub async fn next_into(
        &mut self,
        response: &mut ResponseAccumulator,
    ) -> Option<Result<ResponseEvent, Error>> {
        poll_fn(|cx| self.poll_into(response, cx)).await
    }

    /// The next event, lent from the bytes that came; none at the end. Its `data` has not been read.
    /// Errors, heartbeats and the end marker of some services are no events.
    ///
    /// # Errors
    ///
    /// See [`ResponseStream`].
    pub async fn next_event(&mut self) -> Option<Result<Event<'_>, Error>> {
        match poll_fn(|cx| self.events.poll_place(cx)).await {
            Some(Ok(place)) => {
                self.notice(place);
                Some(self.events.lend(place))
            }
            Some(Err(error)) => {
                self.unwatch(Some(&error));
                Some(Err(error))
            }
            None => {
                self.unwatch(None);
                None
            }
        }
    }

    /// Status, headers and request id of the answer.
    pub fn meta(&self) -> &ResponseMeta {
        self.events.meta()
    }

    /// The service's name for the call.
    pub fn request_id(&self) -> Option<&str> {
        self.meta().request_id()
    }

    /// How the stream ended; none while it runs and after an error. The last event of a response is
    /// as good a marker as any.
    pub fn ended(&self) -> Option<StreamEnd> {
        self.events.ended()
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<ResponseEvent, Error>>> {
        ready!(self.events.poll_ahead(cx));
        if let Some((event, length)) = self.reader.glance(self.events.ahead()) {
            self.events.pass(length);
            self.heard(&event);
            return Poll::Ready(Some(Ok(event)));
        }
        Poll::Ready(match ready!(self.events.poll_place(cx)) {
            Some(Ok(place)) => Some(self.take(place)),
            Some(Err(error)) => {
                self.unwatch(Some(&error));
                Some(Err(error))
            }
            None => {
                self.unwatch(None);
                None
            }
        })
    }

    /// The stream is over for who watches.
    fn unwatch(&mut self, error: Option<&Error>) {
        if let (Some(watched), Some(error)) = (self.watched.take(), error) {
            watched.failed(error);
        }
    }

    /// Reads an event that is lent, where it may be the last one or somebody listens to it. What cannot
    /// be read is for its reader to judge.
    fn notice(&mut self, place: Place) {
        let Ok(event) = self.events.lend(place) else {
            return;
        };
        let hears_all = self
            .watched
            .as_ref()
            .is_some_and(|watched| watched.hears_all());
        if !hears_all && !tells(event) {
            return;
        }
        let (meta, secrets) = (self.events.meta(), self.events.secrets());
        if let Ok(event) = ResponseEvent::read(event.name, event.data, meta, secrets) {
            self.heard(&event);
        }
    }

    /// Tells an event to who watches. Behind the last one nothing is waited for.
    fn heard(&mut self, event: &ResponseEvent) {
        if let Some(watched) = &mut self.watched {
            watched.note(event);
        }
        if event.is_last() {
            self.unwatch(None);
            self.events.settle();
        }
    }

    fn poll_into(
        &mut self,
        response: &mut ResponseAccumulator,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<ResponseEvent, Error>>> {
        response.meet(self.events.meta());
        let event = ready!(self.poll_event(cx));
        Poll::Ready(event.map(|event| {
            let event = event?;
            response
                .push(&event)
                .inspect_err(|_| self.events.give_up())?;
            Ok(event)
        }))
    }

    /// Reads the event that was just found.
    fn take(&mut self, place: Place) -> Result<ResponseEvent, Error> {
        let event = self.events.lend(place);
        let event = event.and_then(|event| {
            let (meta, secrets) = (self.events.meta(), self.events.secrets());
            self.reader.read(event, meta, secrets)
        });
        match &event {
            Ok(event) => self.heard(event),
            Err(error) => {
                self.unwatch(Some(error));
                self.events.give_up();
            }
        }
        event
    }
}

/// Whether an event may be of a response as a whole, as the last one is. In a text of the answer the
/// quotes would be escaped.
fn tells(event: Event<'_>) -> bool {
    let words = [
        r#""response""#,
        r#""response.completed""#,
        r#""response.failed""#,
        r#""response.incomplete""#,
        r#""response.cancelled""#,
    ];
    words.iter().any(|word| event.data.contains(word)) || !event.data.contains(r#""type""#)
}

impl Stream for ResponseStream {
    type Item = Result<ResponseEvent, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(cx)
    }
}

impl fmt::Debug for ResponseStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseStream")
            .field("meta", self.meta())
            .field("ended", &self.ended())
            .finish_non_exhaustive()
    }
}
