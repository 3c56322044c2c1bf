//! Tools that the program itself answers.

use super::definition::FunctionTool;
use super::error::ToolError;
use super::set::ToolSet;
use serde::Serialize;

/// A tool that the program itself answers.
///
/// The call is a value, so its arguments are `self`. What all tools of a program share, a database
/// or a client, is the context: one type for all tools of a set.
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
/// use std::collections::HashMap;
///
/// struct App {
///     capitals: HashMap<&'static str, &'static str>,
/// }
///
/// /// The capital of a country.
/// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
/// struct Capital {
///     country: String,
/// }
///
/// impl Tool for Capital {
///     type Context = App;
///     type Output = &'static str;
///
///     async fn call(self, app: &App) -> Result<&'static str, ToolError> {
///         let capital = app.capitals.get(self.country.as_str());
///         capital.copied().ok_or_else(|| ToolError::tell("there is no such country"))
///     }
/// }
/// ```
///
/// # The context
///
/// A trait object is written as `&Self::Context`. The other way, `&dyn Countries`, is another type
/// there, as a trait object behind a reference borrows no longer than the reference.
///
/// ```
/// # use openai_structured::prelude::*;
/// trait Countries: Sync {
///     fn capital(&self, country: &str) -> Option<String>;
/// }
///
/// /// The capital of a country.
/// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
/// struct Capital {
///     country: String,
/// }
///
/// impl Tool for Capital {
///     type Context = dyn Countries;
///     type Output = Option<String>;
///
///     async fn call(self, countries: &Self::Context) -> Result<Option<String>, ToolError> {
///         Ok(countries.capital(&self.country))
///     }
/// }
/// ```
///
/// A context has no lifetime, so it owns what it has. What belongs to the program and not to one
/// request is shared with an `Arc`.
///
/// ```
/// # use openai_structured::prelude::*;
/// # use std::collections::HashMap;
/// use std::sync::Arc;
///
/// /// Of one request.
/// struct Request {
///     user: String,
///     grants: Arc<HashMap<String, u32>>,
/// }
///
/// /// How much the user may still spend.
/// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
/// struct Budget {}
///
/// impl Tool for Budget {
///     type Context = Request;
///     type Output = Option<u32>;
///
///     async fn call(self, request: &Request) -> Result<Option<u32>, ToolError> {
///         Ok(request.grants.get(&request.user).copied())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let grants = Arc::new(HashMap::from([("ada".to_owned(), 5)]));
/// let request = Request { user: "ada".to_owned(), grants: Arc::clone(&grants) };
/// // By hand, as in a test:
/// assert_eq!(Budget {}.call(&request).await?, Some(5));
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be called",
    label = "the model may call it, and nothing says what happens then",
    note = "write `impl Tool for {Self}`"
)]
pub trait Tool: FunctionTool + Send {
    /// What the call may use besides its arguments: the same for all tools of a set.
    type Context: Sync + ?Sized;
    /// What the model is told: a text as it is, all else as JSON.
    type Output: Serialize;

    /// Answers the call. Write it as `async fn call(self, context: &Self::Context) -> ...`.
    ///
    /// In a run it is polled together with the other calls, in the task of the run: where it blocks
    /// or computes for long without waiting, they wait as well, and so does the run's deadline. Such work
    /// belongs into `tokio::task::spawn_blocking` or the like. It is dropped where it waits if the run
    /// ends before it does, as when another tool fails.
    ///
    /// # Errors
    ///
    /// [`ToolError::tell`] for what the model should know, any other error to end the run.
    fn call(
        self,
        context: &Self::Context,
    ) -> impl Future<Output = Result<Self::Output, ToolError>> + Send;
}

/// A set all of whose tools can be called.
///
/// `#[derive(ToolSet)]` implements it for sets whose tools all implement [`Tool`] with the same
/// context, and `#[derive(FunctionTool)]` for each tool that does, as a set of one. Code that is
/// generic over what it calls asks for this trait.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be called",
    label = "the model may call it, and nothing says what happens then",
    note = "derive `FunctionTool` and write `impl Tool`, or derive `ToolSet` for a set of such tools"
)]
pub trait CallTools: ToolSet + Send {
    /// What the calls may use besides their arguments.
    type Context: Sync + ?Sized;

    /// Answers the call with the content of the tool's message.
    #[doc(hidden)]
    fn __call(
        self,
        context: &Self::Context,
    ) -> impl Future<Output = Result<String, ToolError>> + Send;
}

/// Answers the call of a tool with the content of its message.
///
/// # Errors
///
/// Those of the tool, or its output cannot be written.
pub async fn call_tool<T: Tool>(tool: T, context: &T::Context) -> Result<String, ToolError> {
    content(T::__NAME, &tool.call(context).await?)
}

/// What the context of a set's first tool is for those behind it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has another `Context` than `{First}`, so they cannot be in one set that is called",
    label = "the tools of a set have the same `Context`",
    note = "write the `Context` of `{First}` in `impl Tool for {Self}`"
)]
pub trait Beside<First: CallTools>: CallTools {
    /// The same context.
    fn context(first: &First::Context) -> &Self::Context;
}

// That one context is not the other says nothing of the tools.
#[diagnostic::do_not_recommend]
impl<First: CallTools<Context: Same<T::Context>>, T: CallTools> Beside<First> for T {
    fn context(first: &First::Context) -> &T::Context {
        first.same()
    }
}

/// The same type. Two projections that are to be equal send rustc round in circles where a tool is in
/// two sets.
pub trait Same<T: ?Sized> {
    /// The same value.
    fn same(&self) -> &T;
}

impl<T: ?Sized> Same<T> for T {
    fn same(&self) -> &T {
        self
    }
}

/// What the model is told: a text as it is, all else as JSON.
fn content(tool: &'static str, output: &impl Serialize) -> Result<String, ToolError> {
    let unwritten = |error| ToolError::fail(Unwritten { tool, error });
    let json = serde_json::to_string(output).map_err(unwritten)?;
    if json.starts_with('"') {
        return serde_json::from_str(&json).map_err(unwritten);
    }
    Ok(json)
}

/// An output that is no JSON: the tool itself has ended well.
#[derive(Debug, thiserror::Error)]
#[error("the output of `{tool}` cannot be written as JSON: {error}")]
struct Unwritten {
    tool: &'static str,
    #[source]
    error: serde_json::Error,
}
