//! An answer that is streamed within a run, and the calls of it that have begun.

use super::answer::Answer;
use super::begun::AllBegun;
use super::calls::{At, Calls};
use super::error::{RunError, Why};
use super::machine::{Next, ToolLoop};
use super::round::{Plan, RunCall};
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
    begun: AllBegun,
    /// The places of calls, by their keys.
    places: BTreeMap<u64, usize>,
}

impl<S: ToolSet, A: Answer, D: Dialect> Answering<S, A, D> {
    pub(super) fn new(run: ToolLoop<S, A, D>, chunks: D::Chunks) -> Self {
        Self {
            run,
            answer: D::accumulator(&chunks),
            chunks,
            begun: AllBegun::default(),
            places: BTreeMap::new(),
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

    /// What has come of the call of a key, and its place.
    pub(super) fn calling(&mut self, key: u64) -> Option<(usize, Calling<'_>)> {
        let place = self.place(key)?;
        Some((place, D::calling(&self.answer, key)?))
    }

    /// The place of a call, looked for once.
    fn place(&mut self, key: u64) -> Option<usize> {
        if let Some(place) = self.places.get(&key) {
            return Some(*place);
        }
        let place = D::place(&self.answer, key)?;
        self.places.insert(key, place);
        Some(place)
    }

    /// The calls may have other places from here on.
    pub(super) fn look_again(&mut self) {
        self.places.clear();
    }

    /// What is to be run for a call whose arguments are whole, with the id that it has from here on.
    /// None if it is not to be run, or not before the answer is whole.
    pub(super) fn begin(&mut self, key: u64) -> Option<(ToolCall, RunCall<S>)> {
        let place = self.place(key)?;
        // One too many is not run; those before it have.
        if !self.run.may_run(place + 1) {
            return None;
        }
        let (made, names) = D::call(&self.answer, key)?;
        // It is known that the run will end with this answer, and without a value.
        if self.begun.has(place, names) || D::is_lost(&self.answer) {
            return None;
        }
        let round = self.run.transcript.steps.len();
        let all = D::names(D::snapshot(&self.answer));
        let before = all.iter().take(place).map(|names| names.call);
        let call = ids::completed(&made, before, place, round);
        let Plan::Run(wanted) = self.run.plan(&call) else {
            return None; // What came of it is said with the whole answer.
        };
        let (item, id) = (names.item.map(str::to_owned), call.id().to_owned());
        self.begun.add(place, made, item, id);
        Some((call, RunCall { place, wanted }))
    }

    /// What came of a call that was begun.
    pub(super) fn settle(&mut self, at: At, result: CallResult) {
        self.begun.settle(at, result);
    }

    /// The tool that a call that was begun calls.
    pub(super) fn name(&self, at: At) -> &str {
        self.begun.name(at)
    }

    /// How many tools it calls.
    pub(super) fn calls(&self) -> usize {
        D::calls(D::snapshot(&self.answer)).len()
    }

    /// Takes the answer, which is whole or as whole as it gets; gives the places of the calls that
    /// were begun, too.
    #[expect(clippy::type_complexity, reason = "what is next, and one thing more")]
    pub(super) fn finish(
        mut self,
        calls: &Calls<'_>,
    ) -> (Result<Next<S, A, D>, RunError<D>>, Vec<usize>) {
        let verdict = self.run.judge(D::said_so_far(&self.answer).next());
        let answer = D::into_answer(self.answer);
        let withdrawn = self.begun.find::<D>(&answer, calls);
        let places = self.begun.places();
        let plan = |place: usize| self.begun.plan(place);
        let next = self.run.take(answer, verdict, withdrawn, plan);
        let next = next.map_err(|error| error.with_results(self.begun.ended(calls)));
        (next, places)
    }

    /// Ends the run while the answer comes: what has come of it is in the ledger.
    pub(super) fn break_off(mut self, why: Why, calls: &Calls<'_>) -> RunError<D> {
        let mut run = self.run;
        let answer = D::into_answer(self.answer);
        let withdrawn = self.begun.find::<D>(&answer, calls);
        run.transcript.add(answer);
        run.transcript.withdraw(withdrawn);
        if let Why::Mismatch(mismatch) = &why {
            run.transcript.mistake(mismatch);
        }
        run.end(why).with_results(self.begun.ended(calls))
    }
}
