//! Running calls: several at once, none of which takes the run down with it.

use super::answer::Answer;
use super::approval::NOBODY;
use super::error::{RunError, Why};
use super::event::RunEvent;
use super::hooks::Hooks;
use super::options::{Approval, Later, ProposedCall};
use super::round::{CallRound, RunCall, Wanted};
use super::step::CallResult;
use crate::dialect::Dialect;
use crate::tool::{CallTools, ToolError, ToolSet};
use futures_core::Stream;
use futures_util::FutureExt;
use futures_util::stream::FuturesUnordered;
use openai_client::chat::ToolCall;
use std::any::Any;
use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

/// Calls of one answer. So many run at once as the options say; the others wait.
pub(super) struct Calls<'a> {
    running: FuturesUnordered<Later<'a, Ended>>,
    waiting: VecDeque<Later<'a, Ended>>,
    at_once: usize,
    open: Arc<Open>,
    /// The key of the next.
    key: u64,
}

/// The calls that have not ended.
#[derive(Default)]
struct Open(Mutex<Vec<OpenCall>>);

struct OpenCall {
    /// Names it among all that were added.
    key: u64,
    at: At,
    /// Its tool is at work.
    is_at_work: bool,
}

/// Where a call belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// To the calls of the answer, at this place.
    Place(usize),
    /// To those that the answer does not make, now that it is whole.
    Withdrawn(usize),
}

impl Open {
    /// Whether a call may begin to work: what was withdrawn by now is not begun.
    fn begin(&self, key: u64) -> bool {
        let mut calls = self.calls();
        let call = calls.iter_mut().find(|call| call.key == key);
        call.is_some_and(|call| {
            call.is_at_work = matches!(call.at, At::Place(_));
            call.is_at_work
        })
    }

    /// Where the call belongs that has ended.
    fn end(&self, key: u64) -> Option<At> {
        let mut calls = self.calls();
        let place = calls.iter().position(|call| call.key == key)?;
        Some(calls.swap_remove(place).at)
    }

    fn calls(&self) -> MutexGuard<'_, Vec<OpenCall>> {
        // Nobody panics while holding it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What came of a call.
pub(super) struct Done {
    pub(super) at: At,
    pub(super) result: CallResult,
    /// Set if the run ends with it.
    pub(super) stop: Option<Stop>,
}

/// The same, before it is said where the call belongs.
struct Ended {
    key: u64,
    result: CallResult,
    stop: Option<Stop>,
}

/// What ends the run.
pub(super) enum Stop {
    /// A tool failed.
    Failed(Box<dyn Error + Send + Sync>),
    /// A call was not approved, and the run is to end.
    Stopped,
}

impl Stop {
    /// What ends the run, where the tool has this name.
    pub(super) fn why(self, name: &str) -> Why {
        let name = name.to_owned();
        match self {
            Self::Failed(error) => Why::Tool(name, error),
            Self::Stopped => Why::Stopped(name),
        }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn new(at_once: usize) -> Self {
        Self {
            running: FuturesUnordered::new(),
            waiting: VecDeque::new(),
            at_once,
            open: Arc::default(),
            key: 0,
        }
    }

    /// Adds a call of an answer, which is to be run as planned.
    pub(super) fn add<S: CallTools + 'a>(
        &mut self,
        round: usize,
        call: &ToolCall,
        planned: RunCall<S>,
        context: &'a S::Context,
        hooks: &Arc<Hooks<'a>>,
    ) {
        let listens = hooks.listens();
        let about = listens.then(|| ProposedCall::new(round, planned.place, call));
        let key = self.key;
        self.key += 1;
        self.open.calls().push(OpenCall {
            key,
            at: At::Place(planned.place),
            is_at_work: false,
        });
        let (hooks, open) = (Arc::clone(hooks), Arc::clone(&self.open));
        let call = Box::pin(run(key, planned, about, context, hooks, open));
        if self.running.len() < self.at_once {
            self.running.push(call);
        } else {
            self.waiting.push_back(call);
        }
    }

    /// Adds the calls of an answer that is whole, but for those that have begun, and tells what came of
    /// those that are not run.
    pub(super) fn add_round<S: CallTools + 'a, A: Answer, D: Dialect>(
        &mut self,
        round: &mut CallRound<S, A, D>,
        has_begun: impl Fn(usize) -> bool,
        context: &'a S::Context,
        hooks: &Arc<Hooks<'a>>,
    ) {
        let number = round.number();
        for (place, call, result) in round.results() {
            if !matches!(result, CallResult::NotRun) && !has_begun(place) {
                hooks.tell(|| RunEvent::CallDone {
                    round: number,
                    call: place,
                    name: call.name().to_owned(),
                    result: result.clone(),
                });
            }
        }
        for planned in round.take_calls() {
            // The place is that of the call.
            if let Some(call) = round.calls().get(planned.place) {
                self.add(number, call, planned, context, hooks);
            }
        }
    }

    /// Notes what came of a call, or ends the run with it.
    pub(super) fn settle<S: ToolSet, A: Answer, D: Dialect>(
        &self,
        mut round: CallRound<S, A, D>,
        done: Done,
    ) -> Result<CallRound<S, A, D>, RunError<D>> {
        round.settle_at(done.at, done.result);
        match done.stop {
            Some(stop) => {
                let why = stop.why(round.name_at(done.at));
                Err(self.end(round, why))
            }
            None => match done.at {
                At::Place(place) => match round.cannot_tell(place) {
                    Some(why) => Err(self.end(round, why)),
                    None => Ok(round),
                },
                At::Withdrawn(_) => Ok(round), // nobody is told
            },
        }
    }

    /// Ends the run; what is at work is dropped in the middle.
    pub(super) fn end<S: ToolSet, A: Answer, D: Dialect>(
        &self,
        mut round: CallRound<S, A, D>,
        why: Why,
    ) -> RunError<D> {
        for at in self.at_work() {
            round.settle_at(at, CallResult::Unfinished);
        }
        round.end(why)
    }

    /// Whether all have ended.
    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Where the calls belong that would be dropped in the middle if it ended now.
    pub(super) fn at_work(&self) -> Vec<At> {
        let calls = self.open.calls();
        let at_work = calls.iter().filter(|call| call.is_at_work);
        at_work.map(|call| call.at).collect()
    }

    /// Says where calls belong now, by their places so far.
    pub(super) fn relocate(&self, to: impl Fn(usize) -> Option<At>) {
        for call in self.open.calls().iter_mut() {
            if let At::Place(place) = call.at {
                call.at = to(place).unwrap_or(call.at);
            }
        }
    }

    /// The next call that has ended; `None` if none is left.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Done>> {
        let ended = ready!(Pin::new(&mut self.running).poll_next(context));
        if let Some(next) = self.waiting.pop_front() {
            self.running.push(next);
        }
        Poll::Ready(ended.and_then(|Ended { key, result, stop }| {
            let at = self.open.end(key)?; // each that was added is there
            Some(Done { at, result, stop })
        }))
    }
}

/// Runs a call, if that is approved.
async fn run<S: CallTools>(
    key: u64,
    RunCall { place, wanted }: RunCall<S>,
    about: Option<ProposedCall>,
    context: &S::Context,
    hooks: Arc<Hooks<'_>>,
    open: Arc<Open>,
) -> Ended {
    let is_theirs = matches!(wanted, Wanted::Approval(_));
    let (result, stop) = match approval(about.as_ref(), &hooks, is_theirs).await {
        Approval::Allow if is_theirs => (CallResult::Approved, None),
        Approval::Allow if !open.begin(key) => (CallResult::NotRun, None),
        Approval::Allow => {
            if let Some(about) = &about {
                hooks.tell(|| RunEvent::CallStarted {
                    round: about.round,
                    call: about.call,
                    name: about.name.clone(),
                });
            }
            // What a tool leaves behind when it panics is its own.
            let call = AssertUnwindSafe(output(wanted, context, &hooks));
            match call.catch_unwind().await {
                Ok(output) => came_of(output),
                Err(panic) => (CallResult::Panicked(words(&*panic).to_owned()), None),
            }
        }
        Approval::Deny(words) => (CallResult::Denied(words), None),
        Approval::Stop => (CallResult::NotRun, Some(Stop::Stopped)),
    };
    if let Some(about) = about {
        hooks.tell(|| RunEvent::CallDone {
            round: about.round,
            call: place,
            name: about.name,
            result: result.clone(),
        });
    }
    Ended { key, result, stop }
}

/// Whether the call may run, where there is somebody to ask.
/// A call that is not run here is not approved unless somebody does.
async fn approval(about: Option<&ProposedCall>, hooks: &Hooks<'_>, is_theirs: bool) -> Approval {
    match (&hooks.options.approve, about) {
        (Some(approve), Some(about)) => approve.ask(about.clone()).await,
        _ if is_theirs => Approval::Deny(NOBODY.to_owned()),
        _ => Approval::Allow,
    }
}

async fn output<S: CallTools>(
    wanted: Wanted<S>,
    context: &S::Context,
    hooks: &Hooks<'_>,
) -> Result<String, ToolError> {
    match (wanted, &hooks.options.otherwise) {
        (Wanted::Tool(tool), _) => tool.__call(context).await,
        (Wanted::Other(call), Some(otherwise)) => otherwise.ask(*call).await,
        // Never: without the hook such calls are told that there is no such tool, and what is approved
        // is not run here.
        (Wanted::Other(_), None) | (Wanted::Approval(_), _) => {
            Err(ToolError::tell("there is no such tool"))
        }
    }
}

fn came_of(output: Result<String, ToolError>) -> (CallResult, Option<Stop>) {
    match output.map_err(ToolError::into_told) {
        Ok(output) => (CallResult::Output(output), None),
        Err(Ok(words)) => (CallResult::Told(words), None),
        Err(Err(error)) => {
            let result = CallResult::Failed(error.to_string());
            (result, Some(Stop::Failed(error)))
        }
    }
}

/// The words of a panic.
fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words")
}

impl fmt::Debug for Calls<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Calls")
            .field("running", &self.running.len())
            .field("waiting", &self.waiting.len())
            .finish()
    }
}
