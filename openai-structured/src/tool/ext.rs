//! Typed calls of an answer's message.

use super::call::{CallError, read_call, unknown};
use super::set::ToolSet;
use openai_client::chat::{FunctionToolCall, ToolCall};

/// Calls of an answer as typed values.
///
/// # Examples
///
/// ```
/// use openai_structured::client::chat::FunctionToolCall;
/// use openai_structured::prelude::*;
///
/// /// Throws dice.
/// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
/// struct Throw {
///     dice: u8,
/// }
///
/// #[derive(Debug, ToolSet)]
/// enum Tools {
///     Throw(Throw),
/// }
///
/// // What the model may call:
/// let request = ChatRequest::new("gpt-4o").user("Throw two dice.").tools(Tools::TOOLS);
/// # assert_eq!(request.tools.unwrap_or_default().len(), 1);
///
/// // What it has called, as it stands in the message of an answer:
/// let call = FunctionToolCall::new("call_1", "throw", r#"{"dice":2}"#);
/// let Tools::Throw(throw) = call.parse()?;
/// assert_eq!(throw.dice, 2);
/// # Ok::<(), openai_structured::CallError>(())
/// ```
pub trait ToolCallExt: sealed::Sealed {
    /// The call of one of the set's tools.
    ///
    /// # Errors
    ///
    /// It is a call of something else, or the arguments are not those of the tool.
    /// [`CallError::for_model`] is what to answer the model.
    fn parse<S: ToolSet>(&self) -> Result<S, CallError>;
}

impl ToolCallExt for FunctionToolCall {
    fn parse<S: ToolSet>(&self) -> Result<S, CallError> {
        read_call(&self.function.name, &self.function.arguments)
    }
}

impl ToolCallExt for ToolCall {
    fn parse<S: ToolSet>(&self) -> Result<S, CallError> {
        match self {
            Self::Function(call) => call.parse(),
            // No other kind of call has typed arguments.
            call => Err(unknown::<S>(call.name())),
        }
    }
}

mod sealed {
    /// Nobody else's types have typed calls, so calls may be added.
    pub trait Sealed {}
    impl Sealed for openai_client::chat::FunctionToolCall {}
    impl Sealed for openai_client::chat::ToolCall {}
}
