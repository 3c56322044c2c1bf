//! The loop over a client: the thin edge around [`ToolLoop`].

use super::answer::Answer;
use super::calls::Calls;
use super::error::{RunError, Why};
use super::event::RunEvent;
use super::hooks::Hooks;
use super::machine::{Next, Run, ToolLoop};
use super::options::RunOptions;
use super::round::CallRound;
use crate::dialect::Dialect;
use crate::tool::CallTools;
use std::future::poll_fn;
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};

/// Sends, calls and sends again, until there is an answer.
pub(crate) async fn drive<'a, S: CallTools, A: Answer, D: Dialect>(
    resource: D,
    request: D::Request,
    context: &'a S::Context,
    options: RunOptions<'a>,
) -> Result<Run<A, D>, RunError<D>> {
    let deadline = (options.deadline).and_then(|time| Instant::now().checked_add(time));
    let mut run = ToolLoop::<S, A, D>::new(request, &options)?;
    if let Some(what) = D::comes_unfinished(run.request()) {
        return Err(run.end(Why::Request(what.to_owned())));
    }
    let hooks = Hooks::new(options);
    loop {
        let round = run.transcript.steps.len();
        hooks.tell(|| RunEvent::Asked { round });
        let answer = resource.create(run.request().clone());
        let answer = match until(deadline, answer).await {
            Some(Ok(answer)) => answer,
            Some(Err(error)) => return Err(run.fail(error)),
            None => return Err(run.end(Why::Deadline)),
        };
        hooks.tell(|| RunEvent::Answered {
            round,
            calls: D::calls(&answer).len(),
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
        run = call(calls, context, &hooks, deadline).await?;
    }
}

/// Runs the calls of one answer.
async fn call<'a, S: CallTools, A: Answer, D: Dialect>(
    mut round: CallRound<S, A, D>,
    context: &'a S::Context,
    hooks: &Arc<Hooks<'a>>,
    deadline: Option<Instant>,
) -> Result<ToolLoop<S, A, D>, RunError<D>> {
    let mut calls = Calls::new(hooks.options.concurrency);
    calls.add_round(&mut round, |_| false, context, hooks);
    loop {
        match until(deadline, poll_fn(|task| calls.poll_next(task))).await {
            Some(Some(done)) => round = calls.settle(round, done)?,
            Some(None) => return Ok(round.go_on()),
            None => return Err(calls.end(round, Why::Deadline)),
        }
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
