//! The loop of a run, without IO: an answer goes in, what to do next comes out.

use super::answer::{Answer, Verdict};
use super::error::{RunError, Why};
use super::options::{Limits, RunOptions};
use super::round::{CallRound, Plan, plan};
use super::step::{CallRecord, RunStep};
use super::transcript::Transcript;
use crate::answer::{Readings, complaint, is_the_models};
use crate::dialect::{Dialect, Said};
use crate::error::ErrorKind;
use crate::read::Mismatch;
use crate::schema::Profile;
use crate::tool::ToolSet;
use openai_client::chat::{Chat, ToolCall};
use std::fmt;
use std::marker::PhantomData;

/// A run that waits for an answer.
///
/// It does no IO. [`ChatExt::run_tools`](crate::ChatExt::run_tools) drives it over a client; driven
/// by hand it takes answers from anywhere, and calls are run as you like.
///
/// # Examples
///
/// ```
/// use openai_structured::run::{CallResult, Next, RunOptions, ToolLoop, Wanted};
/// use openai_structured::{client::ChatCompletion, prelude::*};
///
/// /// The product of two numbers.
/// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
/// struct Multiply {
///     a: i32,
///     b: i32,
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let request = ChatRequest::new("gpt-5-mini").user("What is 6 times 7?");
/// let run = ToolLoop::<Multiply, String>::new(request, &RunOptions::new())?;
/// assert_eq!(run.request().tools.as_ref().map(Vec::len), Some(1)); // to be sent
///
/// let answer = ChatCompletion::from_json(
///     r#"{"choices":[{"message":{"tool_calls":[{"id":"c1","type":"function","function":
///         {"name":"multiply","arguments":"{\"a\":6,\"b\":7}"}}]},"finish_reason":"tool_calls"}]}"#,
/// )?;
/// let Next::Call(mut round) = run.reply(answer)? else { panic!("it calls a tool") };
/// for call in round.take_calls() {
///     if let Wanted::Tool(Multiply { a, b }) = call.wanted {
///         round.settle(call.place, CallResult::Output((a * b).to_string()));
///     }
/// }
/// let run = round.go_on(); // whose request is to be sent again
///
/// let answer = ChatCompletion::from_json(
///     r#"{"choices":[{"message":{"content":"42"},"finish_reason":"stop"}]}"#,
/// )?;
/// let Next::Done(run) = run.reply(answer)? else { panic!("it is the answer") };
/// assert_eq!(run.answer, "42");
/// # Ok(())
/// # }
/// ```
pub struct ToolLoop<S, A, D: Dialect = Chat> {
    pub(super) transcript: Transcript<D>,
    limits: Limits,
    /// Whether calls of tools that are not of the set are given to whoever drives the run.
    hands_over: bool,
    of: PhantomData<fn() -> (S, A)>,
}

/// What to do next in a run.
#[derive(Debug)]
#[must_use]
pub enum Next<S, A, D: Dialect = Chat> {
    /// Send the request again: the answer did not fit its type.
    Ask(ToolLoop<S, A, D>),
    /// Run calls.
    Call(CallRound<S, A, D>),
    /// Nothing: there is an answer.
    Done(Run<A, D>),
}

/// A run that has its answer.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Run<A, D: Dialect = Chat> {
    /// The answer.
    pub answer: A,
    /// All that was asked and called: an item for each answer of the model, the last included.
    pub steps: Vec<RunStep<D>>,
    /// The tokens of all answers together.
    pub usage: D::Usage,
    /// The whole conversation: the request's messages, calls and results, the answer. To go on with
    /// it, put it into the next request: chat's [`messages`](openai_client::ChatRequest::messages),
    /// or a response's [`input`](openai_client::responses::ResponseRequest::input).
    pub messages: Vec<D::Message>,
}

impl<S: ToolSet, A: Answer, D: Dialect> ToolLoop<S, A, D> {
    /// Begins a run. The set's tools join those of the request; the schema of the answer, if it has
    /// one, takes the place of the request's response format.
    ///
    /// Of the options it keeps the limits of rounds, calls and tokens, and how often to ask again.
    /// The deadline, the hooks and how many calls run at once are for whoever drives it; calls of
    /// tools that are not of the set are handed over only if there is a hook for
    /// [`otherwise`](RunOptions::otherwise).
    ///
    /// # Errors
    ///
    /// [`RunErrorKind::Request`](super::RunErrorKind::Request) if the request asks for several
    /// choices, or offers a function under the name of one of the set.
    pub fn new(request: D::Request, options: &RunOptions<'_>) -> Result<Self, RunError<D>> {
        let mut run = Self {
            transcript: Transcript::new(request, options.by_reference),
            limits: options.limits,
            hands_over: options.otherwise.is_some(),
            of: PhantomData,
        };
        let request = &mut run.transcript.request;
        if options.sequential {
            D::one_by_one(request);
        }
        match offer::<S, A, D>(request) {
            Ok(()) => Ok(run),
            Err(why) => Err(run.end(why)),
        }
    }

    /// What is to be sent.
    pub fn request(&self) -> &D::Request {
        &self.transcript.request
    }

    /// Takes the answer to it.
    ///
    /// # Errors
    ///
    /// Every end without an answer; see [`RunErrorKind`](super::RunErrorKind).
    pub fn reply(self, answer: D::Answer) -> Result<Next<S, A, D>, RunError<D>> {
        let verdict = self.judge(D::said(&answer).next());
        self.take(answer, verdict, Vec::new(), |_| None)
    }

    /// Reads the texts of the answer that is awaited.
    pub(super) fn readings(&self) -> Readings<A::Reading> {
        Readings::new(self.limits.reading)
    }

    /// Ends the run as no answer came.
    pub fn fail(self, error: openai_client::Error) -> RunError<D> {
        let place = A::__place(&error);
        self.end(Why::Client(error, place))
    }

    /// What an answer means for the run.
    pub(super) fn judge(&self, said: Option<Said<'_>>) -> Verdict<A> {
        match said {
            Some(said) => A::__judge(&said, self.limits.reading),
            None => Verdict::Without(ErrorKind::Empty, None),
        }
    }

    /// Takes an answer that was judged. Of a streamed one it may be known what was done about its
    /// calls by then, and which calls were begun that it does not make.
    pub(super) fn take(
        mut self,
        answer: D::Answer,
        verdict: Verdict<A>,
        withdrawn: Vec<CallRecord>,
        known: impl FnMut(usize) -> Option<Plan<S>>,
    ) -> Result<Next<S, A, D>, RunError<D>> {
        self.transcript.add(answer);
        self.transcript.withdraw(withdrawn);
        match verdict {
            Verdict::Answer(answer) => Ok(Next::Done(self.done(answer))),
            Verdict::Calls => self.calls(known),
            Verdict::Mismatch(mismatch) => self.ask_again(mismatch),
            Verdict::Without(kind, words) => Err(self.end(Why::Answer(kind, words))),
        }
    }

    pub(super) fn end(mut self, why: Why) -> RunError<D> {
        self.transcript.close();
        RunError::new(why, self.transcript)
    }

    fn done(mut self, answer: A) -> Run<A, D> {
        self.transcript.say_answer();
        let (messages, steps, usage) = self.transcript.into_parts();
        Run {
            answer,
            steps,
            usage,
            messages,
        }
    }

    fn calls(
        mut self,
        mut known: impl FnMut(usize) -> Option<Plan<S>>,
    ) -> Result<Next<S, A, D>, RunError<D>> {
        let calls = self.transcript.made();
        if let Err(why) = self.may_go_on().and_then(|()| self.may_call(calls)) {
            return Err(self.end(why));
        }
        self.transcript.say_answer();
        let plans = self.transcript.asked().iter().enumerate();
        let plans = plans.map(|(place, call)| known(place).unwrap_or_else(|| self.plan(call)));
        let plans = plans.collect();
        let round = CallRound::new(self, plans);
        // What nobody can answer ends the run before other calls of the answer are run for nothing.
        match (0..calls).find_map(|place| round.cannot_tell(place)) {
            Some(why) => Err(round.end(why)),
            None => Ok(Next::Call(round)),
        }
    }

    /// What is to be done about a call of the answer to this request.
    pub(super) fn plan(&self, call: &ToolCall) -> Plan<S> {
        plan(call, &D::permit(&self.transcript.request), self.hands_over)
    }

    /// Whether the calls of the answer that is awaited may be run, of which there are so many.
    pub(super) fn may_run(&self, calls: usize) -> bool {
        let rounds = self.transcript.steps.len() + 1;
        rounds < self.limits.rounds as usize && self.may_call(calls).is_ok()
    }

    /// Whether another answer may be asked for.
    fn may_go_on(&self) -> Result<(), Why> {
        let Limits { rounds, tokens, .. } = self.limits;
        if self.transcript.steps.len() >= rounds as usize {
            return Err(Why::Rounds(rounds));
        }
        match tokens {
            Some(limit) if D::total_tokens(&self.transcript.usage) > limit => {
                Err(Why::Tokens(limit))
            }
            _ => Ok(()),
        }
    }

    /// Whether an answer may make so many calls.
    fn may_call(&self, calls: usize) -> Result<(), Why> {
        let limit = self.limits.calls_per_round;
        if calls > limit {
            return Err(Why::Calls(limit));
        }
        Ok(())
    }

    fn ask_again(mut self, mismatch: Mismatch) -> Result<Next<S, A, D>, RunError<D>> {
        let complaint = complaint(&mismatch);
        self.transcript.mistake(&mismatch);
        if self.limits.reasks == 0 || !is_the_models(&mismatch) {
            return Err(self.end(Why::Mismatch(mismatch)));
        }
        if let Err(why) = self.may_go_on() {
            return Err(self.end(why));
        }
        self.limits.reasks -= 1;
        self.transcript.say_answer();
        self.transcript.say(complaint);
        Ok(Next::Ask(self))
    }
}

/// Puts the tools and the response format into the request.
fn offer<S: ToolSet, A: Answer, D: Dialect>(request: &mut D::Request) -> Result<(), Why> {
    if let Some(what) = D::cannot_run(request) {
        return Err(Why::Request(what));
    }
    let profile = Profile::of_model(D::model(request));
    for definition in S::TOOLS {
        let name = definition.name();
        if D::offers(request, name) {
            return Err(Why::Request(format!(
                "it offers a tool `{name}`, and so does the run"
            )));
        }
        D::offer(request, definition.for_profile(profile));
    }
    let format = A::__format(D::model(request));
    if let Some(format) = format.map_err(|error| Why::Client(error, None))? {
        D::set_format(request, format);
    }
    Ok(())
}

impl<S, A, D: Dialect> fmt::Debug for ToolLoop<S, A, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ToolLoop")
            .field("transcript", &self.transcript)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
