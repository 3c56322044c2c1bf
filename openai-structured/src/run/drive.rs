//! The loop over a client: the thin edge around [`ToolLoop`].

use super::calls::{Calls, Done};
use super::error::{RunError, Why};
use super::event::RunEvent;
use super::hooks::Hooks;
use super::machine::{Next, Run, ToolLoop};
use super::options::RunOptions;
use super::round::CallRound;
use super::step::CallResult;
use crate::chat::answer::Answer;
use crate::tool::{CallTools, ToolSet};
use openai_client::chat::{Chat, ChatRequest};
use std::future::poll_fn;
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};

/// Sends, calls and sends again, until there is an answer.
pub(crate) async fn drive<'a, S: CallTools, A: Answer>(
    chat: Chat,
    request: ChatRequest,
    context: &'a S::Context,
    options: RunOptions<'a>,
) -> Result<Run<A>, RunError> {
    let deadline = (options.deadline).and_then(|time| Instant::now().checked_add(time));
    let mut run = ToolLoop::<S, A>::new(request, &options)?;
    let hooks = Hooks::new(options);
    loop {
        let round = run.transcript.steps.len();
        hooks.tell(|| RunEvent::Asked { round });
        let answer = chat.create(run.request().clone());
        let answer = match until(deadline, answer).await {
            Some(Ok(answer)) => answer,
            Some(Err(error)) => return Err(run.fail(error)),
            None => return Err(run.end(Why::Deadline)),
        };
        hooks.tell(|| RunEvent::Answered {
            round,
            calls: (answer.choices.first()).map_or(0, |it| it.message.tool_calls.len()),
        });
        let calls = match run.reply(answer)? {
            Next::Done(run) => return Ok(run),
            Next::Ask(again) => {
                hooks.tell(|| RunEvent::AskedAgain { round });
                run = again;
                continue;
            }
            Next::Call(calls) => calls,
        };
        run = call(calls, round, context, &hooks, deadline).await?;
    }
}

/// Runs the calls of one answer.
async fn call<'a, S: CallTools, A: Answer>(
    mut round: CallRound<S, A>,
    number: usize,
    context: &'a S::Context,
    hooks: &Arc<Hooks<'a>>,
    deadline: Option<Instant>,
) -> Result<ToolLoop<S, A>, RunError> {
    tell_known(&round, number, |_| false, hooks);
    let mut calls = Calls::new(hooks.options.concurrency);
    for planned in round.take_calls() {
        // The place is that of the call.
        if let Some(call) = round.calls().get(planned.place) {
            calls.add(number, call, planned, context, hooks);
        }
    }
    loop {
        match until(deadline, poll_fn(|task| calls.poll_next(task))).await {
            Some(Some(done)) => round = settle(round, done, &calls)?,
            Some(None) => return Ok(round.go_on()),
            None => return Err(round.drop_calls(&calls).end(Why::Deadline)),
        }
    }
}

/// Tells what came of the calls that are not run, but for those of which it is told already.
pub(super) fn tell_known<S: ToolSet, A: Answer>(
    round: &CallRound<S, A>,
    number: usize,
    told: impl Fn(usize) -> bool,
    hooks: &Hooks<'_>,
) {
    for (place, call, result) in round.results() {
        if !matches!(result, CallResult::NotRun) && !told(place) {
            hooks.tell(|| RunEvent::CallDone {
                round: number,
                call: place,
                name: call.name().to_owned(),
                result: result.clone(),
            });
        }
    }
}

/// Notes what came of a call, or ends the run with it.
pub(super) fn settle<S: ToolSet, A: Answer>(
    mut round: CallRound<S, A>,
    done: Done,
    calls: &Calls<'_>,
) -> Result<CallRound<S, A>, RunError> {
    round.settle(done.place, done.result);
    match done.stop {
        Some(stop) => Err(round.drop_calls(calls).stop(done.place, stop)),
        None => Ok(round),
    }
}

/// Waits, but not longer than until the deadline. Once that has passed nothing is begun.
async fn until<T>(deadline: Option<Instant>, work: impl Future<Output = T>) -> Option<T> {
    match deadline {
        Some(deadline) if deadline <= Instant::now() => None,
        Some(deadline) => timeout_at(deadline, work).await.ok(),
        None => Some(work.await),
    }
}
