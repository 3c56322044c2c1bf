//! A type's schema as one request needs it: for a kind of model, and with words known at run time.

use crate::document::{SchemaDocument, Violations};
use crate::read::{Mismatch, Notes, ReadOptions, read_with};
use crate::schema::check::Choices;
use crate::schema::{Profile, ResponseFormat};
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

/// A type's schema as one request needs it.
///
/// What the type says is known when the program is compiled. Two things may not be: which model is
/// asked, and which words a field may have, such as the categories of a shop, which come from a
/// database. A field for those is marked `#[openai(choices)]`; until it is filled, any text will do.
///
/// # Examples
///
/// ```
/// use openai_structured::{AnswerFormat, prelude::*};
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct Order {
///     #[openai(choices)]
///     category: String,
/// }
///
/// let format = AnswerFormat::<Order>::new().choices("Order.category", ["tools", "toys"])?;
/// assert!(format.json().contains(r#""category":{"type":"string","enum":["tools","toys"]}"#));
///
/// let order = format.read(r#"{"category":"toys"}"#)?;
/// assert_eq!(order.category, "toys");
/// let mismatch = format.read(r#"{"category":"food"}"#).unwrap_err();
/// assert_eq!(
///     mismatch.to_string(),
///     "at `category`: expected one of `tools`, `toys`, found another word",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(
    feature = "client",
    doc = "\n[`ChatExt::parse_with`](crate::ChatExt::parse_with) asks with it."
)]
pub struct AnswerFormat<T> {
    /// `None`: as the name of the model that is asked says.
    profile: Option<Profile>,
    filled: Filled,
    /// The text and its counts, which follow from the two above.
    document: SchemaDocument,
    options: ReadOptions,
    /// How often an answer that does not fit is asked for again.
    #[cfg(feature = "client")]
    reasks: u32,
    of: PhantomData<fn() -> T>,
}

/// The words of each field that has been filled.
#[derive(Clone, Default)]
struct Filled(HashMap<&'static str, Vec<String>>);

impl Choices for Filled {
    fn words(&self, field: &str) -> Option<&[String]> {
        self.0.get(field).map(Vec::as_slice)
    }
}

/// Words that cannot be put into a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChoicesError {
    /// No field of the type, or of a type inside, is open under this name.
    #[error(
        "`{field}` is no field with `#[openai(choices)]`; there {}",
        Known(known)
    )]
    #[non_exhaustive]
    Unknown {
        /// The name that was given.
        field: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// With these words the schema is not strict: there are none, too many, or one twice.
    #[error(transparent)]
    Violations(#[from] Violations),
}

/// "is `A.a`, `B.b`"
struct Known<'a>(&'a [&'static str]);

impl fmt::Display for Known<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str("is none");
        }
        let names: Vec<String> = self.0.iter().map(|name| format!("`{name}`")).collect();
        write!(formatter, "is {}", names.join(", "))
    }
}

impl<T: ResponseFormat> AnswerFormat<T> {
    /// The schema of the type as it was compiled.
    pub fn new() -> Self {
        let totals = T::SCHEMA.totals();
        Self {
            profile: None,
            filled: Filled::default(),
            document: SchemaDocument::proven(T::SCHEMA.name(), T::SCHEMA.json(), totals),
            options: ReadOptions::new(),
            #[cfg(feature = "client")]
            reasks: 0,
            of: PhantomData,
        }
    }

    /// The kind of model that is asked. Without it, the model's name says it when the request is
    /// sent, and until then it is [`Profile::OpenAi`].
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = Some(profile);
        let text = fill::<T>(&self.filled);
        let totals = self.document.totals();
        self.with(&SchemaDocument::proven(T::SCHEMA.name(), &text, totals))
    }

    /// How the answer is read.
    ///
    /// ```
    /// use openai_structured::{AnswerFormat, ReadOptions, prelude::*};
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Count {
    ///     pieces: u32,
    /// }
    ///
    /// let format = AnswerFormat::<Count>::new().options(ReadOptions::new().lenient());
    /// assert_eq!(format.read("```json\n{\"pieces\": 3.0}\n```")?.pieces, 3);
    /// # Ok::<(), openai_structured::Mismatch>(())
    /// ```
    #[must_use]
    pub fn options(mut self, options: ReadOptions) -> Self {
        self.options = options;
        self
    }

    /// Asks again, up to so many times, where an answer does not fit the type. Without it, never.
    ///
    /// The answer goes back to the model with [what is wrong](Mismatch::for_model) and the request for
    /// a whole corrected one. Each time is a call of its own, with the conversation so far, and is
    /// charged: [`attempts`] and [`total_usage`] account for them. Only a text that is no value of the
    /// type is asked for again; a refusal, an answer that was cut off or filtered, and tool calls are
    /// what they are. Where a request has several choices (`n`), only the first decides.
    ///
    /// [`attempts`]: crate::ParsedChatCompletion::attempts
    /// [`total_usage`]: crate::ParsedChatCompletion::total_usage
    ///
    /// ```no_run
    /// use openai_structured::{AnswerFormat, prelude::*};
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Slogan {
    ///     #[openai(check = short)]
    ///     words: String,
    /// }
    ///
    /// fn short(words: &str) -> Result<(), String> {
    ///     match words.split(' ').count() {
    ///         0..=5 => Ok(()),
    ///         count => Err(format!("at most 5 words are wanted, these are {count}")),
    ///     }
    /// }
    ///
    /// # async fn run(client: Client) -> Result<(), openai_structured::Error> {
    /// let format = AnswerFormat::<Slogan>::new().reask(2);
    /// let request = ChatRequest::new("gpt-5-mini").user("A slogan for a bakery.");
    /// let answer = client.chat().parse_with(request, &format).await?;
    /// println!("{} tokens, asked again {} times", answer.total_usage().total_tokens, answer.attempts().len());
    /// println!("{}", answer.into_parsed()?.words);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "client")]
    #[must_use]
    pub fn reask(mut self, times: u32) -> Self {
        self.reasks = times;
        self
    }

    /// The same with a text, as the profile takes it.
    fn with(mut self, filled: &SchemaDocument) -> Self {
        self.document = filled.adapted(self.profile.unwrap_or_default());
        self
    }

    /// Fills a field that is marked `#[openai(choices)]`, by type and field: `Order.category`, or
    /// `Shape::Circle.colour` in a variant. Filling it again replaces its words.
    ///
    /// # Errors
    ///
    /// The field is none of [`StrictSchema::open_fields`](crate::StrictSchema::open_fields), or
    /// the schema is not strict with these words: the limits of strict mode hold for them too.
    pub fn choices<W: Into<String>>(
        mut self,
        field: &str,
        words: impl IntoIterator<Item = W>,
    ) -> Result<Self, ChoicesError> {
        let known = || T::SCHEMA.open_fields();
        let Some(name) = known().find(|name| *name == field) else {
            return Err(ChoicesError::Unknown {
                field: field.to_owned(),
                known: known().collect(),
            });
        };
        let words = words.into_iter().map(Into::into).collect();
        self.filled.0.insert(name, words);
        let text = fill::<T>(&self.filled);
        Ok(self.with(&SchemaDocument::from_json(T::SCHEMA.name(), &text)?))
    }

    /// Reads the text of an answer, and refuses a word that is not among the choices.
    ///
    /// # Errors
    ///
    /// Those of [`read`](crate::read()), and a word that is not among the choices.
    pub fn read(&self, text: &str) -> Result<T, Mismatch> {
        let (value, _) = self.read_with_notes(text)?;
        Ok(value)
    }

    /// The same, and what is worth knowing of the text.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Self::read).
    pub fn read_with_notes(&self, text: &str) -> Result<(T, Notes), Mismatch> {
        read_with(text, self.options, &self.filled)
    }
}

impl<T> AnswerFormat<T> {
    /// The name of the response format.
    pub fn name(&self) -> &str {
        self.document.name()
    }

    /// The schema as the API takes it.
    pub fn json(&self) -> &str {
        self.document.json()
    }

    /// The schema with its counts, ready for a request.
    pub fn document(&self) -> &SchemaDocument {
        &self.document
    }

    /// How the answer is read.
    #[cfg(feature = "client")]
    pub(crate) fn read_options(&self) -> ReadOptions {
        self.options
    }

    /// How often an answer that does not fit is asked for again.
    #[cfg(feature = "client")]
    pub(crate) fn reasks(&self) -> u32 {
        self.reasks
    }

    /// The words that were filled in.
    #[cfg(feature = "client")]
    pub(crate) fn filled(&self) -> &dyn Choices {
        &self.filled
    }

    /// The schema for a model of this name.
    #[cfg(feature = "client")]
    pub(crate) fn for_model(&self, model: &str) -> SchemaDocument {
        match self.profile {
            Some(_) => self.document.clone(),
            None => self.document.adapted(Profile::of_model(model)),
        }
    }
}

impl<T: ResponseFormat> Default for AnswerFormat<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for AnswerFormat<T> {
    fn clone(&self) -> Self {
        Self {
            profile: self.profile,
            filled: self.filled.clone(),
            document: self.document.clone(),
            options: self.options,
            #[cfg(feature = "client")]
            reasks: self.reasks,
            of: PhantomData,
        }
    }
}

impl<T> fmt::Debug for AnswerFormat<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AnswerFormat")
            .field("name", &self.name())
            .field("profile", &self.profile)
            .field("json", &self.json())
            .finish_non_exhaustive()
    }
}

/// The text of the schema with the words in their places.
fn fill<T: ResponseFormat>(filled: &Filled) -> String {
    let json = T::SCHEMA.json();
    let mut text = String::with_capacity(json.len());
    let mut copied = 0;
    for open in T::SCHEMA.open() {
        if let Some(words) = filled.words(open.field) {
            // The place is one of this text, between two tokens.
            text.push_str(json.get(copied..open.at).unwrap_or_default());
            copied = open.at;
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            text.push_str(",\"enum\":[");
            text.push_str(&words.join(","));
            text.push(']');
        }
    }
    text.push_str(json.get(copied..).unwrap_or_default());
    text
}

/// A text in JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
