//! Several tools as one type: which there are, and a call of one of them.

use super::definition::{FunctionTool, ToolDefinition};
use crate::draft::DraftOf;
use crate::read::{DraftReader, Mismatch, read};
use std::fmt::Debug;

/// A call of one of some tools.
///
/// Implemented by `#[derive(ToolSet)]` on an enum whose variants each hold a tool or another set.
/// Every tool is a set of one.
///
/// # Examples
///
/// ```
/// use openai_structured::{prelude::*, read_call};
///
/// /// The weather of a city, now.
/// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
/// struct GetWeather {
///     city: String,
/// }
///
/// /// The time, now.
/// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
/// struct Now {}
///
/// #[derive(ToolSet)]
/// enum Tools {
///     GetWeather(GetWeather),
///     Now(Now),
/// }
///
/// let names = Tools::TOOLS.iter().map(|tool| tool.name());
/// assert_eq!(names.collect::<Vec<_>>(), ["get_weather", "now"]);
///
/// match read_call::<Tools>("get_weather", r#"{"city":"Bonn"}"#)? {
///     Tools::GetWeather(weather) => assert_eq!(weather.city, "Bonn"),
///     Tools::Now(Now {}) => unreachable!(),
/// }
/// # Ok::<(), openai_structured::CallError>(())
/// ```
#[cfg_attr(
    feature = "client",
    doc = "\nA request offers all of them with `request.tools(Tools::TOOLS)`; what the model calls is read by\n[`ToolCallExt::parse`](crate::ToolCallExt::parse). [`ChatExt::run_tools`](crate::ChatExt::run_tools)\ndoes both."
)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a tool nor a set of tools",
    label = "the model cannot call this",
    note = "a tool: `#[derive(Deserialize, ResponseFormat, FunctionTool)]` on a struct",
    note = "a set: `#[derive(ToolSet)]` on an enum whose variants each hold one of them"
)]
pub trait ToolSet: Sized + 'static {
    /// All tools, in the order of the variants.
    const TOOLS: &'static [ToolDefinition];

    /// The names of [`TOOLS`](Self::TOOLS), for which no schema is written.
    #[doc(hidden)]
    const __NAMES: &'static [&'static str];

    /// The arguments of a call while they arrive: of a set an enum with the same variants, each with
    /// the draft of its tool; of a tool its draft, borrowed.
    type Draft<'a>: Copy + Debug;

    /// The reader of the arguments of one call.
    #[doc(hidden)]
    type Reader: Send;

    /// The reader for the tool at this place of [`TOOLS`](Self::TOOLS).
    #[doc(hidden)]
    fn __reader(tool: usize) -> Option<Self::Reader>;

    /// Reads a piece of the arguments. An error is said once.
    #[doc(hidden)]
    fn __push(reader: &mut Self::Reader, piece: &str) -> Result<(), Mismatch>;

    /// What has arrived.
    #[doc(hidden)]
    fn __draft(reader: &Self::Reader) -> Self::Draft<'_>;

    /// The call, of all of the text. Blank arguments are those of a tool without any.
    #[doc(hidden)]
    fn __finish(reader: Self::Reader) -> Result<Self, Mismatch>;
}

impl<T: FunctionTool> ToolSet for T {
    const TOOLS: &'static [ToolDefinition] = &[T::TOOL];
    const __NAMES: &'static [&'static str] = &[T::__NAME];
    type Draft<'a> = &'a DraftOf<T>;
    type Reader = DraftReader<T>;

    fn __reader(tool: usize) -> Option<Self::Reader> {
        (tool == 0).then(DraftReader::new)
    }

    fn __push(reader: &mut Self::Reader, piece: &str) -> Result<(), Mismatch> {
        reader.push(piece)
    }

    fn __draft(reader: &Self::Reader) -> Self::Draft<'_> {
        reader.draft()
    }

    fn __finish(reader: Self::Reader) -> Result<Self, Mismatch> {
        // Services say in all these ways that a call has no arguments.
        match reader.text().trim() {
            "" | "null" => read("{}"),
            _ => reader.finish(),
        }
    }
}
