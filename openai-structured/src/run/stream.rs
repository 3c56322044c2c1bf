//! A run that is streamed: its events, as they happen.

use super::answer::Answer;
use super::answering::Answering;
use super::arguments::Arguments;
use super::calls::Calls;
use super::error::{RunError, Why};
use super::event::RunEvent;
use super::hooks::Hooks;
use super::machine::{Next, Run, ToolLoop};
use super::options::{Later, RunOptions};
use super::round::CallRound;
use crate::answer::text::Reads;
use crate::answer::{Readings, Taking};
use crate::dialect::{Dialect, News};
use crate::read::MismatchKind;
use crate::tool::CallTools;
use futures_core::Stream;
use openai_client::chat::Chat;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::time::{Sleep, sleep};

/// A run whose answers are streamed; from
/// [`ChatExt::run_tools_streamed`](crate::ChatExt::run_tools_streamed).
///
/// [`next`](Self::next) waits for what happens next: pieces of answers, calls that begin and end.
/// [`draft`](Self::draft) and [`call_draft`](Self::call_draft) show what there is of the answer and of
/// the arguments of a call. [`finish`](Self::finish) has the answer, or why there is none.
///
/// A call begins to run as soon as its arguments are whole, while the model goes on. Should the
/// answer then break off, its calls so far have run all the same: they are in the ledger. So are those
/// that the service leaves out of the answer in the end, or gives other arguments, which are other calls
/// then and are run: [`RunStep::withdrawn`](super::RunStep::withdrawn). Calls go on while the run is
/// awaited, and not else.
///
/// Nothing is sent before it is asked for. Dropping the run gives up the request and the calls.
#[must_use = "a run does nothing until its events are awaited"]
pub struct RunStream<'a, S: CallTools, A: Answer, D: Dialect = Chat> {
    resource: D,
    context: &'a S::Context,
    hooks: Arc<Hooks<'a>>,
    phase: Phase<'a, S, A, D>,
    calls: Calls<'a>,
    /// The texts of the answer that comes, or that has come last.
    readings: Readings<A::Reading>,
    /// Which of them may be the answer.
    leading: Option<u64>,
    /// What has come and was not looked at yet.
    events: VecDeque<D::Event>,
    arguments: Arguments<S>,
    /// Set once the run is awaited: only then is there a clock.
    deadline: Option<Pin<Box<Sleep>>>,
}

/// What a run is about.
enum Phase<'a, S, A, D: Dialect> {
    /// The request is to be sent.
    Ready(ToolLoop<S, A, D>),
    /// The answer is awaited.
    Asking(
        ToolLoop<S, A, D>,
        Later<'a, Result<D::Chunks, openai_client::Error>>,
    ),
    /// An answer comes.
    Answering(Box<Answering<S, A, D>>),
    /// Calls run, and the answer that made them is whole.
    Calling(CallRound<S, A, D>),
    Over(Box<Result<Run<A, D>, RunError<D>>>),
    /// Within a step from one to the next; it stays so only if a hook panics.
    Between,
}

impl<'a, S: CallTools, A: Answer, D: Dialect> RunStream<'a, S, A, D> {
    pub(crate) fn new(
        resource: D,
        mut request: D::Request,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> Self {
        D::ask_for_usage(&mut request);
        Self {
            resource,
            context,
            calls: Calls::new(options.concurrency),
            readings: Readings::new(options.limits.reading),
            leading: None,
            events: VecDeque::new(),
            arguments: Arguments::new(),
            phase: match ToolLoop::new(request, &options) {
                Ok(run) => Phase::Ready(run),
                Err(error) => Phase::Over(Box::new(Err(error))),
            },
            hooks: Hooks::queued(options),
            deadline: None,
        }
    }

    /// What happens next; `None` at the end, of which [`finish`](Self::finish) says what it is.
    ///
    /// It is cancel-safe: a future that is dropped has taken nothing.
    pub async fn next(&mut self) -> Option<RunEvent> {
        poll_fn(|task| self.poll_event(task)).await
    }

    /// What there is of the answer that comes, or that has come last: the type's draft, or the text.
    /// While an answer makes calls, it is what the model says beside them.
    pub fn draft(&self) -> &A::Draft {
        self.reading().draft()
    }

    /// What there is of the arguments of a call of the answer that comes, or that has come last, by
    /// its place. `None` if there is no such call, or no such tool.
    pub fn call_draft(&self, call: usize) -> Option<S::Draft<'_>> {
        self.arguments.draft(call)
    }

    /// Waits for the rest, and gives the answer.
    ///
    /// # Errors
    ///
    /// Every end without an answer; see [`RunErrorKind`](super::RunErrorKind).
    ///
    /// # Panics
    ///
    /// If a hook has panicked within the run before, and that panic was caught.
    pub async fn finish(mut self) -> Result<Run<A, D>, RunError<D>> {
        while self.next().await.is_some() {}
        match self.phase {
            Phase::Over(end) => *end,
            #[expect(clippy::panic, reason = "as a future that has panicked does")]
            _ => panic!("a hook of the run has panicked"),
        }
    }

    fn reading(&self) -> &A::Reading {
        let leading = self.leading.and_then(|key| self.readings.get(key));
        leading.unwrap_or(self.readings.blank())
    }

    fn poll_event(&mut self, task: &mut Context<'_>) -> Poll<Option<RunEvent>> {
        loop {
            if let Some(event) = self.hooks.pop() {
                return Poll::Ready(Some(event));
            }
            if matches!(self.phase, Phase::Over(_) | Phase::Between) {
                return Poll::Ready(None);
            }
            if let Some(deadline) = &mut self.deadline
                && deadline.as_mut().poll(task).is_ready()
            {
                self.break_off(Why::Deadline);
                continue;
            }
            // Both are asked, so that both wake the task; calls run on while the model speaks.
            let called = self.poll_calls(task);
            let stepped = self.poll_phase(task);
            if called.is_pending() && stepped.is_pending() {
                return match self.hooks.pop() {
                    Some(event) => Poll::Ready(Some(event)),
                    None => Poll::Pending,
                };
            }
        }
    }

    /// Takes what came of one call. Pending if none has ended, or none runs.
    fn poll_calls(&mut self, task: &mut Context<'_>) -> Poll<()> {
        let Some(done) = ready!(self.calls.poll_next(task)) else {
            return Poll::Pending;
        };
        match mem::replace(&mut self.phase, Phase::Between) {
            Phase::Calling(round) => match self.calls.settle(round, done) {
                Ok(round) => self.phase = Phase::Calling(round),
                Err(error) => self.fail(error),
            },
            Phase::Answering(mut answering) => {
                answering.settle(done.at, done.result);
                if let Some(stop) = done.stop {
                    let why = stop.why(answering.name(done.at));
                    self.fail(answering.break_off(why, &self.calls));
                } else {
                    self.phase = Phase::Answering(answering);
                }
            }
            phase => self.phase = phase, // never: calls run in these two alone
        }
        Poll::Ready(())
    }

    /// Goes on with the run as far as it can without its calls.
    fn poll_phase(&mut self, task: &mut Context<'_>) -> Poll<()> {
        match mem::replace(&mut self.phase, Phase::Between) {
            Phase::Ready(run) => self.ask(run),
            Phase::Asking(run, mut request) => match request.as_mut().poll(task) {
                Poll::Pending => {
                    self.phase = Phase::Asking(run, request);
                    return Poll::Pending;
                }
                Poll::Ready(Ok(chunks)) => {
                    self.phase = Phase::Answering(Box::new(Answering::new(run, chunks)));
                }
                Poll::Ready(Err(error)) => self.fail(run.fail(error)),
            },
            Phase::Answering(mut answering) => {
                let mut taking = Taking {
                    readings: &mut self.readings,
                    events: &mut self.events,
                };
                match answering.poll(task, &mut taking) {
                    Poll::Pending => {
                        self.phase = Phase::Answering(answering);
                        return Poll::Pending;
                    }
                    Poll::Ready(Ok(more)) => self.add(answering, !more),
                    Poll::Ready(Err(error)) => {
                        self.fail(answering.break_off(Why::Client(error, None), &self.calls));
                    }
                }
            }
            Phase::Calling(round) if self.calls.is_empty() => {
                self.phase = Phase::Ready(round.go_on());
            }
            phase => {
                self.phase = phase;
                return Poll::Pending;
            }
        }
        Poll::Ready(())
    }

    /// Sends the request.
    fn ask(&mut self, run: ToolLoop<S, A, D>) {
        let round = run.transcript.steps.len();
        if round == 0 {
            let deadline = self.hooks.options.deadline;
            self.deadline = deadline.map(|time| Box::pin(sleep(time)));
        }
        self.hooks.tell(|| RunEvent::Asked { round });
        self.readings = run.readings();
        self.leading = None;
        self.arguments = Arguments::new();
        let request = self.resource.open(run.request().clone());
        self.phase = Phase::Asking(run, Box::pin(request));
    }

    /// Takes what has come of an answer.
    fn add(&mut self, mut answering: Box<Answering<S, A, D>>, over: bool) {
        let round = answering.run.transcript.steps.len();
        let mut runaway = None;
        // Not every service counts from 0.
        self.readings.lead(answering.candidates());
        let leading = self.readings.leading();
        self.leading = leading.or_else(|| self.readings.first());
        for event in mem::take(&mut self.events) {
            match answering.news(&event) {
                News::Call(key) => {
                    let made = answering.calling(key);
                    let read =
                        made.map_or(Ok(()), |(place, made)| self.arguments.read(place, &made));
                    let wrong = read.err();
                    runaway = runaway.or(wrong.filter(|it| it.kind() == MismatchKind::Runaway));
                }
                News::Whole(key) => self.begin(&mut answering, key),
                News::Moved => answering.look_again(),
                News::Nothing => {}
            }
            self.hooks.tell(|| RunEvent::of(round, D::any_event(event)));
        }
        if let Some(mismatch) = runaway.or_else(|| self.reading().runaway().cloned()) {
            self.fail(answering.break_off(Why::Mismatch(mismatch), &self.calls));
        } else if over {
            self.answered(*answering);
        } else {
            self.phase = Phase::Answering(answering);
        }
    }

    /// Begins a call whose arguments are whole, while its answer goes on.
    fn begin(&mut self, answering: &mut Answering<S, A, D>, key: u64) {
        let round = answering.run.transcript.steps.len();
        if let Some((call, planned)) = answering.begin(key) {
            let (context, hooks) = (self.context, &self.hooks);
            self.calls.add(round, &call, planned, context, hooks);
        }
    }

    /// Takes an answer that is whole, or as whole as it gets.
    fn answered(&mut self, answering: Answering<S, A, D>) {
        let round = answering.run.transcript.steps.len();
        let calls = answering.calls();
        self.hooks.tell(|| RunEvent::Answered { round, calls });
        let (next, begun) = answering.finish(&self.calls);
        match next {
            Ok(Next::Done(run)) => {
                self.drop_calls();
                self.phase = Phase::Over(Box::new(Ok(run)));
            }
            Ok(Next::Ask(run)) => {
                self.drop_calls();
                self.hooks.tell(|| RunEvent::AskedAgain { round });
                self.phase = Phase::Ready(run);
            }
            Ok(Next::Call(mut calls)) => {
                let (context, hooks) = (self.context, &self.hooks);
                let has_begun = |place| begun.contains(&place);
                self.calls.add_round(&mut calls, has_begun, context, hooks);
                self.phase = Phase::Calling(calls);
            }
            Err(error) => self.fail(error),
        }
    }

    /// Ends the run wherever it is.
    fn break_off(&mut self, why: Why) {
        let error = match mem::replace(&mut self.phase, Phase::Between) {
            Phase::Ready(run) | Phase::Asking(run, _) => run.end(why),
            Phase::Answering(answering) => answering.break_off(why, &self.calls),
            Phase::Calling(round) => self.calls.end(round, why),
            phase @ (Phase::Over(_) | Phase::Between) => {
                self.phase = phase;
                return;
            }
        };
        self.fail(error);
    }

    /// Ends the run. Calls that still run are dropped.
    fn fail(&mut self, error: RunError<D>) {
        self.drop_calls();
        self.phase = Phase::Over(Box::new(Err(error)));
    }

    /// Drops the calls that still run. What there is of them is in the ledger.
    fn drop_calls(&mut self) {
        self.calls = Calls::new(self.hooks.options.concurrency);
    }
}

/// Nothing in it is pinned.
impl<S: CallTools, A: Answer, D: Dialect> Unpin for RunStream<'_, S, A, D> {}

impl<S: CallTools, A: Answer, D: Dialect> Stream for RunStream<'_, S, A, D> {
    type Item = RunEvent;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<RunEvent>> {
        self.get_mut().poll_event(task)
    }
}

impl<S: CallTools, A: Answer, D: Dialect> fmt::Debug for RunStream<'_, S, A, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match &self.phase {
            Phase::Ready(_) | Phase::Asking(..) => "asking",
            Phase::Answering(_) => "answering",
            Phase::Calling(_) => "calling",
            Phase::Over(_) | Phase::Between => "over",
        };
        formatter
            .debug_struct("RunStream")
            .field("phase", &phase)
            .field("calls", &self.calls)
            .finish_non_exhaustive()
    }
}
