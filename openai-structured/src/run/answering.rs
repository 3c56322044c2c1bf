//! An answer that is streamed within a run, and the calls of it that have begun.

use super::answer::Answer;
use super::calls::Calls;
use super::error::{RunError, Why};
use super::machine::{Next, ToolLoop};
use super::round::{Plan, Wanted};
use super::step::CallResult;
use crate::answer::Taking;
use crate::dialect::{Calling, Dialect, News, ids};
use crate::tool::ToolSet;
use openai_client::StreamEnd;
use openai_client::chat::ToolCall;
use std::collections::BTreeMap;
use std::task::{Context, Poll, ready};

pub(super) struct Answering<S, A, D: Dialect> {
    pub(super) run: ToolLoop<S, A, D>,
    chunks: D::Chunks,
    answer: D::Accumulator,
    /// The calls that were begun, by their places.
    known: BTreeMap<usize, Begun>,
}

/// A call that was begun.
struct Begun {
    id: String,
    /// What came of it, if it has ended.
    result: Option<CallResult>,
}

impl<S: ToolSet, A: Answer, D: Dialect> Answering<S, A, D> {
    pub(super) fn new(run: ToolLoop<S, A, D>, chunks: D::Chunks) -> Self {
        Self {
            run,
            answer: D::accumulator(&chunks),
            chunks,
            known: BTreeMap::new(),
        }
    }

    /// Takes what comes next, whether there is anything.
    pub(super) fn poll(
        &mut self,
        task: &mut Context<'_>,
        taking: &mut Taking<'_, A::Reading, D::Event>,
    ) -> Poll<Result<bool, openai_client::Error>> {
        let added = D::poll_next(&mut self.chunks, &mut self.answer, task, taking);
        if let Some(added) = ready!(added) {
            return Poll::Ready(added.map(|()| true));
        }
        let end = D::ended(&self.chunks).unwrap_or(StreamEnd::Closed);
        D::end(&mut self.answer, end, taking);
        Poll::Ready(Ok(false))
    }

    /// The texts that may be the answer, the likeliest first.
    pub(super) fn candidates(&self) -> impl Iterator<Item = u64> {
        D::candidates(&self.answer)
    }

    /// What an event of it means.
    pub(super) fn news(&self, event: &D::Event) -> News {
        D::news(event, &self.answer)
    }

    /// What has come of the call at a place.
    pub(super) fn calling(&self, place: usize) -> Option<Calling<'_>> {
        D::calling(&self.answer, place)
    }

    /// What is to be run for a call whose arguments are whole, with the id that it has from here on.
    /// None if it is not to be run, or not before the answer is whole.
    pub(super) fn begin(&mut self, place: usize) -> Option<(ToolCall, Wanted<S>)> {
        // One too many is not run; those before it have.
        if !self.run.may_run(place + 1) || self.known.contains_key(&place) {
            return None;
        }
        // It is known that the run will end with this answer, and without a value.
        let said = D::said_so_far(&self.answer).next();
        if said.is_some_and(|said| said.is_lost()) {
            return None;
        }
        let round = self.run.transcript.steps.len();
        let call = ids::completed(&D::calls(D::snapshot(&self.answer)), place, round)?;
        let Plan::Run(wanted) = self.run.plan(&call) else {
            return None; // What came of it is said with the whole answer.
        };
        let id = call.id().to_owned();
        self.known.insert(place, Begun { id, result: None });
        Some((call, wanted))
    }

    /// What came of a call that was begun.
    pub(super) fn settle(&mut self, place: usize, result: CallResult) {
        if let Some(begun) = self.known.get_mut(&place) {
            begun.result = Some(result);
        }
    }

    /// Whether the call was begun before the answer was whole.
    pub(super) fn has_begun(&self) -> impl Fn(usize) -> bool + use<S, A, D> {
        let places: Vec<usize> = self.known.keys().copied().collect();
        move |place| places.contains(&place)
    }

    /// How many tools it calls.
    pub(super) fn calls(&self) -> usize {
        D::calls(D::snapshot(&self.answer)).len()
    }

    /// Takes the answer, which is whole or as whole as it gets.
    pub(super) fn finish(mut self, calls: &Calls<'_>) -> Result<Next<S, A, D>, RunError<D>> {
        let ending = D::said_so_far(&self.answer).next().map(|said| said.ending);
        let answer = D::into_answer(self.answer);
        let (round, made) = (self.run.transcript.steps.len(), D::calls(&answer));
        // The whole answer stands over what came before it.
        self.known.retain(|place, begun| {
            let call = ids::completed(&made, *place, round);
            call.is_some_and(|call| call.id() == begun.id)
        });
        drop(made);
        let plan = |place: usize| match &self.known.get(&place)?.result {
            Some(result) => Some(Plan::Ended(result.clone())),
            None => Some(Plan::Running),
        };
        let next = self.run.take(answer, ending, plan);
        next.map_err(|error| error.with_results(ended(self.known, calls)))
    }

    /// Ends the run while the answer comes: what has come of it is in the ledger.
    pub(super) fn break_off(self, why: Why, calls: &Calls<'_>) -> RunError<D> {
        let mut run = self.run;
        run.transcript.add(D::into_answer(self.answer));
        if let Why::Mismatch(mismatch) = &why {
            run.transcript.mistake(mismatch);
        }
        run.end(why).with_results(ended(self.known, calls))
    }
}

/// What came of the calls that were begun, where the run ends now.
fn ended(
    known: BTreeMap<usize, Begun>,
    calls: &Calls<'_>,
) -> impl Iterator<Item = (usize, CallResult)> {
    let at_work = calls.at_work();
    known.into_iter().filter_map(move |(place, begun)| {
        let dropped = || at_work.contains(&place).then_some(CallResult::Unfinished);
        Some((place, begun.result.or_else(dropped)?))
    })
}
