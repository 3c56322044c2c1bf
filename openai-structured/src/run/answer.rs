//! What a run of tools ends in: a text, or a type.

use crate::answer::outcome::judge_with;
use crate::answer::text::{Filled, Reading, Reads, Text};
use crate::answer::{NoDraft, Outcome, Several, format_of, place};
use crate::dialect::Said;
use crate::draft::DraftOf;
use crate::error::ErrorKind;
use crate::read::{Mismatch, Notes, ReadOptions};
use crate::schema::ResponseFormat;
use crate::schema::check::Unfilled;
use openai_client::chat::{Ending, JsonSchemaFormat};

/// What a run of tools may end in: `String`, or a type that derives
/// [`ResponseFormat`](derive@crate::ResponseFormat).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the answer of a run",
    label = "neither `String` nor a response format",
    note = "derive it: `#[derive(Deserialize, ResponseFormat)]` on `{Self}`, or take the answer as a `String`"
)]
pub trait Answer: Sized {
    /// What there is of it while it arrives: the type's draft, or the text.
    type Draft: ?Sized;
    /// The text on its way to the answer.
    #[doc(hidden)]
    type Reading: Reads<Draft = Self::Draft>;
    /// What the request asks for, if it is not simply text.
    #[doc(hidden)]
    fn __format(model: &str) -> Result<Option<JsonSchemaFormat>, openai_client::Error>;
    /// Where in the type the API's complaint about its schema belongs.
    #[doc(hidden)]
    fn __place(error: &openai_client::Error) -> Option<String>;
    /// What an answer became.
    #[doc(hidden)]
    fn __judge(said: &Said<'_>, options: ReadOptions) -> Verdict<Self>;
}

/// What one answer means for a run.
#[derive(Debug)]
pub enum Verdict<T> {
    /// It is the end.
    Answer(T),
    /// Tools are to be called first.
    Calls,
    /// It is an end, and does not fit.
    Mismatch(Mismatch),
    /// There is none, and the words of a refusal.
    Without(ErrorKind, Option<String>),
}

impl<T, D> From<Outcome<T, D>> for Verdict<T> {
    fn from(outcome: Outcome<T, D>) -> Self {
        match outcome {
            Outcome::Parsed(answer) => Self::Answer(answer),
            Outcome::ToolCalls(_) => Self::Calls,
            Outcome::Mismatch(mismatch) => Self::Mismatch(mismatch),
            Outcome::Refused(words) => Self::Without(ErrorKind::Refused, Some(words)),
            Outcome::Truncated { .. } => Self::Without(ErrorKind::Truncated, None),
            Outcome::Filtered { .. } => Self::Without(ErrorKind::Filtered, None),
            Outcome::Empty => Self::Without(ErrorKind::Empty, None),
            Outcome::Unfinished { status, .. } => Self::Without(ErrorKind::of(&status), None),
        }
    }
}

impl<T: ResponseFormat> Answer for T {
    type Draft = DraftOf<T>;
    type Reading = Reading<T>;

    fn __format(model: &str) -> Result<Option<JsonSchemaFormat>, openai_client::Error> {
        format_of::<T>(model).map(Some)
    }

    fn __place(error: &openai_client::Error) -> Option<String> {
        place::<T>(error)
    }

    fn __judge(said: &Said<'_>, options: ReadOptions) -> Verdict<T> {
        let read = |_, text: &str| Filled(Reading::of(text, options), &Unfilled);
        let texts = Several::of(said, read);
        judge_with(said, texts, |_| Vec::new()).outcome.into()
    }
}

impl Answer for String {
    type Draft = str;
    type Reading = Self;

    fn __format(_: &str) -> Result<Option<JsonSchemaFormat>, openai_client::Error> {
        Ok(None)
    }

    fn __place(_: &openai_client::Error) -> Option<String> {
        None
    }

    fn __judge(said: &Said<'_>, _: ReadOptions) -> Verdict<Self> {
        let cut = said.ending == Ending::CutOff;
        let text = Plain {
            text: &said.text.text,
            cut,
        };
        let outcome: Outcome<Self, NoDraft> = judge_with(said, text, |_| Vec::new()).outcome;
        outcome.into()
    }
}

/// A text that is its own value. Nothing in it says whether it is whole.
struct Plain<'a> {
    text: &'a str,
    cut: bool,
}

impl Text<String, NoDraft> for Plain<'_> {
    fn is_cut(&self) -> bool {
        self.cut
    }

    fn is_wrong(&self) -> bool {
        false
    }

    fn value(self) -> Result<(String, Notes), Mismatch> {
        Ok((self.text.to_owned(), Notes::default()))
    }

    fn salvage(self) -> Option<NoDraft> {
        None
    }

    fn thought(&self, _: &str) -> Option<(String, Notes)> {
        None
    }
}
