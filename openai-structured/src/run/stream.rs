//! A run that is streamed: its events, as they happen.

use super::calls::{Calls, Done};
use super::drive::{settle, tell_known};
use super::error::{RunError, Why};
use super::event::RunEvent;
use super::hooks::Hooks;
use super::machine::{Next, Run, ToolLoop};
use super::options::{Later, RunOptions};
use super::round::{CallRound, Plan, RunCall};
use super::step::CallResult;
use crate::chat::answer::{Answer, Reads};
use crate::chat::with_usage;
use crate::tool::{CallTools, ToolSet};
use openai_client::StreamEnd;
use openai_client::chat::{Chat, ChatAccumulator, ChatEvent, ChatRequest, ToolCall};
use std::collections::BTreeMap;
use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::{Pin, pin};
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
/// answer then break off, its calls so far have run all the same: they are in the ledger.
///
/// Nothing is sent before it is asked for. Dropping the run gives up the request and the calls.
#[must_use = "a run does nothing until its events are awaited"]
pub struct RunStream<'a, S: CallTools, A: Answer> {
    chat: Chat,
    context: &'a S::Context,
    hooks: Arc<Hooks<'a>>,
    phase: Phase<'a, S, A>,
    calls: Calls<'a>,
    /// The text of the answer that comes, or has come last.
    reading: A::Reading,
    drafts: Vec<CallDraft<S>>,
    /// Set once the run is awaited: only then is there a clock.
    deadline: Option<Pin<Box<Sleep>>>,
    begun: bool,
}

/// What a run is about.
enum Phase<'a, S, A> {
    /// A request was sent.
    Asking(
        ToolLoop<S, A>,
        Later<'a, Result<openai_client::ChatStream, openai_client::Error>>,
    ),
    /// An answer comes.
    Answering(Box<Answering<S, A>>),
    /// Calls run, and the answer that made them is whole.
    Calling(CallRound<S, A>),
    Over(Box<Result<Run<A>, RunError>>),
    /// Within a step from one to the next.
    Between,
}

struct Answering<S, A> {
    run: ToolLoop<S, A>,
    chunks: openai_client::ChatStream,
    answer: ChatAccumulator,
    /// The calls that were begun, by their places, and what came of those that have ended.
    known: BTreeMap<usize, Option<CallResult>>,
}

/// The arguments of a call, read as far as somebody has looked.
struct CallDraft<S: ToolSet> {
    reader: Option<S::Reader>,
    read: usize,
}

impl<'a, S: CallTools, A: Answer> RunStream<'a, S, A> {
    pub(crate) fn new(
        chat: Chat,
        request: ChatRequest,
        context: &'a S::Context,
        options: RunOptions<'a>,
    ) -> Self {
        let run = ToolLoop::new(with_usage(request), &options);
        let mut stream = Self {
            chat,
            context,
            calls: Calls::new(options.concurrency),
            deadline: None,
            begun: false,
            hooks: Hooks::queued(options),
            phase: Phase::Between,
            reading: A::Reading::default(),
            drafts: Vec::new(),
        };
        stream.phase = match run {
            Ok(run) => stream.ask(run),
            Err(error) => Phase::Over(Box::new(Err(error))),
        };
        stream
    }

    /// What happens next; `None` at the end, of which [`finish`](Self::finish) says what it is.
    ///
    /// It is cancel-safe: a future that is dropped has taken nothing.
    pub async fn next(&mut self) -> Option<RunEvent> {
        poll_fn(|task| self.poll_event(task)).await
    }

    /// What there is of the answer that comes: the type's draft, or the text. While an answer makes
    /// calls, it is what the model says beside them.
    pub fn draft(&self) -> &A::Draft {
        self.reading.draft()
    }

    /// What there is of the arguments of a call of the answer that comes, by its place. `None` if
    /// there is no such call, or no such tool.
    pub fn call_draft(&mut self, call: usize) -> Option<S::Draft<'_>> {
        let Phase::Answering(answering) = &self.phase else {
            return None;
        };
        let choice = answering.answer.snapshot().choices.first()?;
        let made = choice.message.tool_calls.get(call)?;
        while self.drafts.len() <= call {
            self.drafts.push(CallDraft {
                reader: None,
                read: 0,
            });
        }
        let draft = self.drafts.get_mut(call)?;
        if draft.reader.is_none() {
            let place = S::TOOLS
                .iter()
                .position(|tool| tool.name() == made.name())?;
            draft.reader = S::__reader(place);
        }
        let reader = draft.reader.as_mut()?;
        if let Some(piece) = made.input().get(draft.read..) {
            draft.read = made.input().len();
            // What does not fit is said when the call is whole; the draft stays at what did.
            let _ = S::__push(reader, piece);
        }
        Some(S::__draft(reader))
    }

    /// Waits for the rest, and gives the answer.
    ///
    /// # Errors
    ///
    /// Every end without an answer; see [`RunErrorKind`](super::RunErrorKind).
    pub async fn finish(mut self) -> Result<Run<A>, RunError> {
        loop {
            while self.next().await.is_some() {}
            // It is over now.
            if let Phase::Over(end) = self.phase {
                return *end;
            }
        }
    }

    fn poll_event(&mut self, task: &mut Context<'_>) -> Poll<Option<RunEvent>> {
        if !mem::replace(&mut self.begun, true) {
            let deadline = self.hooks.options.deadline;
            self.deadline = deadline.map(|time| Box::pin(sleep(time)));
        }
        loop {
            if let Some(event) = self.hooks.pop() {
                return Poll::Ready(Some(event));
            }
            if matches!(self.phase, Phase::Over(_)) {
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
        let Some(Done { place, end }) = ready!(self.calls.poll_next(task)) else {
            return Poll::Pending;
        };
        match (mem::replace(&mut self.phase, Phase::Between), end) {
            (Phase::Calling(round), end) => match settle(round, Done { place, end }) {
                Ok(round) => self.phase = Phase::Calling(round),
                Err(error) => self.fail(error),
            },
            (Phase::Answering(mut answering), Ok(result)) => {
                answering.known.insert(place, Some(result));
                self.phase = Phase::Answering(answering);
            }
            (Phase::Answering(answering), Err(stop)) => {
                let name = answering.call(place).map(ToolCall::name);
                let why = stop.why(name.unwrap_or_default());
                self.fail(answering.break_off(why));
            }
            (phase, _) => self.phase = phase, // never: calls run in these two alone
        }
        Poll::Ready(())
    }

    /// Goes on with the run as far as it can without its calls.
    fn poll_phase(&mut self, task: &mut Context<'_>) -> Poll<()> {
        match mem::replace(&mut self.phase, Phase::Between) {
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
                let polled = answering.poll(task);
                return self.answering(answering, polled);
            }
            Phase::Calling(round) if self.calls.is_empty() => {
                self.phase = self.ask(round.go_on());
            }
            phase => {
                self.phase = phase;
                return Poll::Pending;
            }
        }
        Poll::Ready(())
    }

    /// Takes what has come of an answer.
    fn answering(
        &mut self,
        mut answering: Box<Answering<S, A>>,
        polled: Poll<Result<Added, openai_client::Error>>,
    ) -> Poll<()> {
        match polled {
            Poll::Pending => {
                self.phase = Phase::Answering(answering);
                return Poll::Pending;
            }
            Poll::Ready(Err(error)) => self.fail(answering.break_off(Why::Client(error))),
            Poll::Ready(Ok(Added { events, over })) => {
                let round = answering.run.transcript.steps.len();
                for event in events {
                    match &event {
                        ChatEvent::Content {
                            choice: 0, text, ..
                        } => self.reading.push(text),
                        ChatEvent::ToolCallDone {
                            choice: 0,
                            call,
                            tool_call,
                            whole: true,
                            ..
                        } => self.begin(&mut answering, *call, tool_call),
                        _ => {}
                    }
                    self.hooks.tell(|| RunEvent::Answer { round, event });
                }
                if let Some(mismatch) = self.reading.runaway().cloned() {
                    self.fail(answering.break_off(Why::Mismatch(mismatch)));
                } else if over {
                    self.answered(*answering);
                } else {
                    self.phase = Phase::Answering(answering);
                }
            }
        }
        Poll::Ready(())
    }

    /// Begins a call whose arguments are whole, while its answer goes on.
    fn begin(&mut self, answering: &mut Answering<S, A>, place: usize, call: &ToolCall) {
        // One too many is not run; those before it have.
        if !answering.run.may_run(place + 1) || answering.known.contains_key(&place) {
            return;
        }
        let Plan::Run(wanted) = answering.run.plan(call) else {
            return; // What came of it is said with the whole answer.
        };
        answering.known.insert(place, None);
        let round = answering.run.transcript.steps.len();
        let planned = RunCall { place, wanted };
        let (context, hooks) = (self.context, &self.hooks);
        self.calls.add(round, call, planned, context, hooks);
    }

    /// Takes an answer that is whole, or as whole as it gets.
    fn answered(&mut self, answering: Answering<S, A>) {
        let Answering {
            run, answer, known, ..
        } = answering;
        let number = run.transcript.steps.len();
        let ending = answer.ending(0);
        let completion = answer.into_completion();
        let calls = completion.choices.first();
        let calls = calls.map_or(0, |choice| choice.message.tool_calls.len());
        self.hooks.tell(|| RunEvent::Answered {
            round: number,
            calls,
        });
        let plans = |place: usize| match known.get(&place)? {
            Some(result) => Some(Plan::Ended(result.clone())),
            None => Some(Plan::Running),
        };
        let reading = mem::take(&mut self.reading);
        match run.take(completion, ending, reading, plans) {
            Ok(Next::Done(run)) => self.phase = Phase::Over(Box::new(Ok(run))),
            Ok(Next::Ask(run)) => {
                self.hooks.tell(|| RunEvent::AskedAgain { round: number });
                self.phase = self.ask(run);
            }
            Ok(Next::Call(mut round)) => {
                tell_known(
                    &round,
                    number,
                    |place| known.contains_key(&place),
                    &self.hooks,
                );
                for planned in round.take_calls() {
                    // The place is that of the call.
                    if let Some(call) = round.calls().get(planned.place) {
                        let (context, hooks) = (self.context, &self.hooks);
                        self.calls.add(number, call, planned, context, hooks);
                    }
                }
                self.phase = Phase::Calling(round);
            }
            Err(error) => {
                let known = known.into_iter();
                let known = known.filter_map(|(place, result)| Some((place, result?)));
                self.fail(error.with_results(known));
            }
        }
    }

    /// Sends the request of a run.
    fn ask(&mut self, run: ToolLoop<S, A>) -> Phase<'a, S, A> {
        let round = run.transcript.steps.len();
        self.hooks.tell(|| RunEvent::Asked { round });
        self.reading = A::Reading::default();
        self.drafts.clear();
        let request = self.chat.create_stream(run.request().clone());
        Phase::Asking(run, Box::pin(request))
    }

    /// Ends the run wherever it is.
    fn break_off(&mut self, why: Why) {
        let error = match mem::replace(&mut self.phase, Phase::Between) {
            Phase::Asking(run, _) => run.end(why),
            Phase::Answering(answering) => answering.break_off(why),
            Phase::Calling(round) => round.end(why),
            phase @ (Phase::Over(_) | Phase::Between) => {
                self.phase = phase;
                return;
            }
        };
        self.fail(error);
    }

    /// Ends the run. Calls that still run are dropped.
    fn fail(&mut self, error: RunError) {
        self.calls = Calls::new(1);
        self.phase = Phase::Over(Box::new(Err(error)));
    }
}

/// What came of an answer in one step.
struct Added {
    events: Vec<ChatEvent>,
    over: bool,
}

impl<S: ToolSet, A: Answer> Answering<S, A> {
    fn new(run: ToolLoop<S, A>, chunks: openai_client::ChatStream) -> Self {
        Self {
            run,
            answer: ChatAccumulator::with_meta(chunks.meta().clone()),
            chunks,
            known: BTreeMap::new(),
        }
    }

    fn poll(&mut self, task: &mut Context<'_>) -> Poll<Result<Added, openai_client::Error>> {
        if let Some(events) = ready!(self.poll_chunk(task)) {
            return Poll::Ready(events.map(|events| Added {
                events,
                over: false,
            }));
        }
        let end = self.chunks.ended().unwrap_or(StreamEnd::Closed);
        let events = self.answer.end(end).collect();
        Poll::Ready(Ok(Added { events, over: true }))
    }

    fn poll_chunk(
        &mut self,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Vec<ChatEvent>, openai_client::Error>>> {
        // It keeps nothing, so it can be made anew for each poll.
        let next = pin!(self.chunks.next_into(&mut self.answer));
        next.poll(task)
            .map(|events| events.map(|events| events.map(Iterator::collect)))
    }

    /// The call at a place.
    fn call(&self, place: usize) -> Option<&ToolCall> {
        let choice = self.answer.snapshot().choices.first()?;
        choice.message.tool_calls.get(place)
    }

    /// Ends the run while the answer comes: what has come of it is in the ledger.
    fn break_off(self, why: Why) -> RunError {
        let mut run = self.run;
        run.transcript.add(self.answer.into_completion());
        let known = self.known.into_iter();
        let known = known.filter_map(|(place, result)| Some((place, result?)));
        run.end(why).with_results(known)
    }
}

impl<S: CallTools, A: Answer> fmt::Debug for RunStream<'_, S, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match &self.phase {
            Phase::Asking(..) => "asking",
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
