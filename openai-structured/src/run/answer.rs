//! What a run of tools ends in: a text, or a type.

use crate::answer::outcome::judge_with;
use crate::answer::text::{Filled, Reading, Text};
use crate::answer::{NoDraft, Outcome, format_of, place};
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
    type Reading: Reads<Self, Draft = Self::Draft>;
    /// What the request asks for, if it is not simply text.
    #[doc(hidden)]
    fn __format(model: &str) -> Result<Option<JsonSchemaFormat>, openai_client::Error>;
    /// Where in the type the API's complaint about its schema belongs.
    #[doc(hidden)]
    fn __place(error: &openai_client::Error) -> Option<String>;
}

/// Reads the text of an answer.
pub trait Reads<T>: Sized {
    type Draft: ?Sized;

    fn begin(options: ReadOptions) -> Self;

    fn push(&mut self, piece: &str);

    fn draft(&self) -> &Self::Draft;

    /// Set if what comes will not end by itself.
    fn runaway(&self) -> Option<&Mismatch>;

    /// What the answer became. The reading has its whole text.
    fn judge(self, said: &Said<'_>) -> Verdict<T>;
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
}

impl<T: ResponseFormat> Reads<T> for Reading<T> {
    type Draft = DraftOf<T>;

    fn begin(options: ReadOptions) -> Self {
        Self::new(options)
    }

    fn push(&mut self, piece: &str) {
        self.push(piece);
    }

    fn draft(&self) -> &DraftOf<T> {
        self.draft()
    }

    fn runaway(&self) -> Option<&Mismatch> {
        self.runaway()
    }

    fn judge(self, said: &Said<'_>) -> Verdict<T> {
        let text = Filled(self, &Unfilled);
        judge_with(said, text, |_| Vec::new()).outcome.into()
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
}

impl Reads<Self> for String {
    type Draft = str;

    fn begin(_: ReadOptions) -> Self {
        Self::new()
    }

    fn push(&mut self, piece: &str) {
        self.push_str(piece);
    }

    fn draft(&self) -> &str {
        self
    }

    fn runaway(&self) -> Option<&Mismatch> {
        None
    }

    fn judge(self, said: &Said<'_>) -> Verdict<Self> {
        let cut = said.ending == Ending::CutOff;
        let text = Plain { text: self, cut };
        let outcome: Outcome<Self, NoDraft> = judge_with(said, text, |_| Vec::new()).outcome;
        outcome.into()
    }
}

/// A text that is its own value. Nothing in it says whether it is whole.
struct Plain {
    text: String,
    cut: bool,
}

impl Text<String, NoDraft> for Plain {
    fn is_cut(&self) -> bool {
        self.cut
    }

    fn value(self) -> Result<(String, Notes), Mismatch> {
        Ok((self.text, Notes::default()))
    }

    fn salvage(self) -> Option<NoDraft> {
        None
    }

    fn thought(&self, _: &str) -> Option<(String, Notes)> {
        None
    }
}
