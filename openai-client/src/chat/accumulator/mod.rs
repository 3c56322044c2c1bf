//! A streamed answer put together from its chunks: a state machine without IO.

#[cfg(feature = "transport")]
mod alike;
mod balance;
mod calls;
mod choice;
mod event;
mod extra;

#[cfg(test)]
mod tests;

use std::{borrow::Cow, vec};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use self::{
    calls::TooManyCalls,
    choice::{Track, add_text},
    extra::merge_json,
};
use super::{
    choice::Choice,
    chunk::{ChunkChoice, ChunkReader, ChunkRef, Next},
    completion::ChatCompletion,
};
use crate::{error::Error, meta::ResponseMeta, secrets::Secrets, stream_end::StreamEnd};

pub use choice::Ending;
pub use event::ChatEvent;

/// How many choices an answer may have: as many as a request can ask for.
const MAX_CHOICES: usize = 128;

/// Puts a streamed answer together.
///
/// It takes chunks, gives events, and shows the answer so far. It does no IO, so it also serves
/// streams that come another way: through a client of your own, from a file, from a test. What
/// services do differently is evened out: where a chunk belongs, repeated ids, names and roles,
/// missing indexes, arguments as objects, reasons that are empty texts.
///
/// Nothing is parsed twice, and a chunk costs the same however long the answer is.
///
/// ```
/// use openai_client::chat::{ChatAccumulator, ChatEvent, Ending};
///
/// let mut answer = ChatAccumulator::new();
/// for data in [
///     r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}"#,
///     r#"{"choices":[{"index":0,"delta":{"content":"lo"}}]}"#,
///     r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
///     "[DONE]",
/// ] {
///     for event in answer.push_data(data)? {
///         if let ChatEvent::Content { text, .. } = event {
///             print!("{text}");
///         }
///     }
/// }
/// assert_eq!(answer.snapshot().text(), Some("Hello"));
/// assert_eq!(answer.ending(0), Some(Ending::Finished));
/// let completion = answer.into_completion();
/// # assert_eq!(completion.text(), Some("Hello"));
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ChatAccumulator {
    answer: ChatCompletion,
    /// One for each choice of the answer, in the same order.
    tracks: Vec<Track>,
    events: Vec<ChatEvent>,
    reader: ChunkReader,
    ended: bool,
}

/// What happened; from [`ChatAccumulator::push`].
#[derive(Debug)]
pub struct Events<'a>(vec::Drain<'a, ChatEvent>);

impl Iterator for Events<'_> {
    type Item = ChatEvent;

    fn next(&mut self) -> Option<ChatEvent> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Events<'_> {}

impl Default for ChatAccumulator {
    fn default() -> Self {
        Self::new()
    }
}

impl ChatAccumulator {
    /// An answer of which nothing has come.
    pub fn new() -> Self {
        let none = Secrets::default();
        let meta = ResponseMeta::new(StatusCode::OK, &HeaderMap::new(), 0, &none);
        Self::with_meta(meta)
    }

    /// The same, for an answer whose head has come: the completion will have its status and headers.
    pub fn with_meta(meta: ResponseMeta) -> Self {
        Self {
            answer: ChatCompletion::empty(meta),
            tracks: Vec::new(),
            events: Vec::new(),
            reader: ChunkReader::default(),
            ended: false,
        }
    }

    /// Adds a chunk and says what it added. Events that are not taken are dropped.
    ///
    /// After the end nothing is added.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) when there are more than 128 choices, or more
    /// than 1024 tool calls in one of them. What came before stays.
    pub fn push(&mut self, chunk: ChunkRef<'_>) -> Result<Events<'_>, Error> {
        self.events.clear();
        self.reader.passed_by();
        if !self.ended {
            self.add(chunk)?;
        }
        Ok(Events(self.events.drain(..)))
    }

    /// Adds the data of one event: a chunk as JSON text, or the end marker `[DONE]`.
    ///
    /// # Errors
    ///
    /// Those of [`ChunkRef::from_json`] and of [`push`](Self::push). What came before stays.
    pub fn push_data(&mut self, data: &str) -> Result<Events<'_>, Error> {
        if data.trim_start().starts_with("[DONE]") {
            return Ok(self.end(StreamEnd::Marker));
        }
        self.take(data, &Secrets::default())
    }

    /// Adds a chunk as JSON text. `secrets` are blacked out in errors.
    pub(crate) fn take(&mut self, json: &str, secrets: &Secrets) -> Result<Events<'_>, Error> {
        self.events.clear();
        let next = self.reader.next(json, self.answer.meta(), secrets)?;
        if !self.ended {
            match next {
                Next::Text { choice, text } => self.add_text(choice, text)?,
                Next::Chunk(chunk) => self.add(chunk)?,
            }
        }
        Ok(Events(self.events.drain(..)))
    }

    /// Says that nothing more will come. Tool calls that are open end now.
    pub fn end(&mut self, end: StreamEnd) -> Events<'_> {
        self.events.clear();
        if !std::mem::replace(&mut self.ended, true) {
            for (choice, track) in self.answer.choices.iter_mut().zip(&mut self.tracks) {
                track.end(choice, end == StreamEnd::Marker, &mut self.events);
            }
        }
        Events(self.events.drain(..))
    }

    /// The answer so far: choices in the order of their index, tool calls in the order in which
    /// they began. Borrowed, not copied.
    pub fn snapshot(&self) -> &ChatCompletion {
        &self.answer
    }

    /// How a choice ended; none while it goes on, and if there is no such choice.
    pub fn ending(&self, choice: u64) -> Option<Ending> {
        let place = self.find(choice).ok()?;
        self.tracks.get(place)?.ending
    }

    /// Whether the answer is whole: it has a choice, and each has ended and none was cut off.
    pub fn is_complete(&self) -> bool {
        let whole = |track: &Track| !matches!(track.ending, None | Some(Ending::CutOff));
        !self.tracks.is_empty() && self.tracks.iter().all(whole)
    }

    /// The answer as it is. One that has not [ended](Self::end) ends here, without a marker.
    ///
    /// It has no [`raw`](ChatCompletion::raw) body, and no choices if none came.
    pub fn into_completion(mut self) -> ChatCompletion {
        self.end(StreamEnd::Closed);
        self.answer
    }

    fn add(&mut self, chunk: ChunkRef<'_>) -> Result<(), Error> {
        let answer = &mut self.answer;
        if answer.id.is_empty() {
            answer.id = chunk.id.into_owned();
        }
        if answer.created == 0 {
            answer.created = chunk.created;
        }
        if answer.model.is_empty() {
            answer.model = chunk.model.into_owned();
        }
        if chunk.service_tier.is_some() {
            answer.service_tier = chunk.service_tier;
        }
        if let Some(fingerprint) = chunk.system_fingerprint
            && answer.system_fingerprint.as_deref() != Some(&*fingerprint)
        {
            answer.system_fingerprint = Some(fingerprint.into_owned());
        }
        if let Some(found) = chunk.moderation {
            merge_json(&mut answer.moderation, found.get());
        }
        if let Some(found) = chunk.prompt_filter_results {
            merge_json(&mut answer.prompt_filter_results, found.get());
        }
        for piece in chunk.choices {
            self.add_choice(piece)?;
        }
        let answer = &mut self.answer;
        if chunk.usage.is_some() && chunk.usage != answer.usage {
            let event = chunk
                .usage
                .clone()
                .map(|usage| ChatEvent::Usage(usage.into()));
            self.events.extend(event);
            answer.usage = chunk.usage;
        }
        Ok(())
    }

    /// Adds a chunk that says nothing else that the one before did not say.
    fn add_text(&mut self, index: u64, text: Cow<'_, str>) -> Result<(), Error> {
        let place = self.find(index);
        let choice = place
            .ok()
            .and_then(|place| self.answer.choices.get_mut(place));
        match choice {
            Some(choice) => {
                add_text(choice, text, &mut self.events);
                Ok(())
            }
            // One too many.
            None => self.add_choice(ChunkChoice::of_text(index, text)),
        }
    }

    fn add_choice(&mut self, piece: ChunkChoice<'_>) -> Result<(), Error> {
        let place = match self.find(piece.index) {
            Ok(place) => place,
            Err(_) if self.tracks.len() >= MAX_CHOICES => {
                return Err(self.too_many("the answer has more than 128 choices"));
            }
            Err(place) => {
                let choice = Choice {
                    index: piece.index,
                    ..Choice::default()
                };
                self.answer.choices.insert(place, choice);
                self.tracks.insert(place, Track::default());
                place
            }
        };
        let choice = self.answer.choices.get_mut(place);
        let Some((choice, track)) = choice.zip(self.tracks.get_mut(place)) else {
            return Ok(()); // never: both lists have the place
        };
        let added = track.push(choice, piece, &mut self.events);
        added.map_err(|TooManyCalls| self.too_many("a choice has more than 1024 tool calls"))
    }

    /// Where the choice is, or where it belongs.
    fn find(&self, index: u64) -> Result<usize, usize> {
        let choices = &self.answer.choices;
        choices.binary_search_by_key(&index, |choice| choice.index)
    }

    #[cold]
    fn too_many(&self, what: &'static str) -> Error {
        let meta = self.answer.meta().clone();
        Error::decode(what, Some("choices".to_owned()), None, meta, Bytes::new())
    }
}
