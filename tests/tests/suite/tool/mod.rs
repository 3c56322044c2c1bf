//! Tools: what a request offers, and what becomes of a call.

mod calling;
mod calls;
mod definitions;
mod drafts;
mod sets;

use openai_structured::prelude::*;

/// The weather of a city, now.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool, PartialEq)]
struct GetWeather {
    /// Without the country.
    city: String,
    unit: Option<Unit>,
}

/// What degrees are meant.
#[derive(Debug, Clone, Copy, Deserialize, ResponseFormat, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Celsius,
    Fahrenheit,
}

/// The time, now.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool, PartialEq)]
struct Now {}

#[derive(Debug, Deserialize, ResponseFormat, FunctionTool, PartialEq)]
#[openai(
    name = "read-file",
    description = "Reads lines of a file.",
    strict = false
)]
struct ReadFile {
    path: String,
    #[openai(minimum = 1)]
    lines: u32,
}

/// The arguments of a call of one of these are in its own type.
#[derive(Debug, ToolSet, PartialEq)]
enum Tools {
    GetWeather(GetWeather),
    Now(Now),
}

/// A set within a set, and a tool behind it.
#[derive(Debug, ToolSet, PartialEq)]
#[openai(draft = "PartOfCall")]
enum All {
    Tools(Tools),
    ReadFile(ReadFile),
}
