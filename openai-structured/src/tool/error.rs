//! What went wrong in a tool, and who hears of it.

use std::error::Error;
use std::fmt;

/// What went wrong in a tool: told to the model, which may try something else, or the end of the
/// run.
///
/// `?` on an error ends the run, as what went wrong may be nothing that a model should read. It is
/// no `std::error::Error` itself, which is what makes `?` work on all of those. What is no error does
/// not say which of both is meant, so a text needs [`tell`](Self::tell) or [`fail`](Self::fail):
/// `.ok_or_else(|| ToolError::tell("no such city"))?`. A boxed error, also `anyhow`'s, is none by
/// itself either: `.map_err(ToolError::fail)?`.
///
/// ```
/// use openai_structured::ToolError;
///
/// fn zip_code(city: &str, table: &str) -> Result<u32, ToolError> {
///     let Some((_, code)) = table.split_once(city) else {
///         return Err(ToolError::tell(format!("no city is named {city}")));
///     };
///     Ok(code.trim().parse()?)
/// }
///
/// assert_eq!(zip_code("Bonn", "Bonn 53111").unwrap(), 53111);
/// let told = zip_code("Bon", "Berlin 10115").unwrap_err();
/// assert_eq!(told.told(), Some("no city is named Bon"));
/// let failed = zip_code("Bonn", "Bonn ???").unwrap_err();
/// assert!(failed.told().is_none());
/// assert_eq!(failed.to_string(), "invalid digit found in string");
/// ```
#[derive(Debug)]
pub struct ToolError(Kind);

#[derive(Debug)]
enum Kind {
    Tell(String),
    Fail(Box<dyn Error + Send + Sync>),
}

impl ToolError {
    /// Told to the model as the result of its call; the run goes on.
    pub fn tell(text: impl Into<String>) -> Self {
        Self(Kind::Tell(text.into()))
    }

    /// Ends the run. It takes errors, boxed ones and texts.
    ///
    /// ```
    /// use openai_structured::ToolError;
    /// use std::error::Error;
    ///
    /// fn read(text: Result<String, Box<dyn Error + Send + Sync>>) -> Result<String, ToolError> {
    ///     let text = text.map_err(ToolError::fail)?;
    ///     if text.is_empty() {
    ///         return Err(ToolError::fail("there is nothing in it"));
    ///     }
    ///     Ok(text)
    /// }
    ///
    /// assert_eq!(read(Ok("".to_owned())).unwrap_err().to_string(), "there is nothing in it");
    /// assert_eq!(read(Err("no disk".into())).unwrap_err().to_string(), "no disk");
    /// ```
    pub fn fail(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Kind::Fail(error.into()))
    }

    /// What the model is told; `None` for an error that ends the run.
    pub fn told(&self) -> Option<&str> {
        match &self.0 {
            Kind::Tell(text) => Some(text),
            Kind::Fail(_) => None,
        }
    }

    /// What the model is told.
    ///
    /// # Errors
    ///
    /// The error that ends the run.
    pub fn into_told(self) -> Result<String, Box<dyn Error + Send + Sync>> {
        match self.0 {
            Kind::Tell(text) => Ok(text),
            Kind::Fail(error) => Err(error),
        }
    }
}

/// What ends a run by `?`: errors, and no texts, which look as if the model were told.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether the model is told or the run ends",
    label = "write `ToolError::tell(...)` to tell the model, or `ToolError::fail(...)` to end the run"
)]
pub trait EndsTheRun: Into<Box<dyn Error + Send + Sync>> {}

// The message above says more than that a text is no error.
#[diagnostic::do_not_recommend]
impl<E: Error + Send + Sync + 'static> EndsTheRun for E {}

impl<E: EndsTheRun> From<E> for ToolError {
    fn from(error: E) -> Self {
        Self::fail(error)
    }
}

/// For `?` where a tool is called by hand: what it tells the model is then the text of an error.
impl From<ToolError> for Box<dyn Error + Send + Sync> {
    fn from(error: ToolError) -> Self {
        match error.0 {
            Kind::Tell(text) => text.into(),
            Kind::Fail(error) => error,
        }
    }
}

/// As for `Box<dyn Error + Send + Sync>`.
impl From<ToolError> for Box<dyn Error> {
    fn from(error: ToolError) -> Self {
        Box::<dyn Error + Send + Sync>::from(error)
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Tell(text) => formatter.write_str(text),
            Kind::Fail(error) => error.fmt(formatter),
        }
    }
}
