//! How a text is read: what the user may ask for beyond the rules that always hold.

use super::mismatch::Mismatch;
use super::notes::Notes;
use super::read_with;
use crate::ResponseFormat;
use crate::schema::check::Unfilled;

/// How the text of an answer is read: what is refused beyond what [`read`](crate::read()) refuses, and
/// what is let pass.
///
/// Without options it is read as `read` reads it. Each of those that let something pass is for
/// servers and models that do not keep to the schema; a value that serde reads in one piece, such as
/// an untagged enum or a type of another crate, is read by serde's rules all the same.
///
/// # Examples
///
/// ```
/// use openai_structured::{ReadOptions, prelude::*};
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct City {
///     name: String,
///     inhabitants: Option<u32>,
/// }
///
/// let text = "```json\n{\"name\":\"Oslo\",\"inhabitants\":7.15e5}\n```\n";
/// assert!(openai_structured::read::<City>(text).is_err());
/// let (city, notes) = ReadOptions::new().lenient().read::<City>(text)?;
/// assert_eq!((city.name.as_str(), city.inhabitants), ("Oslo", Some(715_000)));
/// assert!(notes.is_empty());
///
/// let strict = ReadOptions::new().strict_keys();
/// let mismatch = strict.read::<City>(r#"{"name":"Oslo"}"#).unwrap_err();
/// assert_eq!(mismatch.to_string(), "missing field `inhabitants`");
/// # Ok::<(), openai_structured::Mismatch>(())
/// ```
///
/// An answer in pieces: [`DraftReader::with_options`](crate::DraftReader::with_options). The answer
/// to a request: [`AnswerFormat::options`](crate::AnswerFormat::options).
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that is asked for or not"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadOptions {
    pub(crate) strict_keys: bool,
    pub(crate) fenced: bool,
    pub(crate) integral_floats: bool,
    pub(crate) lone_surrogates: bool,
    #[cfg(feature = "client")]
    pub(crate) from_reasoning: bool,
}

impl ReadOptions {
    /// Those of [`read`](crate::read()).
    pub const fn new() -> Self {
        Self {
            strict_keys: false,
            fenced: false,
            integral_floats: false,
            lone_surrogates: false,
            #[cfg(feature = "client")]
            from_reasoning: false,
        }
    }

    /// Refuses a text that leaves out a key, also where serde has a value for that: `None`, or a
    /// default. A strict schema requires every key.
    #[must_use]
    pub const fn strict_keys(mut self) -> Self {
        self.strict_keys = true;
        self
    }

    /// Lets everything pass that can be: [`fenced`](Self::fenced),
    /// [`integral_floats`](Self::integral_floats) and [`lone_surrogates`](Self::lone_surrogates).
    #[must_use]
    pub const fn lenient(self) -> Self {
        self.fenced().integral_floats().lone_surrogates()
    }

    /// Reads the document in a fenced code block of Markdown, if the text is one. The fence at its
    /// end, a common stop sequence, may be missing or cut off.
    #[must_use]
    pub const fn fenced(mut self) -> Self {
        self.fenced = true;
        self
    }

    /// Reads `1.0` and `1e2` as an integer, if it is one: no digit of it is lost.
    #[must_use]
    pub const fn integral_floats(mut self) -> Self {
        self.integral_floats = true;
        self
    }

    /// Reads half a pair of surrogates, as `\ud83d` alone is one, as U+FFFD. It stands for no
    /// character.
    #[must_use]
    pub const fn lone_surrogates(mut self) -> Self {
        self.lone_surrogates = true;
        self
    }

    /// Takes the value from the model's [thinking](openai_client::chat::ChatMessage::reasoning) where
    /// the answer has no other text, as some servers mistake one for the other. It is looked at once
    /// the answer is whole; what is no value there stays [`Outcome::Empty`](crate::Outcome::Empty).
    ///
    /// ```
    /// use openai_structured::{AnswerFormat, ParsedChatCompletion, ReadOptions, prelude::*};
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct City {
    ///     name: String,
    /// }
    ///
    /// let json = r#"{"choices":[{"finish_reason":"stop",
    ///     "message":{"content":"","reasoning_content":"{\"name\":\"Oslo\"}"}}]}"#;
    /// let format = AnswerFormat::<City>::new().options(ReadOptions::new().from_reasoning());
    /// let completion = openai_structured::client::ChatCompletion::from_json(json)?;
    /// let answer = ParsedChatCompletion::with_format(completion, &format);
    /// assert_eq!(answer.into_parsed()?.name, "Oslo");
    /// # Ok::<(), openai_structured::Error>(())
    /// ```
    #[cfg(feature = "client")]
    #[must_use]
    pub const fn from_reasoning(mut self) -> Self {
        self.from_reasoning = true;
        self
    }

    /// Reads the text of an answer, and says what is worth knowing of it.
    ///
    /// # Errors
    ///
    /// Says where the text and the type disagree, and how.
    pub fn read<T: ResponseFormat>(self, text: &str) -> Result<(T, Notes), Mismatch> {
        read_with(text, self, &Unfilled)
    }
}
