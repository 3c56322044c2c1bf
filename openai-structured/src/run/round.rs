//! The calls of one answer, until something came of each.

use super::answer::Answer;
use super::approval::ServerCall;
use super::calls::At;
use super::error::{RunError, Why};
use super::machine::ToolLoop;
use super::permit;
use super::step::CallResult;
use super::transcript::can_tell;
use crate::dialect::{Dialect, Permit};
use crate::tool::{CallError, ToolCallExt, ToolSet};
use openai_client::chat::{Chat, ToolCall};
use std::error::Error;
use std::fmt;

/// A run that waits for what comes of calls; from [`ToolLoop::reply`].
pub struct CallRound<S, A, D: Dialect = Chat> {
    run: ToolLoop<S, A, D>,
    /// One for each call: what came of it.
    results: Vec<CallResult>,
    planned: Vec<RunCall<S>>,
}

/// A call that is to be run.
#[derive(Debug)]
#[non_exhaustive]
pub struct RunCall<S> {
    /// Its place among the [calls](CallRound::calls) of the answer.
    pub place: usize,
    /// What is wanted.
    pub wanted: Wanted<S>,
}

/// What a call wants.
#[derive(Debug)]
#[non_exhaustive]
pub enum Wanted<S> {
    /// A tool of the set, with its arguments.
    Tool(S),
    /// Something else, where the run is told that you run that too:
    /// [`RunOptions::otherwise`](super::RunOptions::otherwise).
    Other(Box<ToolCall>),
    /// Permission for the service to call the tool of an MCP server. Settled with
    /// [`CallResult::Approved`] or [`CallResult::Denied`].
    Approval(ServerCall),
}

/// What is known of a call when its answer is whole.
pub(super) enum Plan<S> {
    /// It is to be run.
    Run(Wanted<S>),
    /// It runs since it was whole.
    Running,
    /// It has run since it was whole; what came of it.
    Ended(CallResult),
    /// It is not to be run; what came of it.
    Known(CallResult),
}

/// What is to be done about a call.
pub(super) fn plan<S: ToolSet>(call: &ToolCall, permit: &Permit<'_>, hands_over: bool) -> Plan<S> {
    if let Some(words) = permit::refusal(permit, call) {
        return Plan::Known(CallResult::Denied(words));
    }
    if let Some(call) = ServerCall::of(call) {
        return Plan::Run(Wanted::Approval(call));
    }
    match call.parse() {
        Ok(tool) => Plan::Run(Wanted::Tool(tool)),
        Err(CallError::Unknown { .. }) if hands_over => {
            Plan::Run(Wanted::Other(call.clone().into()))
        }
        Err(error) => Plan::Known(CallResult::Misread(error)),
    }
}

impl<S: ToolSet, A: Answer, D: Dialect> CallRound<S, A, D> {
    /// The calls of the answer that was added to the conversation.
    pub(super) fn new(mut run: ToolLoop<S, A, D>, plans: Vec<Plan<S>>) -> Self {
        // Only a call that can be run is what the choice asked for.
        if plans.iter().any(|plan| !matches!(plan, Plan::Known(_))) {
            D::lift_choice(&mut run.transcript.request);
        }
        let mut planned = Vec::new();
        let results = plans.into_iter().enumerate();
        let results = results.map(|(place, plan)| match plan {
            Plan::Run(wanted) => {
                planned.push(RunCall { place, wanted });
                CallResult::NotRun
            }
            Plan::Running => CallResult::NotRun,
            Plan::Ended(result) | Plan::Known(result) => result,
        });
        Self {
            results: results.collect(),
            run,
            planned,
        }
    }

    /// The calls of the answer, in its order, as they go back: each has an id.
    pub fn calls(&self) -> &[ToolCall] {
        self.run.transcript.asked()
    }

    /// The calls that are to be run, in their order; of others it is known what came of them.
    /// Each is given once.
    pub fn take_calls(&mut self) -> Vec<RunCall<S>> {
        std::mem::take(&mut self.planned)
    }

    /// What came of the call at this place. A place that there is not is passed over.
    pub fn settle(&mut self, place: usize, result: CallResult) {
        if let Some(known) = self.results.get_mut(place) {
            *known = result;
        }
    }

    /// The same for a call that may belong to no place.
    pub(super) fn settle_at(&mut self, at: At, result: CallResult) {
        match at {
            At::Place(place) => self.settle(place, result),
            At::Withdrawn(call) => {
                if let Some(record) = self.run.transcript.withdrawn(call) {
                    record.result = result;
                }
            }
        }
    }

    /// Sends the results back, in the order of the calls. A call that was not settled has given
    /// nothing.
    pub fn go_on(mut self) -> ToolLoop<S, A, D> {
        self.run.transcript.say_results(self.results);
        self.run
    }

    /// Ends the run: the tool at this place failed.
    pub fn fail(
        mut self,
        place: usize,
        error: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> RunError<D> {
        let error = error.into();
        self.settle(place, CallResult::Failed(error.to_string()));
        let name = self.name(place).to_owned();
        self.end(Why::Tool(name, error))
    }

    /// The tool that the call at this place calls.
    pub(super) fn name(&self, place: usize) -> &str {
        let call = self.calls().get(place);
        call.map_or("", ToolCall::name)
    }

    /// The same for a call that may belong to no place.
    pub(super) fn name_at(&mut self, at: At) -> &str {
        match at {
            At::Place(place) => self.name(place),
            At::Withdrawn(call) => match self.run.transcript.withdrawn(call) {
                Some(record) => &record.name,
                None => "",
            },
        }
    }

    /// The answer that made the calls, from 0.
    pub(super) fn number(&self) -> usize {
        self.run.transcript.steps.len().saturating_sub(1)
    }

    /// What came of each call, as far as that is known.
    pub(super) fn results(&self) -> impl Iterator<Item = (usize, &ToolCall, &CallResult)> {
        let calls = self.calls().iter().zip(&self.results).enumerate();
        calls.map(|(place, (call, result))| (place, call, result))
    }

    /// Why the run cannot go on: something came of the call at this place that cannot be sent back.
    pub(super) fn cannot_tell(&self, place: usize) -> Option<Why> {
        let (call, result) = self.calls().get(place).zip(self.results.get(place))?;
        if matches!(result, CallResult::NotRun) || can_tell::<D>(call, result) {
            return None;
        }
        let words = "only an item of its own kind can answer it, and there is none";
        Some(Why::Tool(call.name().to_owned(), words.into()))
    }

    pub(super) fn end(mut self, why: Why) -> RunError<D> {
        self.run.transcript.take_back(self.results);
        self.run.end(why)
    }
}

impl<S, A, D: Dialect> fmt::Debug for CallRound<S, A, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallRound")
            .field("run", &self.run)
            .field("results", &self.results)
            .finish_non_exhaustive()
    }
}
