//! A run over many inputs as an iterator.

use crate::AnswerFormat;
use crate::dialect::Dialect;
use crate::many::{self, Counts, Done, Inputs, Progress, Unless};
use crate::schema::ResponseFormat;
use openai_client::blocking::{Held, Runtime};
use std::fmt;
use std::iter::FusedIterator;

/// A run over many inputs; from [`ChatExt::parse_many`](super::ChatExt::parse_many).
///
/// As the async [`Many`](many::Many): the iterator gives each input once. Calls go on while the next is
/// waited for, and not else. Dropping it drops the calls that are under way.
///
/// # Examples
///
/// ```no_run
/// use openai_structured::{blocking::{ChatExt, Client}, many::Journal, prelude::*};
///
/// #[derive(Debug, Deserialize, serde::Serialize, ResponseFormat)]
/// struct Invoice {
///     total: f64,
/// }
///
/// # fn run(client: Client, texts: Vec<(String, String)>) -> Result<(), Box<dyn std::error::Error>> {
/// let journal = Journal::open("invoices.jsonl")?;
/// let inputs = texts.into_iter().map(|(name, text)| (name, ChatRequest::new("gpt-5-mini").user(text)));
/// let many = client.chat().parse_many::<Invoice, _>(inputs).skip(|name| journal.is_done(name));
/// for done in many {
///     journal.record(&done)?;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a run does nothing until the next input is asked for"]
pub struct Many<D: Dialect, T: ResponseFormat, S: Inputs<D::Request>>(Held<many::Many<D, T, S>>);

impl<D: Dialect, T: ResponseFormat, S: Inputs<D::Request>> Many<D, T, S> {
    pub(super) fn new(runtime: &Runtime, many: many::Many<D, T, S>) -> Self {
        Self(Held::new(runtime, many))
    }

    /// So many inputs are asked about at once, as [`concurrency`](many::Many::concurrency).
    pub fn concurrency(self, calls: usize) -> Self {
        Self(self.0.map(|many| many.concurrency(calls)))
    }

    /// Gives the answers in the order of their inputs, as
    /// [`in_input_order`](many::Many::in_input_order).
    pub fn in_input_order(self) -> Self {
        Self(self.0.map(many::Many::in_input_order))
    }

    /// Asks within a format, as [`format`](many::Many::format).
    pub fn format(self, format: AnswerFormat<T>) -> Self {
        Self(self.0.map(|many| many.format(format)))
    }

    /// Skips the inputs of these keys, as [`skip`](many::Many::skip). It takes the place of the
    /// iterator's own, which would skip what was paid for.
    pub fn skip<F>(self, skips: F) -> Many<D, T, Unless<S, F, D::Request>>
    where
        F: FnMut(&S::Key) -> bool,
    {
        Many(self.0.map(|many| many.skip(skips)))
    }

    /// Pulls no more inputs, as [`stop`](many::Many::stop): what is in flight still comes.
    ///
    /// A `for` loop owns the run: `while let Some(done) = many.next()` leaves it to be stopped.
    pub fn stop(&mut self) {
        self.0.get_mut().stop();
    }

    /// How far the run is, for whoever watches it.
    pub fn progress(&self) -> Progress {
        self.0.get().progress()
    }

    /// How far the run is.
    pub fn counts(&self) -> Counts {
        self.0.get().counts()
    }
}

impl<D: Dialect, T: ResponseFormat + 'static, S: Inputs<D::Request>> Iterator for Many<D, T, S> {
    type Item = Done<D, T, S::Key>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.block_on(many::Many::next)
    }
}

/// Nothing follows the end.
impl<D, T, S> FusedIterator for Many<D, T, S>
where
    D: Dialect,
    T: ResponseFormat + 'static,
    S: Inputs<D::Request>,
{
}

impl<D: Dialect, T: ResponseFormat, S: Inputs<D::Request>> fmt::Debug for Many<D, T, S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
