//! A typed answer put together from its chunks: the state machine behind the stream, without IO.

use crate::AnswerFormat;
use crate::chat::outcome::{Outcome, Said, judge};
use crate::chat::parsed::ParsedChatCompletion;
use crate::chat::text::{Filled, Reading};
use crate::draft::DraftOf;
use crate::error::Error;
use crate::read::{Mismatch, ReadOptions};
use crate::schema::ResponseFormat;
use crate::schema::check::{Choices, Unfilled};
use openai_client::StreamEnd;
use openai_client::chat::{ChatAccumulator, ChatCompletion, ChatEvent, ChunkRef, Ending, Events};
use std::collections::{VecDeque, vec_deque};
use std::fmt;
use std::pin::pin;
use std::task::{Context, Poll, ready};

/// Puts a streamed answer together and reads it into its type as it comes.
///
/// It does no IO: it takes the chunks of [`ChatStream`](super::ChatStream), and those of a client of
/// your own, of a file, of a test. Each choice has its draft. Every piece of text is read once, so a
/// chunk costs the same however long the answer is.
///
/// A text that is no value of the type does not end the stream: its draft stays as it is,
/// [`mismatch`](Self::mismatch) says what is wrong, and the outcome says it again.
///
/// # Examples
///
/// ```
/// use openai_structured::{ChatStreamState, Outcome, prelude::*};
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct City {
///     name: String,
///     inhabitants: u32,
/// }
///
/// let mut answer = ChatStreamState::<City>::new();
/// answer.push_data(r#"{"choices":[{"delta":{"content":"{\"name\":\"Os"}}]}"#)?;
/// assert_eq!(answer.draft().name.text(), Some("Os"));
/// answer.push_data(r#"{"choices":[{"delta":{"content":"lo\",\"inhabitants\":71"}}]}"#)?;
/// assert_eq!(answer.draft().inhabitants.get(), None); // more digits may follow
/// answer.push_data(r#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#)?;
///
/// let Outcome::Truncated { draft: Some(draft), .. } = answer.finish().into_outcome() else {
///     panic!("the limit cut it");
/// };
/// assert_eq!(draft.name.text(), Some("Oslo"));
/// # Ok::<(), openai_structured::Error>(())
/// ```
pub struct ChatStreamState<T: ResponseFormat> {
    answer: ChatAccumulator,
    /// The texts of the choices, in the order of their indexes.
    readings: Vec<(u64, Reading<T>)>,
    /// To look at before any text has come.
    blank: Reading<T>,
    format: Option<AnswerFormat<T>>,
    options: ReadOptions,
    /// What has happened and was not asked for yet.
    events: VecDeque<ChatEvent>,
    /// The end marker came.
    orderly: bool,
}

impl<T: ResponseFormat> Default for ChatStreamState<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: ResponseFormat> ChatStreamState<T> {
    /// An answer of which nothing has come.
    pub fn new() -> Self {
        Self::starting(ChatAccumulator::new(), None)
    }

    /// The same, for an answer that was asked for with a format of one request.
    pub fn with_format(format: &AnswerFormat<T>) -> Self {
        Self::starting(ChatAccumulator::new(), Some(format.clone()))
    }

    pub(super) fn starting(answer: ChatAccumulator, format: Option<AnswerFormat<T>>) -> Self {
        let options = format.as_ref().map(AnswerFormat::read_options);
        let options = options.unwrap_or_default();
        Self {
            answer,
            readings: Vec::new(),
            blank: Reading::new(options),
            options,
            format,
            events: VecDeque::new(),
            orderly: false,
        }
    }

    /// Adds a chunk and says what it added. Events that are not taken are dropped.
    ///
    /// # Errors
    ///
    /// Those of [`ChatAccumulator::push`]. What came before stays.
    pub fn push(&mut self, chunk: ChunkRef<'_>) -> Result<StreamEvents<'_>, Error> {
        self.events.clear();
        let added = self.answer.push(chunk)?;
        take(added, &mut self.events, &mut self.readings, self.options);
        Ok(StreamEvents(self.events.drain(..)))
    }

    /// Adds the data of one event: a chunk as JSON text, or the end marker `[DONE]`.
    ///
    /// # Errors
    ///
    /// Those of [`ChatAccumulator::push_data`]. What came before stays.
    pub fn push_data(&mut self, data: &str) -> Result<StreamEvents<'_>, Error> {
        self.events.clear();
        let added = self.answer.push_data(data)?;
        take(added, &mut self.events, &mut self.readings, self.options);
        self.orderly |= data.trim_start().starts_with("[DONE]");
        Ok(StreamEvents(self.events.drain(..)))
    }

    /// Says that nothing more will come. Tool calls that are open end now.
    pub fn end(&mut self, end: StreamEnd) -> StreamEvents<'_> {
        self.events.clear();
        self.close(end);
        StreamEvents(self.events.drain(..))
    }

    /// The same; [`pop`](Self::pop) has the events.
    pub(super) fn close(&mut self, end: StreamEnd) {
        let added = self.answer.end(end);
        take(added, &mut self.events, &mut self.readings, self.options);
        self.orderly |= end == StreamEnd::Marker;
    }

    /// Adds the next chunk of a stream, whether there is one; [`pop`](Self::pop) has the events.
    pub(super) fn poll_chunk(
        &mut self,
        chunks: &mut openai_client::ChatStream,
        context: &mut Context<'_>,
    ) -> Poll<Result<bool, Error>> {
        // It keeps nothing, so it can be made anew for each poll.
        let next = pin!(chunks.next_into(&mut self.answer));
        let Some(added) = ready!(next.poll(context)) else {
            return Poll::Ready(Ok(false));
        };
        take(added?, &mut self.events, &mut self.readings, self.options);
        Poll::Ready(Ok(true))
    }

    /// The next event that nobody has taken.
    pub(super) fn pop(&mut self) -> Option<ChatEvent> {
        self.events.pop_front()
    }

    /// The draft of choice 0. It is blank until text of that choice comes, whatever other choices
    /// have said: it never becomes the draft of another.
    pub fn draft(&self) -> &DraftOf<T> {
        self.reading_of(0).unwrap_or(&self.blank).draft()
    }

    /// The draft of a choice, by its index. `None` if no text of it has come.
    pub fn draft_of(&self, choice: u64) -> Option<&DraftOf<T>> {
        self.reading_of(choice).map(Reading::draft)
    }

    /// Where the text of choice 0 left the type: as soon as it has, and of what had come by then.
    /// Its draft does not change any more, so it may be time to hang up.
    ///
    /// `None` is no promise: an end that is missing and words that one request filled in are judged
    /// at the [end](Self::finish).
    ///
    /// # Examples
    ///
    /// ```
    /// # use openai_structured::{ChatStreamState, prelude::*};
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct City { name: String, inhabitants: u32 }
    /// let mut answer = ChatStreamState::<City>::new();
    /// answer.push_data(r#"{"choices":[{"delta":{"content":"{\"name\":5,"}}]}"#)?;
    /// assert_eq!(answer.mismatch().map(|it| it.path()), Some("name"));
    /// # Ok::<(), openai_structured::Error>(())
    /// ```
    pub fn mismatch(&self) -> Option<&Mismatch> {
        self.mismatch_of(0)
    }

    /// The same for any choice, by its index.
    pub fn mismatch_of(&self, choice: u64) -> Option<&Mismatch> {
        self.reading_of(choice)?.mismatch()
    }

    fn reading_of(&self, choice: u64) -> Option<&Reading<T>> {
        let place = self
            .readings
            .binary_search_by_key(&choice, |(index, _)| *index);
        let (_, reading) = self.readings.get(place.ok()?)?;
        Some(reading)
    }

    /// The drafts of all choices of which text has come, by their indexes and in their order.
    pub fn drafts(&self) -> impl Iterator<Item = (u64, &DraftOf<T>)> {
        let readings = self.readings.iter();
        readings.map(|(index, reading)| (*index, reading.draft()))
    }

    /// The answer so far, as the service sent it. Borrowed, not copied.
    pub fn snapshot(&self) -> &ChatCompletion {
        self.answer.snapshot()
    }

    /// What is wrong if nothing of use can come any more: in each choice that has not ended, blanks
    /// or digits follow each other without an end in sight, as models do that have lost their way.
    /// Then it is time to hang up; the service charges for each of them. What a choice has become
    /// when it is hung up on so is [`Outcome::Truncated`], with its draft.
    pub fn runaway(&self) -> Option<&Mismatch> {
        // Nearly always there is none, which is seen at once.
        self.readings
            .iter()
            .find_map(|(_, reading)| reading.runaway())?;
        let mut open = self
            .readings
            .iter()
            .filter(|(choice, _)| self.answer.ending(*choice).is_none())
            .map(|(_, reading)| reading.runaway());
        let first = open.next()??;
        open.all(|other| other.is_some()).then_some(first)
    }

    /// What the choices became. An answer that has not [ended](Self::end) ends here, without a
    /// marker: what is not whole is [`Outcome::Truncated`].
    pub fn finish(mut self) -> ParsedChatCompletion<T> {
        let _ = self.end(StreamEnd::Closed);
        let choices = self.answer.snapshot().choices.iter();
        let endings: Vec<_> = choices.map(|it| self.answer.ending(it.index)).collect();
        let completion = self.answer.into_completion();
        let filled: &dyn Choices = match &self.format {
            Some(format) => format.filled(),
            None => &Unfilled,
        };
        let options = self.options;
        let mut readings = self.readings.into_iter().peekable();
        let choices = completion.choices.iter().zip(endings);
        // Both are in the order of the index, and a choice need not have text.
        let outcomes = choices.map(|(choice, ending)| {
            let reading = readings.next_if(|(index, _)| *index == choice.index);
            let reading = reading.map_or_else(|| Reading::new(options), |(_, reading)| reading);
            let said = Said {
                choice,
                ending: ending.unwrap_or(Ending::CutOff),
                usage: completion.usage.as_ref(),
            };
            judge(&said, Filled(reading, filled))
        });
        let outcomes = outcomes.collect();
        let of_none = if self.orderly {
            Outcome::Empty
        } else {
            Outcome::Truncated {
                raw: String::new(),
                reason: None,
                draft: None,
            }
        };
        ParsedChatCompletion::with_outcomes(completion, outcomes, of_none)
    }
}

/// Queues what happened, and reads the pieces of text in it.
fn take<T: ResponseFormat>(
    added: Events<'_>,
    events: &mut VecDeque<ChatEvent>,
    readings: &mut Vec<(u64, Reading<T>)>,
    options: ReadOptions,
) {
    for event in added {
        if let ChatEvent::Content { choice, text, .. } = &event {
            let place = readings.binary_search_by_key(choice, |(index, _)| *index);
            let place = place.unwrap_or_else(|place| {
                readings.insert(place, (*choice, Reading::new(options)));
                place
            });
            if let Some((_, reading)) = readings.get_mut(place) {
                reading.push(text);
            }
        }
        events.push_back(event);
    }
}

/// What happened; from [`ChatStreamState::push`]. What is not taken is dropped.
#[derive(Debug)]
pub struct StreamEvents<'a>(vec_deque::Drain<'a, ChatEvent>);

impl Iterator for StreamEvents<'_> {
    type Item = ChatEvent;

    fn next(&mut self) -> Option<ChatEvent> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for StreamEvents<'_> {}

/// Without the drafts.
impl<T: ResponseFormat> fmt::Debug for ChatStreamState<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ChatStreamState")
            .field("snapshot", self.snapshot())
            .finish_non_exhaustive()
    }
}
