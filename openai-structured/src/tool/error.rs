//! What went wrong in a tool, and who hears of it.

use std::error::Error;
use std::fmt;

/// What went wrong in a tool: told to the model, which may try something else, or the end of the
/// run.
///
/// `?` on an error ends the run, as what went wrong may be nothing that a model should read. It is
/// no `std::error::Error` itself, which is what makes `?` work on all of those.
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

    /// Ends the run.
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

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for ToolError {
    fn from(error: E) -> Self {
        Self::fail(error)
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
