//! `Many`: a run over many inputs, a few at a time.

use super::call::Call;
use super::counts::Counts;
use super::done::Done;
use super::inputs::{Inputs, Pulled, Unless};
use super::line::Line;
use super::progress::{Poster, Progress};
use crate::AnswerFormat;
use crate::dialect::Dialect;
use crate::schema::ResponseFormat;
use futures_core::Stream;
use futures_util::stream::FuturesUnordered;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// How many calls are under way at once, where nothing else is said.
const CONCURRENCY: usize = 16;

/// Inputs that are skipped before others get their turn.
const SKIPS: usize = 256;

/// A run over many inputs; from [`ChatExt::parse_many`](crate::ChatExt::parse_many) and
/// [`ResponsesExt::parse_many`](crate::ResponsesExt::parse_many).
///
/// [`next`](Self::next) gives each input that is not [skipped](Self::skip) exactly once, as a
/// [`Done`]: an answer with its [`Outcome`](crate::Outcome), or an error. An error ends nothing but
/// its own call. It is also a `Stream`.
///
/// Inputs are pulled as calls end, so it does not matter how many there are: no more than
/// [`concurrency`](Self::concurrency) of them and their answers are held. Calls go on while the run is
/// awaited, and not else; what takes long between two answers belongs into a task of its own.
/// Dropping the run drops the calls that are under way.
///
/// [`stop`](Self::stop) ends it early without losing what is paid for.
///
/// A panic within the code by which `T` is read is a `Done` of the kind
/// [`ErrorKind::Panicked`](crate::ErrorKind::Panicked). One within the inputs or within
/// [`skip`](Self::skip) goes through `next`. Who catches it can go on: what was in flight then comes
/// first, and then the next input is pulled.
#[must_use = "a run does nothing until it is awaited"]
pub struct Many<D: Dialect, T: ResponseFormat, S: Inputs<D::Request>> {
    resource: D,
    inputs: S,
    pull: Pull,
    format: Option<Arc<AnswerFormat<T>>>,
    concurrency: usize,
    in_flight: FuturesUnordered<Call<D, T, S::Key>>,
    /// Set if answers are given in the order of the inputs.
    line: Option<Line<Done<D, T, S::Key>>>,
    /// That of the next input.
    index: u64,
    poster: Poster,
}

/// What is known of the inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pull {
    /// There may be more.
    Open,
    /// They are being pulled; or they were, and panicked.
    Within,
    Over,
}

impl<D: Dialect, T: ResponseFormat, S: Inputs<D::Request>> Many<D, T, S> {
    pub(crate) fn new(resource: D, inputs: S) -> Self {
        Self {
            resource,
            poster: Poster::new(inputs.left()),
            inputs,
            pull: Pull::Open,
            format: None,
            concurrency: CONCURRENCY,
            in_flight: FuturesUnordered::new(),
            line: None,
            index: 0,
        }
    }

    /// So many inputs are asked about at once, at least 1. 16 unless said otherwise.
    ///
    /// What the service allows is another matter: a call that it refuses for the moment (429) is tried
    /// again by the client, and fails once its
    /// [`max_retries`](openai_client::ClientBuilder::max_retries) are used up. A
    /// [`RateLimiter`](openai_client::RateLimiter) keeps calls from being refused.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Gives the answers in the order of their inputs, and not as they come.
    ///
    /// An answer that waits for its turn counts among the [`concurrency`](Self::concurrency): while
    /// the first takes long, no more inputs are pulled than fit in.
    pub fn in_input_order(mut self) -> Self {
        let places = self.in_flight.iter().map(|call| call.index);
        self.line.get_or_insert_with(|| Line::new(places));
        self
    }

    /// Asks within a format, as [`ChatExt::parse_with`](crate::ChatExt::parse_with) does, and again
    /// where it says [`reask`](AnswerFormat::reask).
    ///
    /// ```no_run
    /// # use openai_structured::{AnswerFormat, prelude::*};
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct Ticket { summary: String }
    /// # async fn run(client: Client, inputs: Vec<(u64, ChatRequest)>) {
    /// let format = AnswerFormat::<Ticket>::new().reask(1);
    /// let mut many = client.chat().parse_many::<Ticket, _>(inputs).format(format);
    /// # }
    /// ```
    pub fn format(mut self, format: AnswerFormat<T>) -> Self {
        self.format = Some(Arc::new(format));
        self
    }

    /// Skips the inputs of these keys: they are counted, and nothing else becomes of them. By then
    /// their requests are made; where that costs much, filter the keys before.
    ///
    /// What a [`Journal`](super::Journal) has need not be asked again:
    ///
    /// ```no_run
    /// # use openai_structured::{many::Journal, prelude::*};
    /// # #[derive(Debug, Deserialize, serde::Serialize, ResponseFormat)]
    /// # struct Ticket { summary: String }
    /// # async fn run(client: Client, inputs: Vec<(u64, ChatRequest)>) -> Result<(), Box<dyn std::error::Error>> {
    /// let journal = Journal::open("tickets.jsonl")?;
    /// let many = client.chat().parse_many::<Ticket, _>(inputs);
    /// let mut many = many.skip(|key| journal.is_done(key));
    /// while let Some(done) = many.next().await {
    ///     journal.record(&done)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn skip<F>(self, skips: F) -> Many<D, T, Unless<S, F, D::Request>>
    where
        F: FnMut(&S::Key) -> bool,
    {
        Many {
            resource: self.resource,
            inputs: Unless::new(self.inputs, skips),
            pull: self.pull,
            format: self.format,
            concurrency: self.concurrency,
            in_flight: self.in_flight,
            line: self.line,
            index: self.index,
            poster: self.poster,
        }
    }

    /// Pulls no more inputs: what is in flight still comes, and then the run is over.
    ///
    /// For a run that is in vain, as with a wrong key, or that is to end soon. Dropping it instead
    /// loses answers that are paid for.
    ///
    /// ```no_run
    /// # use openai_structured::{many::Journal, prelude::*};
    /// # #[derive(Debug, Deserialize, serde::Serialize, ResponseFormat)]
    /// # struct Ticket { summary: String }
    /// # async fn run(client: Client, inputs: Vec<(u64, ChatRequest)>, journal: Journal) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut many = client.chat().parse_many::<Ticket, _>(inputs);
    /// while let Some(done) = many.next().await {
    ///     journal.record(&done)?;
    ///     let error = done.result.as_ref().err().and_then(|error| error.client());
    ///     let status = error.and_then(|error| error.status());
    ///     if status.is_some_and(|status| status == 401 || status == 403) {
    ///         many.stop(); // no other key will come
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stop(&mut self) {
        self.pull = Pull::Over;
    }

    /// How far the run is, for whoever watches it.
    pub fn progress(&self) -> Progress {
        self.poster.progress()
    }

    /// How far the run is.
    pub fn counts(&self) -> Counts {
        self.poster.counts()
    }

    /// Whether nothing is held of any input.
    fn is_idle(&self) -> bool {
        self.in_flight.is_empty() && self.line.as_ref().is_none_or(|line| line.len() == 0)
    }

    /// The inputs that are held.
    fn held(&self) -> usize {
        match &self.line {
            Some(line) => line.len(),
            None => self.in_flight.len(),
        }
    }
}

impl<D: Dialect, T: ResponseFormat + 'static, S: Inputs<D::Request>> Many<D, T, S> {
    /// The next input that is done; `None` once all are.
    ///
    /// It is cancel-safe: a future that is dropped has taken nothing.
    pub async fn next(&mut self) -> Option<Done<D, T, S::Key>> {
        poll_fn(|context| self.poll_done(context)).await
    }

    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<Option<Done<D, T, S::Key>>> {
        self.pull(context);
        loop {
            let ended = Pin::new(&mut self.in_flight).poll_next(context);
            // What is finished is taken before it is its turn, so that the others go on.
            if let Poll::Ready(Some(ended)) = ended {
                // Each is polled to its end once.
                let Some(done) = ended else { continue };
                self.settle(&done);
                match &mut self.line {
                    Some(line) => line.come(done.index, done),
                    None => return Poll::Ready(Some(done)),
                }
                continue;
            }
            if let Some(done) = self.line.as_mut().and_then(Line::next) {
                return Poll::Ready(Some(done));
            }
            if self.pull == Pull::Over {
                ready!(ended);
                self.poster.end();
                return Poll::Ready(None);
            }
            return Poll::Pending;
        }
    }

    /// Pulls inputs and begins their calls, as many as there is room for.
    fn pull(&mut self, context: &mut Context<'_>) {
        // After a panic: what is held is given first, as the inputs may panic for ever.
        if self.pull == Pull::Within && !self.is_idle() {
            return;
        }
        let mut skipped = 0;
        while self.pull != Pull::Over && self.held() < self.concurrency {
            self.pull = Pull::Within;
            let pulled = self.inputs.poll_pull(context);
            self.pull = Pull::Open;
            match pulled {
                Poll::Pending => return,
                Poll::Ready(None) => {
                    self.pull = Pull::Over;
                    self.poster.post(|counts| counts.total = Some(counts.seen));
                }
                Poll::Ready(Some(Pulled::Skipped)) => {
                    self.seen(|counts| counts.skipped += 1);
                    skipped += 1;
                    if skipped == SKIPS {
                        context.waker().wake_by_ref();
                        return;
                    }
                }
                Poll::Ready(Some(Pulled::Input(key, request))) => {
                    let format = self.format.as_ref();
                    let call = Call::new(self.index, key, request, &self.resource, format);
                    if let Some(line) = &mut self.line {
                        line.join(self.index);
                    }
                    self.in_flight.push(call);
                    self.seen(|counts| counts.in_flight += 1);
                }
            }
        }
    }

    /// Counts an input.
    fn seen(&mut self, change: impl FnOnce(&mut Counts)) {
        self.index += 1;
        let left = self.inputs.left();
        self.poster.post(|counts| {
            counts.seen += 1;
            // A source may say anything.
            counts.total = left.map(|left| left.saturating_add(counts.seen));
            change(counts);
        });
    }

    /// Counts a call that has ended.
    fn settle(&self, done: &Done<D, T, S::Key>) {
        self.poster.post(|counts| {
            counts.in_flight = counts.in_flight.saturating_sub(1);
            counts.add(done.kind());
            counts.tokens = counts.tokens.saturating_add(done.tokens());
        });
    }
}

/// Nothing in it is pinned.
impl<D: Dialect, T: ResponseFormat, S: Inputs<D::Request>> Unpin for Many<D, T, S> {}

impl<D: Dialect, T: ResponseFormat + 'static, S: Inputs<D::Request>> Stream for Many<D, T, S> {
    type Item = Done<D, T, S::Key>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_done(context)
    }
}

impl<D: Dialect, T: ResponseFormat, S: Inputs<D::Request>> fmt::Debug for Many<D, T, S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Many")
            .field("concurrency", &self.concurrency)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}
