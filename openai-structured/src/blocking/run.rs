//! A streamed run of tools as an iterator.

use crate::dialect::Dialect;
use crate::run::{self, Answer, Run, RunError, RunEvent};
use crate::tool::CallTools;
use openai_client::blocking::{Held, Runtime};
use openai_client::chat::Chat;
use std::fmt;
use std::iter::FusedIterator;

/// A run whose answers are streamed; from
/// [`ChatExt::run_tools_streamed`](super::ChatExt::run_tools_streamed).
///
/// As [`RunStream`](run::RunStream): the iterator gives its events, and [`finish`](Self::finish) has
/// the answer. Calls go on while the next event is waited for, and not else. Dropping the run gives
/// up the request and the calls.
///
/// # Examples
///
/// ```no_run
/// use openai_structured::{blocking::{ChatExt, Client}, prelude::*, run::{RunEvent, RunOptions}};
///
/// # fn run<T: openai_structured::CallTools<Context = ()>>(client: Client, request: ChatRequest) -> Result<(), openai_structured::run::RunError> {
/// let mut run = client.chat().run_tools_streamed::<T, String>(request, &(), RunOptions::new());
/// for event in run.by_ref() {
///     if let RunEvent::CallDone { name, result, .. } = event {
///         println!("{name}: {}", result.content());
///     }
/// }
/// let answer = run.finish()?.answer;
/// # Ok(())
/// # }
/// ```
#[must_use = "a run does nothing until its events are asked for"]
pub struct RunStream<'a, S: CallTools, A: Answer, D: Dialect = Chat>(
    Held<run::RunStream<'a, S, A, D>>,
);

impl<'a, S: CallTools, A: Answer, D: Dialect> RunStream<'a, S, A, D> {
    pub(super) fn new(runtime: &Runtime, run: run::RunStream<'a, S, A, D>) -> Self {
        Self(Held::new(runtime, run))
    }

    /// What there is of the answer, as [`draft`](run::RunStream::draft).
    pub fn draft(&self) -> &A::Draft {
        self.0.get().draft()
    }

    /// What there is of the arguments of a call, as [`call_draft`](run::RunStream::call_draft).
    pub fn call_draft(&self, call: usize) -> Option<S::Draft<'_>> {
        self.0.get().call_draft(call)
    }

    /// Waits for the rest, and gives the answer.
    ///
    /// # Errors
    ///
    /// Every end without an answer; see [`RunErrorKind`](run::RunErrorKind).
    ///
    /// # Panics
    ///
    /// As [`finish`](run::RunStream::finish) of the async run.
    pub fn finish(self) -> Result<Run<A, D>, RunError<D>> {
        self.0.into_block_on(run::RunStream::finish)
    }
}

impl<S: CallTools, A: Answer, D: Dialect> Iterator for RunStream<'_, S, A, D> {
    type Item = RunEvent;

    fn next(&mut self) -> Option<RunEvent> {
        self.0.block_on(run::RunStream::next)
    }
}

/// Nothing follows the end.
impl<S: CallTools, A: Answer, D: Dialect> FusedIterator for RunStream<'_, S, A, D> {}

impl<S: CallTools, A: Answer, D: Dialect> fmt::Debug for RunStream<'_, S, A, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
