//! The sizes that strict mode allows, as the structured outputs guide documents them.
//!
//! Source: <https://platform.openai.com/docs/guides/structured-outputs>, section "Supported
//! schemas". Counts are over the schema's text: a definition counts once however often it is
//! referenced.

/// Nested objects and arrays; the root is level one.
pub const NESTING: usize = 10;

/// Properties of all objects together.
pub const PROPERTIES: usize = 5_000;

/// Values of all enums together.
pub const ENUM_VALUES: usize = 1_000;

/// An enum with more values than this has its characters counted ([`LARGE_ENUM_CHARACTERS`]).
pub const LARGE_ENUM: usize = 250;

/// Characters of all values of one enum that has more than [`LARGE_ENUM`] values.
pub const LARGE_ENUM_CHARACTERS: usize = 15_000;

/// Characters of all property names, definition names, enum values and constants together.
pub const CHARACTERS: usize = 120_000;

/// The largest magnitude of a bound: 2^53 − 1. The constraint engine reads bounds as `f64`, so a
/// larger one is silently rounded or fails to compile.
pub const BOUND: i64 = 9_007_199_254_740_991;

/// Characters of a function tool's description.
///
/// Source: the error of the chat completions API, "string too long. Expected a string with maximum
/// length 1024". The Responses API documents none.
pub const TOOL_DESCRIPTION: usize = 1_024;
