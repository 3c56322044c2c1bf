//! Why a run has no answer, with all that happened until then.

use super::step::{CallResult, RunStep};
use super::transcript::Transcript;
use crate::dialect::Dialect;
use crate::error::ErrorKind;
use crate::read::Mismatch;
use openai_client::chat::Chat;
use std::error::Error as StdError;
use std::fmt;

/// Why a run has no answer.
///
/// `Display` is one line without any text of the answers; the accessors have the rest: the ledger of
/// all that was asked, called and paid until then.
pub struct RunError<D: Dialect = Chat>(Box<Inner<D>>);

struct Inner<D: Dialect> {
    why: Why,
    transcript: Transcript<D>,
}

/// What ended the run.
pub(super) enum Why {
    /// What stands in the request.
    Request(String),
    /// And where in the answer's type a complaint about its schema belongs.
    Client(openai_client::Error, Option<String>),
    /// The last answer, and the words of a refusal.
    Answer(ErrorKind, Option<String>),
    Mismatch(Mismatch),
    /// A tool of this name.
    Tool(String, Box<dyn StdError + Send + Sync>),
    /// The approval of this tool.
    Stopped(String),
    Rounds(u32),
    Calls(usize),
    Tokens(u64),
    Deadline,
}

/// What ended a run without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RunErrorKind {
    /// The request cannot be run: it asks for several choices, offers a tool of the same name, or
    /// would be answered in the background while nobody reads its stream. Nothing was sent.
    Request,
    /// An answer did not come, or not whole: see [`RunError::client`].
    Client,
    /// The model would not answer: see [`RunError::refusal`].
    Refused,
    /// An answer was cut off. Its calls were not run, but for those that a streamed run had whole.
    Truncated,
    /// A content filter took an answer. Its calls were not run, but for those that a streamed run had
    /// whole.
    Filtered,
    /// The model said nothing.
    Empty,
    /// The service could not make an answer.
    Failed,
    /// An answer is not made, or not yet: it was cancelled, waits or is being made.
    Unfinished,
    /// The answer is no value of its type, or what was streamed ran away: see
    /// [`RunError::mismatch`].
    Mismatch,
    /// A tool failed, or gave nothing that can be sent back for the call: see [`RunError::tool`], and
    /// the source.
    Tool,
    /// A call was not approved: see [`RunError::tool`].
    Stopped,
    /// The model still called tools in the last answer that was allowed.
    Rounds,
    /// An answer made more calls than allowed.
    Calls,
    /// More tokens were used than allowed.
    Tokens,
    /// It took longer than allowed.
    Deadline,
}

impl<D: Dialect> RunError<D> {
    pub(super) fn new(why: Why, mut transcript: Transcript<D>) -> Self {
        transcript.end();
        Self(Box::new(Inner { why, transcript }))
    }

    /// The same, with what came of calls of the last answer, by their places.
    pub(super) fn with_results(
        mut self,
        known: impl IntoIterator<Item = (usize, CallResult)>,
    ) -> Self {
        self.0.transcript.record(known);
        self
    }

    /// What ended the run.
    pub fn kind(&self) -> RunErrorKind {
        match &self.0.why {
            Why::Request(_) => RunErrorKind::Request,
            Why::Client(..) => RunErrorKind::Client,
            Why::Answer(kind, _) => match kind {
                ErrorKind::Refused => RunErrorKind::Refused,
                ErrorKind::Truncated => RunErrorKind::Truncated,
                ErrorKind::Filtered => RunErrorKind::Filtered,
                ErrorKind::Failed => RunErrorKind::Failed,
                ErrorKind::Unfinished => RunErrorKind::Unfinished,
                _ => RunErrorKind::Empty,
            },
            Why::Mismatch(_) => RunErrorKind::Mismatch,
            Why::Tool(..) => RunErrorKind::Tool,
            Why::Stopped(_) => RunErrorKind::Stopped,
            Why::Rounds(_) => RunErrorKind::Rounds,
            Why::Calls(_) => RunErrorKind::Calls,
            Why::Tokens(_) => RunErrorKind::Tokens,
            Why::Deadline => RunErrorKind::Deadline,
        }
    }

    /// The answers so far, and what came of their calls.
    pub fn steps(&self) -> &[RunStep<D>] {
        &self.0.transcript.steps
    }

    /// The tokens of all answers so far.
    pub fn usage(&self) -> &D::Usage {
        &self.0.transcript.usage
    }

    /// The conversation so far: the request's messages, and the rounds that were gone through
    /// whole. It may be sent again; calls of the last answer that have run are not in it, so the model
    /// may make them again: see [`messages_with_calls`](Self::messages_with_calls).
    pub fn messages(&self) -> &[D::Message] {
        self.0.transcript.conversation()
    }

    /// The same with the last answer, if calls of it were begun: those calls, and what came of each. A
    /// call that was dropped in the middle has given no result. For going on where the run ended.
    pub fn messages_with_calls(&self) -> Vec<D::Message> {
        self.0.transcript.with_last_calls()
    }

    /// The last answer, whole or cut off.
    pub fn answer(&self) -> Option<&D::Answer> {
        Some(&self.steps().last()?.answer)
    }

    /// The client's error, if an answer did not come.
    pub fn client(&self) -> Option<&openai_client::Error> {
        match &self.0.why {
            Why::Client(error, _) => Some(error),
            _ => None,
        }
    }

    /// Where in the answer's type the API's complaint about its schema belongs, as
    /// [`explain`](crate::explain) says it: `Invoice.lines[].total`.
    pub fn schema_path(&self) -> Option<&str> {
        match &self.0.why {
            Why::Client(_, place) => place.as_deref(),
            _ => None,
        }
    }

    /// Where the answer and its type disagree.
    pub fn mismatch(&self) -> Option<&Mismatch> {
        match &self.0.why {
            Why::Mismatch(mismatch) => Some(mismatch),
            _ => None,
        }
    }

    /// The model's words of refusal.
    pub fn refusal(&self) -> Option<&str> {
        match &self.0.why {
            Why::Answer(_, words) => words.as_deref(),
            _ => None,
        }
    }

    /// The tool that failed, or that was not approved.
    pub fn tool(&self) -> Option<&str> {
        match &self.0.why {
            Why::Tool(name, _) | Why::Stopped(name) => Some(name),
            _ => None,
        }
    }

    /// The id of the last HTTP exchange, for reports to the provider.
    pub fn request_id(&self) -> Option<&str> {
        match self.client() {
            Some(error) => error.request_id(),
            None => D::request_id(self.answer()?),
        }
    }
}

impl<D: Dialect> fmt::Display for RunError<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.why {
            Why::Request(what) => write!(formatter, "the request cannot be run: {what}")?,
            Why::Client(error, place) => {
                fmt::Display::fmt(error, formatter)?;
                return match place {
                    Some(place) => write!(formatter, " (at {place})"),
                    None => Ok(()),
                };
            }
            Why::Answer(kind, _) => formatter.write_str(match kind {
                ErrorKind::Refused => "the model refused to answer",
                ErrorKind::Truncated => "the answer was cut off",
                ErrorKind::Filtered => "the answer was taken by a content filter",
                ErrorKind::Failed => "the service failed to answer",
                ErrorKind::Unfinished => "the answer is not finished",
                _ => "the model gave no answer",
            })?,
            Why::Mismatch(mismatch) => {
                write!(formatter, "the answer does not fit the type: {mismatch}")?;
            }
            Why::Tool(name, _) => write!(formatter, "the tool `{name}` failed")?,
            Why::Stopped(name) => write!(formatter, "a call of `{name}` was not approved")?,
            Why::Rounds(rounds) => write!(formatter, "no answer after {rounds} rounds")?,
            Why::Calls(calls) => write!(formatter, "an answer made more than {calls} calls")?,
            Why::Tokens(tokens) => write!(formatter, "more than {tokens} tokens were used")?,
            Why::Deadline => formatter.write_str("the run took longer than its deadline")?,
        }
        match self.request_id() {
            Some(id) => write!(formatter, " (request {id})"),
            None => Ok(()),
        }
    }
}

/// What `main` prints when it returns the error: the same line, the kind and the causes.
impl<D: Dialect> fmt::Debug for RunError<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {self}", self.kind())?;
        let mut cause = StdError::source(self);
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl<D: Dialect> StdError for RunError<D> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.why {
            // Its own line stands for it, so its cause is the next.
            Why::Client(error, _) => error.source(),
            Why::Tool(_, error) => Some(&**error),
            _ => None,
        }
    }
}
