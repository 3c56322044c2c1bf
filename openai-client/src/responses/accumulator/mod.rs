//! A streamed response put together from its events: a state machine without IO.

mod apply;
mod given;
mod progress;
mod slots;
mod told;

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use self::{
    slots::{Place, Slots, TooManyItems},
    told::Growth,
};
use super::{
    event::{ErrorEvent, EventReader, ResponseEvent},
    item::{Item, Message},
    response::{Response, ResponseError, ResponseErrorCode, ResponseStatus},
};
use crate::{
    chat::Ending, error::Error, meta::ResponseMeta, origin::Origin, secrets::Secrets, sse::Event,
    stream_end::StreamEnd,
};

/// Puts a streamed response together.
///
/// It takes events and shows the response so far. It does no IO, so it also serves streams that come
/// another way: through a client of your own, from a file, from a test. Any event may come first, items
/// may come in any order and with gaps between their places, and services that send no places at all
/// are understood by the ids of the items, or by their order. What a `done` event says stands over
/// the pieces that came before it.
///
/// ```
/// use openai_client::responses::{ResponseAccumulator, ResponseEvent};
///
/// let mut response = ResponseAccumulator::new();
/// for data in [
///     r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hel"}"#,
///     r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"lo"}"#,
/// ] {
///     if let Some(ResponseEvent::OutputTextDelta(piece)) = response.push_data(data)? {
///         print!("{}", piece.delta);
///     }
/// }
/// assert_eq!(response.text_of(0).as_deref(), Some("Hello"));
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ResponseAccumulator {
    response: Response,
    /// One for each item of the response's output, in the same order.
    slots: Slots,
    changes: Vec<TextChange>,
    ending: Option<Ending>,
    sequence_number: Option<u64>,
    /// The response is told once more from its beginning; up to the last event it is known.
    replayed: bool,
    reader: EventReader,
    meta: ResponseMeta,
}

/// How the text of a message changed with the last event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextChange {
    /// It became longer.
    #[non_exhaustive]
    Grew {
        /// The message, by the place of its item.
        item: u64,
        /// Where in its text the new begins, in bytes.
        from: usize,
    },
    /// What had come of it is not what it is.
    #[non_exhaustive]
    Changed {
        /// The message, by the place of its item.
        item: u64,
    },
    /// So did the places of the items.
    All,
}

impl Default for ResponseAccumulator {
    fn default() -> Self {
        Self::new()
    }
}

impl ResponseAccumulator {
    /// A response of which nothing has come.
    pub fn new() -> Self {
        let none = Secrets::default();
        let meta = ResponseMeta::new(StatusCode::OK, &HeaderMap::new(), 0, &none);
        Self::with_meta(meta)
    }

    /// The same, for a response whose head has come.
    pub fn with_meta(meta: ResponseMeta) -> Self {
        Self {
            response: Response::default(),
            slots: Slots::default(),
            changes: Vec::new(),
            ending: None,
            sequence_number: None,
            replayed: false,
            reader: EventReader::default(),
            meta,
        }
    }

    /// The head of the stream is known, if that of none was.
    #[cfg(feature = "transport")]
    pub(super) fn meet(&mut self, meta: &ResponseMeta) {
        if self.meta.attempts() == 0 {
            self.meta = meta.clone();
        }
    }

    /// Adds an event. After the end nothing is added.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) when there are more than 1024 items, or more
    /// than 128 parts in one of them. What came before stays.
    pub fn push(&mut self, event: &ResponseEvent) -> Result<(), Error> {
        self.changes.clear();
        if self.ending.is_some() || self.is_replayed(event) {
            return Ok(());
        }
        self.sequence_number = event.sequence_number().or(self.sequence_number);
        self.apply(event).map_err(|TooManyItems| {
            let what = "the response has more than 1024 items, or an item more than 128 parts";
            let path = Some("output".to_owned());
            Error::decode(what, path, None, self.meta.clone(), Bytes::new())
        })
    }

    /// Adds the data of one event, and gives the event; none for the end marker `[DONE]` of some
    /// services.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is no JSON object, and those of
    /// [`push`](Self::push). What came before stays.
    pub fn push_data(&mut self, data: &str) -> Result<Option<ResponseEvent>, Error> {
        if data.trim_start().starts_with("[DONE]") {
            self.end(StreamEnd::Marker);
            return Ok(None);
        }
        let event = Event {
            name: None,
            data,
            id: "",
            retry: None,
        };
        let event = self.reader.read(event, &self.meta, &Secrets::default())?;
        self.push(&event)?;
        Ok(Some(event))
    }

    /// Says that nothing more will come.
    pub fn end(&mut self, end: StreamEnd) {
        self.changes.clear();
        if self.ending.is_none() {
            let is_whole = end == StreamEnd::Marker || self.slots.are_done();
            let ending = if is_whole && !self.slots.is_empty() {
                Ending::Unannounced
            } else {
                Ending::CutOff
            };
            self.ending = Some(ending);
        }
    }

    /// The response so far: items in the order of their places. Borrowed, not copied.
    pub fn snapshot(&self) -> &Response {
        &self.response
    }

    /// How the response ended; none while it goes on.
    pub fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// The place of the last event among those of its response: where to go on if the stream breaks.
    pub fn sequence_number(&self) -> Option<u64> {
        self.sequence_number
    }

    /// The response as it is. One that has not [ended](Self::end) ends here.
    pub fn into_response(mut self) -> Response {
        self.end(StreamEnd::Closed);
        self.response
            .with_origin(Origin::new(Bytes::new(), self.meta))
    }

    /// The items so far, by their places, which may have gaps.
    pub fn items(&self) -> impl Iterator<Item = (u64, &Item)> {
        self.slots.keys().zip(&self.response.output)
    }

    /// The messages so far, by the places of their items.
    pub fn messages(&self) -> impl Iterator<Item = (u64, &Message)> {
        self.items().filter_map(|(place, item)| match item {
            Item::Message(message) => Some((place, message)),
            _ => None,
        })
    }

    /// The text of the message at this place, so far: its output texts, one after the other.
    pub fn text_of(&self, item: u64) -> Option<Cow<'_, str>> {
        match self.item(item)? {
            Item::Message(message) => message.content.text(),
            _ => None,
        }
    }

    /// The item at this place.
    pub fn item(&self, place: u64) -> Option<&Item> {
        self.response.output.get(self.slots.find(place).ok()?)
    }

    /// What became of the texts of messages with the event that was added last.
    pub fn text_changes(&self) -> &[TextChange] {
        &self.changes
    }

    /// The item of an event that was added last, by its place: the item at its `output_index`, or
    /// the one that it was taken for where it has none.
    pub fn last_item(&self) -> Option<u64> {
        self.slots.last()
    }

    /// Whether an event has been added before: a service that is asked to go on may begin anew.
    fn is_replayed(&mut self, event: &ResponseEvent) -> bool {
        let (Some(last), Some(number)) = (self.sequence_number, event.sequence_number()) else {
            return false;
        };
        if let ResponseEvent::Created(event) = event {
            self.replayed = number <= last && event.response.id == self.response.id;
        }
        self.replayed &= number <= last;
        self.replayed
    }

    /// Takes a response as a whole. Its output stands over what has come of it, unless it has none.
    fn adopt(&mut self, response: &Response) {
        let mut response = response.clone();
        let before = std::mem::take(&mut self.response);
        if response.output.is_empty() {
            response.output = before.output;
        } else {
            self.compare(&before.output, &response.output);
        }
        // An event may say no more than how far it is.
        if response.id.is_empty() {
            response.id = before.id;
        }
        if response.created_at == 0 {
            response.created_at = before.created_at;
        }
        response.model = response.model.or(before.model);
        response.usage = response.usage.or(before.usage);
        self.response = response;
    }

    /// Notes what is different in texts, and what the places are from now on.
    fn compare(&mut self, before: &[Item], now: &[Item]) {
        if before.len() != now.len() {
            self.slots.renew(now);
            self.changes.push(TextChange::All);
            return;
        }
        let items = before.iter().zip(now).zip(self.slots.keys());
        for ((before, now), item) in items {
            self.changes
                .extend(match Growth::of(&text(before), &text(now)) {
                    Growth::Nothing => None,
                    Growth::From(from) => Some(TextChange::Grew { item, from }),
                    Growth::Changed => Some(TextChange::Changed { item }),
                });
        }
    }

    /// The response has ended so, unless it says another end itself.
    fn finish(&mut self, status: ResponseStatus) {
        let own = self.response.status.take();
        let own = own.filter(ResponseStatus::is_final);
        self.response.status = Some(own.unwrap_or(status));
        self.ending = Some(Ending::Finished);
    }

    /// An error in place of an event; some services have it one level deeper.
    fn fail(&mut self, event: &ErrorEvent) {
        let inner = |name: &str| event.extra.get("error")?.get(name)?.as_str();
        let code = event.code.as_deref().or_else(|| inner("code"));
        let message = Some(event.message.as_str()).filter(|message| !message.is_empty());
        self.response.status = Some(ResponseStatus::Failed);
        self.response.error = Some(ResponseError {
            code: code.map(ResponseErrorCode::from).unwrap_or_default(),
            message: message
                .or_else(|| inner("message"))
                .unwrap_or_default()
                .to_owned(),
            ..ResponseError::default()
        });
        self.ending = Some(Ending::Finished);
    }
}

fn text(item: &Item) -> Cow<'_, str> {
    match item {
        Item::Message(message) => message.content.text().unwrap_or_default(),
        _ => Cow::Borrowed(""),
    }
}

#[cfg(test)]
mod tests;
