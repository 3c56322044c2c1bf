//! Running calls: several at once, none of which takes the run down with it.

use super::error::Why;
use super::event::RunEvent;
use super::hooks::Hooks;
use super::options::{Approval, Later, ProposedCall};
use super::round::{RunCall, Wanted};
use super::step::CallResult;
use crate::tool::{CallTools, ToolError};
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
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// Calls of one answer. So many run at once as the options say; the others wait.
pub(super) struct Calls<'a> {
    running: FuturesUnordered<Later<'a, Done>>,
    waiting: VecDeque<Later<'a, Done>>,
    at_once: usize,
}

/// What came of the call at a place.
pub(super) struct Done {
    pub(super) place: usize,
    pub(super) end: Result<CallResult, Stop>,
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
        let about = hooks.listens().then(|| ProposedCall {
            round,
            call: planned.place,
            name: call.name().to_owned(),
            arguments: call.input().to_owned(),
        });
        let call = Box::pin(run(planned, about, context, Arc::clone(hooks)));
        if self.running.len() < self.at_once {
            self.running.push(call);
        } else {
            self.waiting.push_back(call);
        }
    }

    /// Whether all have ended.
    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// The next call that has ended; `None` if none is left.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Done>> {
        let done = ready!(Pin::new(&mut self.running).poll_next(context));
        if let Some(next) = self.waiting.pop_front() {
            self.running.push(next);
        }
        Poll::Ready(done)
    }
}

/// Runs a call, if that is approved. A panic ends here.
async fn run<S: CallTools>(
    RunCall { place, wanted }: RunCall<S>,
    about: Option<ProposedCall>,
    context: &S::Context,
    hooks: Arc<Hooks<'_>>,
) -> Done {
    // What a tool leaves behind when it panics is its own.
    let end = AssertUnwindSafe(approved(wanted, about.as_ref(), context, &hooks)).catch_unwind();
    let end = match end.await {
        Ok(end) => end,
        Err(panic) => Ok(CallResult::Panicked(words(&*panic).to_owned())),
    };
    if let (Ok(result), Some(about)) = (&end, about) {
        hooks.tell(|| RunEvent::CallDone {
            round: about.round,
            call: place,
            name: about.name,
            result: result.clone(),
        });
    }
    Done { place, end }
}

async fn approved<S: CallTools>(
    wanted: Wanted<S>,
    about: Option<&ProposedCall>,
    context: &S::Context,
    hooks: &Hooks<'_>,
) -> Result<CallResult, Stop> {
    if let (Some(approve), Some(about)) = (&hooks.options.approve, about) {
        match approve.ask(about.clone()).await {
            Approval::Allow => {}
            Approval::Deny(words) => return Ok(CallResult::Denied(words)),
            Approval::Stop => return Err(Stop::Stopped),
        }
    }
    if let Some(about) = about {
        hooks.tell(|| RunEvent::CallStarted {
            round: about.round,
            call: about.call,
            name: about.name.clone(),
        });
    }
    let output = match (wanted, &hooks.options.otherwise) {
        (Wanted::Tool(tool), _) => tool.__call(context).await,
        (Wanted::Other(call), Some(otherwise)) => otherwise.ask(*call).await,
        // Nobody said that they would run it.
        (Wanted::Other(_), None) => return Ok(CallResult::Unfinished),
    };
    match output.map_err(ToolError::into_told) {
        Ok(output) => Ok(CallResult::Output(output)),
        Err(Ok(words)) => Ok(CallResult::Told(words)),
        Err(Err(error)) => Err(Stop::Failed(error)),
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
