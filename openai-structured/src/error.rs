//! The crate's error: a call that failed, or an answer that is no value.

use crate::answer::Attempt;
use crate::dialect::AnyAnswer;
use crate::read::{Mismatch, clipped};
use openai_client::chat::{ChatCompletion, Usage};
use openai_client::responses::{Response, ResponseStatus};
use std::any::Any;
use std::fmt;

/// Why there is no value.
///
/// `Display` is one line without any text of the answer; the accessors have the rest, the answer
/// included.
pub struct Error {
    inner: Inner,
    /// The answers before, in order.
    attempts: Vec<Attempt>,
}

enum Inner {
    Client {
        error: openai_client::Error,
        /// Where in the type the API's complaint belongs.
        place: Option<Box<str>>,
        /// What had come of a streamed answer.
        partial: Option<AnyAnswer>,
    },
    Answer(Box<Answer>),
    /// There was nothing to send.
    Input(Box<dyn std::error::Error + Send + Sync>),
    /// A batch said nothing of the request.
    Unanswered,
    /// The code that reads the answer panicked; its words.
    Panicked(Box<str>),
}

/// An answer that is no value.
struct Answer {
    kind: ErrorKind,
    mismatch: Option<Mismatch>,
    refusal: Option<String>,
    whole: AnyAnswer,
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no completion, or no whole one: see [`Error::client`].
    Client,
    /// The model would not answer: see [`Error::refusal`].
    Refused,
    /// The answer was cut off.
    Truncated,
    /// A content filter took the answer.
    Filtered,
    /// The model called tools instead of answering.
    ToolCalls,
    /// The model said nothing.
    Empty,
    /// The text is no value of the type: see [`Error::mismatch`].
    Mismatch,
    /// The service could not make the response.
    Failed,
    /// The response is not made, or not yet: it was cancelled, waits or is being made.
    Unfinished,
    /// There is no request: an input of many failed, and its own error is the line.
    Input,
    /// A batch ended without a word about the request.
    Unanswered,
    /// The code by which the type is read or checked panicked, in a run over many inputs. The answer
    /// is lost.
    Panicked,
}

impl ErrorKind {
    /// Of a response that is none, or not yet.
    pub(crate) fn of(status: &ResponseStatus) -> Self {
        match status {
            ResponseStatus::Failed => Self::Failed,
            _ => Self::Unfinished,
        }
    }
}

impl Error {
    fn new(inner: Inner) -> Self {
        Self {
            inner,
            attempts: Vec::new(),
        }
    }

    /// An answer that is no value.
    pub(crate) fn answer(
        kind: ErrorKind,
        whole: AnyAnswer,
        refusal: Option<String>,
        mismatch: Option<Mismatch>,
    ) -> Self {
        Self::new(Inner::Answer(Box::new(Answer {
            kind,
            mismatch,
            refusal,
            whole,
        })))
    }

    /// A call that failed, and where in the type the API's complaint belongs.
    pub(crate) fn client_at(error: openai_client::Error, place: Option<String>) -> Self {
        Self::new(Inner::Client {
            error,
            place: place.map(String::into_boxed_str),
            partial: None,
        })
    }

    /// An input that failed.
    pub(crate) fn input(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::new(Inner::Input(error))
    }

    /// There is neither an answer nor an error.
    pub(crate) fn unanswered() -> Self {
        Self::new(Inner::Unanswered)
    }

    /// The code that reads the answer panicked with this.
    pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Self {
        let words = match panic.downcast_ref::<&str>() {
            Some(words) => words,
            None => panic.downcast_ref::<String>().map_or("", String::as_str),
        };
        Self::new(Inner::Panicked(words.into()))
    }

    /// The same error, after a part of the answer.
    pub(crate) fn after(mut self, answer: AnyAnswer) -> Self {
        if let Inner::Client { partial, .. } = &mut self.inner {
            *partial = Some(answer);
        }
        self
    }

    /// The same error, after answers that did not fit.
    pub(crate) fn attempted(self, attempts: Vec<Attempt>) -> Self {
        Self { attempts, ..self }
    }

    /// Where in the type the API's complaint about its schema belongs, as [`explain`] says it:
    /// `Invoice.lines[].total`.
    ///
    /// [`explain`]: crate::explain
    pub fn schema_path(&self) -> Option<&str> {
        match &self.inner {
            Inner::Client { place, .. } => place.as_deref(),
            Inner::Answer(_) | Inner::Input(_) | Inner::Unanswered | Inner::Panicked(_) => None,
        }
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        match &self.inner {
            Inner::Client { .. } => ErrorKind::Client,
            Inner::Answer(answer) => answer.kind,
            Inner::Input(_) => ErrorKind::Input,
            Inner::Unanswered => ErrorKind::Unanswered,
            Inner::Panicked(_) => ErrorKind::Panicked,
        }
    }

    /// The client's error, if there is no whole completion.
    pub fn client(&self) -> Option<&openai_client::Error> {
        match &self.inner {
            Inner::Client { error, .. } => Some(error),
            Inner::Answer(_) | Inner::Input(_) | Inner::Unanswered | Inner::Panicked(_) => None,
        }
    }

    /// Whether the same call may succeed later without doing its work twice, as far as the client can
    /// tell: see [`Error::is_retryable`](openai_client::Error::is_retryable).
    ///
    /// False where there is a whole completion: another would be another answer, paid for once more.
    pub fn is_retryable(&self) -> bool {
        self.client()
            .is_some_and(openai_client::Error::is_retryable)
    }

    /// The completion, if chat was asked and there is one: its text, its usage, its id. Of a stream that broke off
    /// within [`finish`](crate::chat::ChatStream::finish) it is what had come.
    pub fn completion(&self) -> Option<&ChatCompletion> {
        self.any()?.completion()
    }

    /// The response, if one was asked for and there is one, as [`completion`](Self::completion). Why it
    /// failed is in it.
    pub fn response(&self) -> Option<&Response> {
        self.any()?.response()
    }

    fn any(&self) -> Option<&AnyAnswer> {
        match &self.inner {
            Inner::Client { partial, .. } => partial.as_ref(),
            Inner::Answer(answer) => Some(&answer.whole),
            Inner::Input(_) | Inner::Unanswered | Inner::Panicked(_) => None,
        }
    }

    /// Where the text and the type disagree.
    pub fn mismatch(&self) -> Option<&Mismatch> {
        self.as_answer()?.mismatch.as_ref()
    }

    /// The model's words of refusal.
    pub fn refusal(&self) -> Option<&str> {
        self.as_answer()?.refusal.as_deref()
    }

    /// The id of the HTTP exchange, for reports to the provider.
    pub fn request_id(&self) -> Option<&str> {
        match &self.inner {
            Inner::Client { error, .. } => error.request_id(),
            Inner::Answer(answer) => answer.whole.request_id(),
            Inner::Input(_) | Inner::Unanswered | Inner::Panicked(_) => None,
        }
    }

    /// The answers that did not fit and after which the model was asked again, in order; the last
    /// answer, if there is one, is the [`completion`](Self::completion).
    ///
    /// Empty unless the format says [`reask`](crate::AnswerFormat::reask).
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The tokens used by the answer, if there is one, and by the [attempts](Self::attempts) before
    /// it, by the names that chat has for them.
    pub fn total_usage(&self) -> Usage {
        let earlier = self.attempts.iter().filter_map(Attempt::usage);
        let last = self.any().and_then(AnyAnswer::usage);
        earlier.chain(&last).sum()
    }

    fn as_answer(&self) -> Option<&Answer> {
        match &self.inner {
            Inner::Answer(answer) => Some(answer),
            Inner::Client { .. } | Inner::Input(_) | Inner::Unanswered | Inner::Panicked(_) => None,
        }
    }
}

impl From<openai_client::Error> for Error {
    fn from(error: openai_client::Error) -> Self {
        Self::client_at(error, None)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inner {
            Inner::Client { error, place, .. } => {
                fmt::Display::fmt(error, formatter)?;
                at(place.as_deref(), formatter)
            }
            Inner::Answer(answer) => fmt::Display::fmt(answer, formatter),
            Inner::Input(error) => write!(formatter, "no request: {error}"),
            Inner::Unanswered => formatter.write_str("the batch ended without an answer"),
            Inner::Panicked(words) if words.is_empty() => formatter.write_str(PANICKED),
            Inner::Panicked(words) => write!(formatter, "{PANICKED}: {words}"),
        }
    }
}

const PANICKED: &str = "the code that reads the answer panicked";

/// The place in the type, behind the client's line.
fn at(place: Option<&str>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match place {
        Some(place) => write!(formatter, " (at {place})"),
        None => Ok(()),
    }
}

impl Answer {
    /// How far a response is, or why it failed, in the service's word. Its sentence may have anything
    /// in it and stands in the response.
    fn word(&self) -> Option<&str> {
        let response = self.whole.response()?;
        let word = match self.kind {
            ErrorKind::Failed => response.error.as_ref()?.code.as_str(),
            ErrorKind::Unfinished => response.status.as_ref()?.as_str(),
            _ => return None,
        };
        Some(word).filter(|word| !word.is_empty())
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.mismatch, self.kind) {
            (Some(mismatch), _) => {
                write!(formatter, "the answer does not fit the type: {mismatch}")?;
            }
            (None, kind) => formatter.write_str(match kind {
                ErrorKind::Refused => "the model refused to answer",
                ErrorKind::Truncated => "the answer was cut off",
                ErrorKind::Filtered => "the answer was taken by a content filter",
                ErrorKind::ToolCalls => "the model called tools instead of answering",
                ErrorKind::Failed => "the service failed to answer",
                ErrorKind::Unfinished => "the answer is not finished",
                // The others never stand here: one has a mismatch, and the rest no answer.
                ErrorKind::Empty
                | ErrorKind::Mismatch
                | ErrorKind::Client
                | ErrorKind::Input
                | ErrorKind::Unanswered
                | ErrorKind::Panicked => "the model gave no answer",
            })?,
        }
        if let Some(word) = self.word() {
            write!(formatter, ": {}", clipped(word))?;
        }
        match self.whole.request_id() {
            Some(id) => write!(formatter, " (request {id})"),
            None => Ok(()),
        }
    }
}

/// What `main` prints when it returns the error: the same line, and the kind.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inner {
            Inner::Client { error, place, .. } => {
                fmt::Debug::fmt(error, formatter)?;
                at(place.as_deref(), formatter)
            }
            Inner::Answer(answer) => write!(formatter, "{:?}: {answer}", answer.kind),
            Inner::Input(_) | Inner::Unanswered | Inner::Panicked(_) => {
                write!(formatter, "{:?}: {self}", self.kind())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.inner {
            // Its own line stands for it, so its cause is the next.
            Inner::Client { error, .. } => error.source(),
            Inner::Input(error) => error.source(),
            Inner::Answer(_) | Inner::Unanswered | Inner::Panicked(_) => None,
        }
    }
}
