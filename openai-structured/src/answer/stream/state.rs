//! A typed answer put together from its chunks: the state machine behind the stream, without IO.

use crate::AnswerFormat;
use crate::answer::outcome::{Outcome, judge};
use crate::answer::parsed::Parsed;
use crate::answer::readings::{Readings, Taking};
use crate::answer::several::Several;
use crate::answer::text::{Filled, Reading, Reads};
use crate::dialect::{Dialect, chat};
use crate::draft::DraftOf;
use crate::error::Error;
use crate::read::Mismatch;
use crate::schema::ResponseFormat;
use crate::schema::check::{Choices, Unfilled};
use openai_client::StreamEnd;
use openai_client::chat::{Chat, ChatEvent, ChunkRef};
use std::collections::{VecDeque, vec_deque};
use std::fmt;
use std::iter;
use std::task::{Context, Poll, ready};

/// Puts a streamed answer together and reads it into its type as it comes, whichever surface gives
/// it: [`ChatStreamState`](crate::ChatStreamState).
///
/// It does no IO: it takes the chunks of [`TypedStream`](super::TypedStream), and those of a client of
/// your own, of a file, of a test. Each text has its draft. Every piece of text is read once, so a
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
pub struct TypedStreamState<D: Dialect, T: ResponseFormat> {
    answer: D::Accumulator,
    readings: Readings<Reading<T>>,
    format: Option<AnswerFormat<T>>,
    /// What has happened and was not asked for yet.
    events: VecDeque<D::Event>,
    /// The end marker came.
    orderly: bool,
}

impl<D: Dialect, T: ResponseFormat> Default for TypedStreamState<D, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<D: Dialect, T: ResponseFormat> TypedStreamState<D, T> {
    /// An answer of which nothing has come.
    pub fn new() -> Self {
        Self::starting(D::Accumulator::default(), None)
    }

    /// The same, for an answer that was asked for with a format of one request.
    pub fn with_format(format: &AnswerFormat<T>) -> Self {
        Self::starting(D::Accumulator::default(), Some(format.clone()))
    }

    /// Those of an answer that is joined on its way may not be seen from their beginnings.
    pub(super) fn joining(self) -> Self {
        Self {
            readings: self.readings.joining(),
            ..self
        }
    }

    pub(super) fn starting(answer: D::Accumulator, format: Option<AnswerFormat<T>>) -> Self {
        let options = format.as_ref().map(AnswerFormat::read_options);
        Self {
            answer,
            readings: Readings::new(options.unwrap_or_default()),
            format,
            events: VecDeque::new(),
            orderly: false,
        }
    }

    /// Adds the data of one event as JSON text, or the end marker `[DONE]`.
    ///
    /// # Errors
    ///
    /// It cannot be read, or it is too much. What came before stays.
    pub fn push_data(&mut self, data: &str) -> Result<StreamEvents<'_, D::Event>, Error> {
        self.events.clear();
        let mut taking = Taking {
            readings: &mut self.readings,
            events: &mut self.events,
        };
        let added = D::push_data(&mut self.answer, data, &mut taking);
        self.lead();
        added?;
        self.orderly |= D::is_marker(data);
        Ok(StreamEvents(self.events.drain(..)))
    }

    /// Says that nothing more will come. Tool calls that are open end now.
    pub fn end(&mut self, end: StreamEnd) -> StreamEvents<'_, D::Event> {
        self.events.clear();
        self.close(end);
        StreamEvents(self.events.drain(..))
    }

    /// The same; [`pop`](Self::pop) has the events.
    pub(super) fn close(&mut self, end: StreamEnd) {
        let mut taking = Taking {
            readings: &mut self.readings,
            events: &mut self.events,
        };
        D::end(&mut self.answer, end, &mut taking);
        self.lead();
        self.orderly |= end == StreamEnd::Marker;
    }

    /// Adds the next chunk of a stream, whether there is one; [`pop`](Self::pop) has the events.
    pub(super) fn poll_chunk(
        &mut self,
        chunks: &mut D::Chunks,
        context: &mut Context<'_>,
    ) -> Poll<Result<bool, Error>> {
        let mut taking = Taking {
            readings: &mut self.readings,
            events: &mut self.events,
        };
        let added = ready!(D::poll_next(chunks, &mut self.answer, context, &mut taking));
        self.lead();
        Poll::Ready(match added {
            Some(added) => added.map(|()| true).map_err(Error::from),
            None => Ok(false),
        })
    }

    /// The next event that nobody has taken.
    pub(super) fn pop(&mut self) -> Option<D::Event> {
        self.events.pop_front()
    }

    /// The draft of chat's choice 0. It is blank until text of that choice comes, whatever other
    /// choices have said: it never becomes the draft of another.
    pub fn draft(&self) -> &DraftOf<T> {
        self.leading().unwrap_or(self.readings.blank()).draft()
    }

    /// The draft of one text: of a choice, by its index. `None` if none of it has come.
    pub fn draft_of(&self, text: u64) -> Option<&DraftOf<T>> {
        self.readings.get(text).map(Reads::draft)
    }

    /// Where the text of the [draft](Self::draft) left the type: as soon as it has, and of what had come by then.
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
        self.leading()?.mismatch()
    }

    /// The same for any text, as [`draft_of`](Self::draft_of).
    pub fn mismatch_of(&self, text: u64) -> Option<&Mismatch> {
        self.readings.get(text)?.mismatch()
    }

    fn leading(&self) -> Option<&Reading<T>> {
        self.readings.get(self.readings.leading()?)
    }

    /// Looks for the text that leads, where it may be another.
    fn lead(&mut self) {
        self.readings.lead(D::candidates(&self.answer));
    }

    /// The drafts of all texts of which something has come, by their keys (the indexes of choices)
    /// and in their order.
    pub fn drafts(&self) -> impl Iterator<Item = (u64, &DraftOf<T>)> {
        let readings = self.readings.iter();
        readings.map(|(key, reading)| (key, reading.draft()))
    }

    /// The answer so far, as the service sent it. Borrowed, not copied.
    pub fn snapshot(&self) -> &D::Answer {
        D::snapshot(&self.answer)
    }

    /// What is wrong if nothing of use can come any more: in each text that has not ended, blanks
    /// or digits follow each other without an end in sight, as models do that have lost their way.
    /// Then it is time to hang up; the service charges for each of them. What an answer has become
    /// when it is hung up on so is [`Outcome::Truncated`], with its draft.
    pub fn runaway(&self) -> Option<&Mismatch> {
        // Nearly always there is none, which is seen at once.
        if !self.readings.run_away() {
            return None;
        }
        let mut open = self
            .readings
            .iter()
            .filter(|(key, _)| D::is_open(&self.answer, *key))
            .map(|(_, reading)| reading.runaway());
        let first = open.next()??;
        open.all(|other| other.is_some()).then_some(first)
    }

    /// What the answer became. One that has not [ended](Self::end) ends here, without a
    /// marker: what is not whole is [`Outcome::Truncated`].
    pub fn finish(mut self) -> Parsed<D, T> {
        let _ = self.end(StreamEnd::Closed);
        let filled: &dyn Choices = match &self.format {
            Some(format) => format.filled(),
            None => &Unfilled,
        };
        let readings = &mut self.readings;
        let outcomes = D::said_so_far(&self.answer).map(|mut said| {
            let mut keys = iter::once(&said.text).chain(&said.others);
            // What there is of it is not its beginning, so that it cannot be read.
            if said.calls.is_empty() && keys.all(|it| readings.is_partial(it.key)) {
                said.is_cut = true;
                said.counts_nothing = false;
            }
            let read = |key, _: &str| Filled(readings.take(key), filled);
            judge(&said, Several::of(&said, read))
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
        Parsed::with_outcomes(D::into_answer(self.answer), outcomes, of_none)
    }
}

impl<T: ResponseFormat> TypedStreamState<Chat, T> {
    /// Adds a chunk and says what it added. Events that are not taken are dropped.
    ///
    /// # Errors
    ///
    /// Those of [`ChatAccumulator::push`](openai_client::chat::ChatAccumulator::push). What came before stays.
    pub fn push(&mut self, chunk: ChunkRef<'_>) -> Result<StreamEvents<'_>, Error> {
        self.events.clear();
        let mut taking = Taking {
            readings: &mut self.readings,
            events: &mut self.events,
        };
        chat::take(self.answer.push(chunk)?, &mut taking);
        self.lead();
        Ok(StreamEvents(self.events.drain(..)))
    }
}

/// What happened; from [`TypedStreamState::push_data`]. What is not taken is dropped.
#[derive(Debug)]
pub struct StreamEvents<'a, E = ChatEvent>(vec_deque::Drain<'a, E>);

impl<E> Iterator for StreamEvents<'_, E> {
    type Item = E;

    fn next(&mut self) -> Option<E> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<E> ExactSizeIterator for StreamEvents<'_, E> {}

/// Without the drafts.
impl<D: Dialect, T: ResponseFormat> fmt::Debug for TypedStreamState<D, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TypedStreamState")
            .field("snapshot", self.snapshot())
            .finish_non_exhaustive()
    }
}
