//! Which names the API takes for formats, tools and definitions.

/// Characters that a format or tool name may have at most.
pub const LENGTH: usize = 64;

/// Characters that the name of a function tool may have at most in the Responses API.
///
/// Source: `FunctionToolParam` in the API's description.
pub const RESPONSES_TOOL_LENGTH: usize = 128;

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// The name has no characters.
    Empty,
    /// The name has more characters than it may, mostly [`LENGTH`].
    TooLong,
    /// The name has a character outside `A-Z a-z 0-9 _ -`.
    Character,
}

impl NameError {
    /// The part of the rule that the name breaks, for messages.
    pub(crate) const fn rule(self) -> &'static str {
        match self {
            Self::Empty => "a name needs at least one character",
            Self::TooLong => "a name has at most 64 characters",
            Self::Character => "a name is made of `A-Z a-z 0-9 _ -`",
        }
    }
}

/// Judges the name of a response format or function tool: 1–64 of `A-Z a-z 0-9 _ -`.
///
/// # Errors
///
/// Says which part of the rule the name breaks.
///
/// # Examples
///
/// ```
/// use openai_structured::strict::name::{NameError, check};
///
/// assert_eq!(check("Invoice"), Ok(()));
/// assert_eq!(check("my invoice"), Err(NameError::Character));
/// ```
pub const fn check(name: &str) -> Result<(), NameError> {
    check_up_to(name, LENGTH)
}

/// Judges a name that may have so many characters, as [`RESPONSES_TOOL_LENGTH`].
///
/// # Errors
///
/// Says which part of the rule the name breaks.
///
/// # Examples
///
/// ```
/// use openai_structured::strict::name::{RESPONSES_TOOL_LENGTH, check, check_up_to};
///
/// let name = "n".repeat(100);
/// assert!(check(&name).is_err());
/// assert_eq!(check_up_to(&name, RESPONSES_TOOL_LENGTH), Ok(()));
/// ```
pub const fn check_up_to(name: &str, most: usize) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    let mut rest = name.as_bytes();
    while let [byte, tail @ ..] = rest {
        if !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-') {
            return Err(NameError::Character);
        }
        rest = tail;
    }
    // Every byte is ASCII here, so bytes are characters.
    if name.len() > most {
        return Err(NameError::TooLong);
    }
    Ok(())
}

/// Whether a name may stand in a `$ref` without being encoded: the engine does not decode it.
pub(crate) const fn is_reference_name(name: &str) -> bool {
    let mut rest = name.as_bytes();
    while let [byte, tail @ ..] = rest {
        if !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-') {
            return false;
        }
        rest = tail;
    }
    !name.is_empty()
}
