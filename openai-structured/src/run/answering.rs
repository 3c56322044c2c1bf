//! An answer that is streamed within a run, and the calls of it that have begun.

use super::calls::Calls;
use super::error::{RunError, Why};
use super::ids;
use super::machine::{Next, ToolLoop};
use super::round::{Plan, Wanted};
use super::step::CallResult;
use crate::chat::answer::Answer;
use crate::tool::ToolSet;
use openai_client::StreamEnd;
use openai_client::chat::{ChatAccumulator, ChatEvent, Choice, FinishReason, ToolCall};
use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Poll, ready};

pub(super) struct Answering<S, A> {
    pub(super) run: ToolLoop<S, A>,
    chunks: openai_client::ChatStream,
    answer: ChatAccumulator,
    /// The calls that were begun, by their places, and what came of those that have ended.
    known: BTreeMap<usize, Option<CallResult>>,
}

/// What came of an answer in one step.
pub(super) struct Added {
    pub(super) events: Vec<ChatEvent>,
    /// Nothing more will come.
    pub(super) over: bool,
}

impl<S: ToolSet, A: Answer> Answering<S, A> {
    pub(super) fn new(run: ToolLoop<S, A>, chunks: openai_client::ChatStream) -> Self {
        Self {
            run,
            answer: ChatAccumulator::with_meta(chunks.meta().clone()),
            chunks,
            known: BTreeMap::new(),
        }
    }

    /// Takes what comes next.
    pub(super) fn poll(
        &mut self,
        task: &mut Context<'_>,
    ) -> Poll<Result<Added, openai_client::Error>> {
        if let Some(events) = ready!(self.poll_chunk(task)) {
            let over = false;
            return Poll::Ready(events.map(|events| Added { events, over }));
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

    /// The one choice that was asked for. Not every service counts from 0.
    fn choice(&self) -> Option<&Choice> {
        self.answer.snapshot().choices.first()
    }

    /// Whether this is the index of that choice.
    pub(super) fn follows(&self, index: u64) -> bool {
        self.choice().is_some_and(|choice| choice.index == index)
    }

    /// The call at a place.
    pub(super) fn call(&self, place: usize) -> Option<&ToolCall> {
        self.choice()?.message.tool_calls.get(place)
    }

    /// What is to be run for a call whose arguments are whole, with the id that it has from here on.
    /// None if it is not to be run, or not before the answer is whole.
    pub(super) fn begin(&mut self, place: usize) -> Option<(ToolCall, Wanted<S>)> {
        // One too many is not run; those before it have.
        if self.is_lost() || !self.run.may_run(place + 1) || self.known.contains_key(&place) {
            return None;
        }
        let round = self.run.transcript.steps.len();
        let call = ids::completed(&self.choice()?.message.tool_calls, place, round)?;
        let Plan::Run(wanted) = self.run.plan(&call) else {
            return None; // What came of it is said with the whole answer.
        };
        self.known.insert(place, None);
        Some((call, wanted))
    }

    /// It is known that the run will end with this answer, and without a value.
    fn is_lost(&self) -> bool {
        let refused = |choice: &Choice| {
            let refusal = choice.message.refusal.as_deref();
            refusal.is_some_and(|words| !words.is_empty())
        };
        self.choice().is_some_and(|choice| {
            let reason = choice.finish_reason.as_ref();
            let cut = matches!(
                reason,
                Some(FinishReason::Length | FinishReason::ContentFilter)
            );
            cut || refused(choice)
        })
    }

    /// What came of a call that was begun.
    pub(super) fn settle(&mut self, place: usize, result: CallResult) {
        self.known.insert(place, Some(result));
    }

    /// Whether the call was begun before the answer was whole.
    pub(super) fn has_begun(&self) -> impl Fn(usize) -> bool + use<S, A> {
        let places: Vec<usize> = self.known.keys().copied().collect();
        move |place| places.contains(&place)
    }

    /// How many tools it calls.
    pub(super) fn calls(&self) -> usize {
        self.choice()
            .map_or(0, |choice| choice.message.tool_calls.len())
    }

    /// Takes the answer, which is whole or as whole as it gets.
    pub(super) fn finish(self, calls: &Calls<'_>) -> Result<Next<S, A>, RunError> {
        let ending = self.choice();
        let ending = ending.and_then(|choice| self.answer.ending(choice.index));
        let completion = self.answer.into_completion();
        let plan = |place: usize| match self.known.get(&place)? {
            Some(result) => Some(Plan::Ended(result.clone())),
            None => Some(Plan::Running),
        };
        let next = self.run.take(completion, ending, plan);
        next.map_err(|error| error.with_results(ended(self.known, calls)))
    }

    /// Ends the run while the answer comes: what has come of it is in the ledger.
    pub(super) fn break_off(self, why: Why, calls: &Calls<'_>) -> RunError {
        let mut run = self.run;
        run.transcript.add(self.answer.into_completion());
        if let Why::Mismatch(mismatch) = &why {
            run.transcript.mistake(mismatch);
        }
        run.end(why).with_results(ended(self.known, calls))
    }
}

/// What came of the calls that were begun, where the run ends now.
fn ended(
    known: BTreeMap<usize, Option<CallResult>>,
    calls: &Calls<'_>,
) -> impl Iterator<Item = (usize, CallResult)> {
    let at_work = calls.at_work();
    known.into_iter().filter_map(move |(place, result)| {
        let dropped = || at_work.contains(&place).then_some(CallResult::Unfinished);
        Some((place, result.or_else(dropped)?))
    })
}
