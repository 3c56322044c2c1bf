//! A function tool as a request offers it.

use crate::draft::Draft;
use crate::schema::parameters::parameters;
use crate::schema::{Profile, ResponseFormat, Schema};
use std::borrow::Cow;

/// A struct whose fields are the arguments of a call: what a model may call.
///
/// Implemented by `#[derive(FunctionTool)]`, which stands beside `#[derive(ResponseFormat)]`.
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
///
/// /// The weather of a city, now.
/// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
/// struct GetWeather {
///     /// Without the country.
///     city: String,
/// }
///
/// assert_eq!(GetWeather::TOOL.name(), "get_weather");
/// assert_eq!(GetWeather::TOOL.description(), Some("The weather of a city, now."));
/// assert_eq!(
///     GetWeather::TOOL.parameters(),
///     r#"{"type":"object","properties":{"city":{"type":"string","description":"Without the country."}},"required":["city"],"additionalProperties":false}"#,
/// );
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tool",
    label = "this type is not offered to the model",
    note = "derive it: `#[derive(Deserialize, ResponseFormat, FunctionTool)]` on `{Self}`"
)]
pub trait FunctionTool: Arguments {
    /// The tool as a request offers it.
    const TOOL: ToolDefinition;
    /// Its name alone: for that no schema is written.
    #[doc(hidden)]
    const __NAME: &'static str;
}

/// What the arguments of a tool are.
pub trait Arguments: ResponseFormat + Schema<Draft: Draft + Send> + 'static {}

impl<T: ResponseFormat + Schema<Draft: Draft + Send> + 'static> Arguments for T {}

/// A function tool as a request offers it. All of it is known when the program is compiled.
#[cfg_attr(
    feature = "client",
    doc = "\nA request takes it as it is: `request.tools([GetWeather::TOOL])`, a whole set as\n`request.tools(Tools::TOOLS)`, and beside tools of other kinds as\n[`client::chat::Tool::from`](crate::client::chat::Tool)."
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToolDefinition {
    name: &'static str,
    description: Option<&'static str>,
    parameters: &'static str,
    strict: bool,
}

/// What the derive says of a tool.
pub const fn tool<T: FunctionTool>(
    description: Option<&'static str>,
    strict: bool,
) -> ToolDefinition {
    ToolDefinition {
        name: T::__NAME,
        description,
        parameters: match description {
            Some(_) => parameters::<T>(),
            // That of a newtype may have one of the type inside.
            None => T::SCHEMA.json(),
        },
        strict,
    }
}

impl ToolDefinition {
    /// The name by which the model calls it.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What the model is told of it.
    pub const fn description(&self) -> Option<&'static str> {
        self.description
    }

    /// The schema of the arguments, as the API takes it. The tool's description is not repeated in
    /// it.
    pub const fn parameters(&self) -> &'static str {
        self.parameters
    }

    /// Whether the service holds the model to the schema.
    pub const fn is_strict(&self) -> bool {
        self.strict
    }

    /// The schema of the arguments as another kind of model takes it: the same text for
    /// [`Profile::OpenAi`].
    pub fn render(&self, profile: &Profile) -> Cow<'static, str> {
        profile.adapt(Cow::Borrowed(self.parameters))
    }
}

#[cfg(feature = "client")]
mod wire {
    //! The tool of a request.

    use super::ToolDefinition;
    use crate::schema::Profile;
    use openai_client::RawJson;
    use openai_client::chat::{FunctionTool, Tool};

    impl ToolDefinition {
        /// The tool for a kind of model.
        pub(crate) fn for_profile(&self, profile: Profile) -> FunctionTool {
            #[expect(clippy::expect_used, reason = "the text of a schema is JSON")]
            let parameters =
                RawJson::new(self.render(&profile)).expect("the schema's text is JSON");
            let mut tool = FunctionTool::new(self.name)
                .parameters(parameters)
                .strict(self.strict);
            tool.description = self.description.map(str::to_owned);
            tool
        }
    }

    impl From<ToolDefinition> for FunctionTool {
        fn from(tool: ToolDefinition) -> Self {
            tool.for_profile(Profile::OpenAi)
        }
    }

    impl From<ToolDefinition> for Tool {
        fn from(tool: ToolDefinition) -> Self {
            Self::Function(tool.into())
        }
    }

    // A set's tools are a list of references: with these, it is a request's as it is.

    impl From<&ToolDefinition> for FunctionTool {
        fn from(tool: &ToolDefinition) -> Self {
            (*tool).into()
        }
    }

    impl From<&ToolDefinition> for Tool {
        fn from(tool: &ToolDefinition) -> Self {
            (*tool).into()
        }
    }
}
