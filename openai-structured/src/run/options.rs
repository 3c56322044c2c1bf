//! How a run goes about it: its limits, and who may look on and say no.

use super::event::RunEvent;
use crate::read::ReadOptions;
use crate::tool::ToolError;
use openai_client::chat::ToolCall;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

/// Answers of one run: as many as the runner of the official Node library asks for.
const ROUNDS: u32 = 10;
/// Calls of one answer: as many tools as a request may offer.
const CALLS_PER_ROUND: usize = 128;
/// Calls that run at the same time.
const CONCURRENCY: usize = 8;

pub(super) type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type Approve<'a> = Box<dyn Ask<ProposedCall, Approval> + 'a>;
type Observe<'a> = Box<dyn Fn(&RunEvent) + Send + Sync + 'a>;
type Otherwise<'a> = Box<dyn Ask<ToolCall, Result<String, ToolError>> + 'a>;

/// An async function. As a trait of its own, so that options may be put to use for less long than
/// their hooks live: the lifetime of a future would be part of the type of a `Fn`.
pub(super) trait Ask<I, O>: Send + Sync {
    fn ask(&self, input: I) -> Later<'_, O>;
}

struct Hook<F, R> {
    function: F,
    gives: PhantomData<fn() -> R>,
}

impl<I, O, F, R> Ask<I, O> for Hook<F, R>
where
    F: Fn(I) -> R + Send + Sync,
    R: Future<Output = O> + Send,
{
    fn ask(&self, input: I) -> Later<'_, O> {
        Box::pin((self.function)(input))
    }
}

fn boxed<'a, I: 'a, O: 'a, F, R>(function: F) -> Box<dyn Ask<I, O> + 'a>
where
    F: Fn(I) -> R + Send + Sync + 'a,
    R: Future<Output = O> + Send + 'a,
{
    let gives = PhantomData;
    Box::new(Hook { function, gives })
}

/// How a run goes about it; for [`ChatExt::run_tools_with`](crate::ChatExt::run_tools_with).
///
/// # Examples
///
/// ```
/// use openai_structured::run::{Approval, RunOptions};
/// use std::time::Duration;
///
/// let options = RunOptions::new()
///     .rounds(5)
///     .deadline(Duration::from_secs(60))
///     .approve(|call| async move {
///         match call.name.as_str() {
///             "delete_file" => Approval::Deny("Files are not deleted here.".to_owned()),
///             _ => Approval::Allow,
///         }
///     })
///     .observe(|event| println!("{event:?}"));
/// # drop(options);
/// ```
#[must_use]
pub struct RunOptions<'a> {
    pub(super) limits: Limits,
    pub(super) deadline: Option<Duration>,
    pub(super) concurrency: usize,
    pub(super) sequential: bool,
    pub(super) by_reference: bool,
    pub(super) approve: Option<Approve<'a>>,
    pub(super) observe: Option<Observe<'a>>,
    pub(super) otherwise: Option<Otherwise<'a>>,
}

/// What ends a run that does not end by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) rounds: u32,
    pub(super) calls_per_round: usize,
    pub(super) tokens: Option<u64>,
    pub(super) reasks: u32,
    pub(super) reading: ReadOptions,
}

/// A call that waits for approval.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProposedCall {
    /// The answer that made the call, from 0.
    pub round: usize,
    /// Its place among the calls of that answer.
    pub call: usize,
    /// The id by which its result goes back.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments as the model wrote them: they fit the tool, if it is one of the set. The input,
    /// for a custom tool; what is to be done as JSON text, for a call of another kind.
    pub arguments: String,
    /// The label of the MCP server that the service would call the tool of; `None` for tools that run
    /// here. If it is not approved, the service does not call it.
    pub server: Option<String>,
}

/// Whether a call may run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Approval {
    /// It may.
    Allow,
    /// It may not, and the model is told this.
    Deny(String),
    /// It may not, and the run ends.
    Stop,
}

impl Default for RunOptions<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> RunOptions<'a> {
    /// Ten rounds, 128 calls a round of which 8 run at once, no deadline.
    pub fn new() -> Self {
        Self {
            limits: Limits {
                rounds: ROUNDS,
                calls_per_round: CALLS_PER_ROUND,
                tokens: None,
                reasks: 0,
                reading: ReadOptions::new(),
            },
            deadline: None,
            concurrency: CONCURRENCY,
            sequential: false,
            by_reference: false,
            approve: None,
            observe: None,
            otherwise: None,
        }
    }

    /// How many answers are asked for at most; 10 unless said otherwise, and at least 1. The calls of
    /// the last are not run, as nobody would read what comes of them.
    pub fn rounds(mut self, rounds: u32) -> Self {
        self.limits.rounds = rounds.max(1);
        self
    }

    /// How many calls one answer may make; 128 unless said otherwise. An answer with more ends the run;
    /// in a streamed run the calls before have begun by then.
    pub fn calls_per_round(mut self, calls: usize) -> Self {
        self.limits.calls_per_round = calls;
        self
    }

    /// How many tokens may be used in all, by the service's own count: where it sends none, there is no
    /// limit. It is looked at when an answer is whole. Once there are more, another is not asked for,
    /// and calls are not run; those of a streamed answer have begun before it was whole.
    pub fn tokens(mut self, tokens: u64) -> Self {
        self.limits.tokens = Some(tokens);
        self
    }

    /// How long the run may take in all; no limit unless said otherwise. What is at work then is dropped
    /// where it waits next: see [`Tool::call`](crate::Tool::call) for tools that do not wait.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How many calls of one answer run at the same time; 8 unless said otherwise, and at least 1.
    /// Results go back in the order of the calls, whichever ends first.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// One call after the other: the model is asked to make one at a time, and where it makes
    /// several all the same they run in their order.
    pub fn sequential(mut self) -> Self {
        self.sequential = true;
        self.concurrency = 1;
        self
    }

    /// Of responses: goes on from the answer before by its id (`previous_response_id`), so that only
    /// what came of calls is sent. Else the whole conversation is sent each time, thinking included,
    /// unless the request itself names a response before it or a conversation. Where the request has
    /// `store: false` there is no answer to go on from: all is sent, and the encrypted thinking is
    /// asked for, but for models whose names say that they do not think, and for requests that say
    /// that they [include](openai_client::responses::ResponseRequest::include) nothing. To chat it is
    /// nothing.
    pub fn by_previous_response(mut self) -> Self {
        self.by_reference = true;
        self
    }

    /// How often a final answer that does not fit its type is asked for again, with what is wrong
    /// about it; never unless said otherwise. Each time is a round. A streamed one that runs away is
    /// given up and ends the run.
    pub fn reask(mut self, times: u32) -> Self {
        self.limits.reasks = times;
        self
    }

    /// Is asked before each call, also of those of MCP servers that the service must ask for; without
    /// this hook those are denied. Calls that do not fit a tool are not proposed. As many calls as may
    /// run at once may be proposed at once: where one person is asked, let it be
    /// [`sequential`](Self::sequential).
    pub fn approve<F, A>(mut self, hook: F) -> Self
    where
        F: Fn(ProposedCall) -> A + Send + Sync + 'a,
        A: Future<Output = Approval> + Send + 'a,
    {
        self.approve = Some(boxed(hook));
        self
    }

    /// How the text of the answer is read, where that is a type.
    pub fn read_options(mut self, options: ReadOptions) -> Self {
        self.limits.reading = options;
        self
    }

    /// Is told what happens, as it happens.
    pub fn observe(mut self, hook: impl Fn(&RunEvent) + Send + Sync + 'a) -> Self {
        self.observe = Some(Box::new(hook));
        self
    }

    /// Runs the calls of tools that are not of the set: custom tools, and functions that the
    /// request offers beside it. Without it the model is told that there is no such tool.
    ///
    /// Of responses, calls of other kinds too: of shells, patches, computers, and searches of tools. The
    /// text that the hook gives goes back as the output of its call, whatever is in it: what a file or a
    /// page says is never taken for an item of the conversation. Only what a computer shows and which
    /// tools were found is no text. For these two kinds of calls it must be the JSON of a
    /// [`ComputerCallOutput`](openai_client::responses::ComputerCallOutput) or a
    /// [`ToolSearchOutput`](openai_client::responses::ToolSearchOutput) for that very call; without it,
    /// or without the hook, the run ends with [`RunErrorKind::Tool`](super::RunErrorKind::Tool) and
    /// nothing more is sent.
    pub fn otherwise<F, R>(mut self, hook: F) -> Self
    where
        F: Fn(ToolCall) -> R + Send + Sync + 'a,
        R: Future<Output = Result<String, ToolError>> + Send + 'a,
    {
        self.otherwise = Some(boxed(hook));
        self
    }
}

/// Without the hooks.
impl fmt::Debug for RunOptions<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RunOptions")
            .field("limits", &self.limits)
            .field("deadline", &self.deadline)
            .field("concurrency", &self.concurrency)
            .field("sequential", &self.sequential)
            .field("by_reference", &self.by_reference)
            .finish_non_exhaustive()
    }
}
