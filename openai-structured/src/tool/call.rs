//! From the name and the arguments of a call to a typed value.

use super::set::ToolSet;
use crate::read::{Mismatch, clipped};
use std::fmt;

/// A call that is none of a set's tools.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// There is no function tool of this name. It may be a custom tool, whose call has no typed
    /// arguments.
    #[error("no tool is named `{}`; there {}", clipped(name), There(known))]
    #[non_exhaustive]
    Unknown {
        /// The name that was called.
        name: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// The arguments are not those of the tool.
    #[error("the arguments of `{name}` do not fit: {mismatch}")]
    #[non_exhaustive]
    Arguments {
        /// The tool that was called.
        name: &'static str,
        /// Where and how they do not.
        #[source]
        mismatch: Mismatch,
    },
}

impl CallError {
    /// What a model that made the call needs to make a better one: the names that there are, or the
    /// place in the arguments, what was expected there and what was found. `Display` has no value of
    /// the arguments, this has the one that was wrong. What is long is cut.
    pub fn for_model(&self) -> String {
        match self {
            Self::Unknown { name, known } if known.is_empty() => {
                format!(
                    "There is no tool named `{}`, and no other either.",
                    clipped(name)
                )
            }
            Self::Unknown { name, known } => {
                format!(
                    "There is no tool named `{}`. The tools are: {}.",
                    clipped(name),
                    Names(known)
                )
            }
            Self::Arguments { name, mismatch } => {
                format!(
                    "The arguments of `{name}` are wrong. {}",
                    mismatch.for_model()
                )
            }
        }
    }
}

/// `a`, `b`
struct Names<'a>(&'a [&'static str]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, name) in self.0.iter().enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            write!(formatter, "{comma}`{name}`")?;
        }
        Ok(())
    }
}

/// "is `a`, `b`"
struct There<'a>(&'a [&'static str]);

impl fmt::Display for There<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => formatter.write_str("is none"),
            names => write!(formatter, "is {}", Names(names)),
        }
    }
}

/// Reads a call by the name of its tool and the text of its arguments, whoever received them.
///
/// Blank arguments are those of a tool without any.
///
/// # Errors
///
/// There is no tool of this name, or the arguments are not those of the tool.
/// [`CallError::for_model`] is what to answer the model.
///
/// # Examples
///
/// ```
/// use openai_structured::{prelude::*, read_call};
///
/// /// Throws dice.
/// #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
/// struct Throw {
///     dice: u8,
/// }
///
/// let throw: Throw = read_call("throw", r#"{"dice":2}"#)?;
/// assert_eq!(throw.dice, 2);
///
/// let error = read_call::<Throw>("throw", r#"{"dice":"two"}"#).unwrap_err();
/// assert_eq!(
///     error.for_model(),
///     "The arguments of `throw` are wrong. \
///      At `dice`: expected an integer from 0 to 255, found string \"two\".",
/// );
/// let error = read_call::<Throw>("roll", "{}").unwrap_err();
/// assert_eq!(error.for_model(), "There is no tool named `roll`. The tools are: `throw`.");
/// # Ok::<(), openai_structured::CallError>(())
/// ```
pub fn read_call<S: ToolSet>(name: &str, arguments: &str) -> Result<S, CallError> {
    let called = S::__NAMES.iter().position(|known| *known == name);
    let found = called.and_then(|tool| S::__reader(tool).zip(S::__NAMES.get(tool)));
    let Some((mut reader, name)) = found else {
        return Err(unknown::<S>(name));
    };
    // What is wrong with the text is said again at its end, where it may be none at all.
    let _ = S::__push(&mut reader, arguments);
    S::__finish(reader).map_err(|mismatch| CallError::Arguments { name, mismatch })
}

/// A call of what is no tool of the set.
pub(super) fn unknown<S: ToolSet>(name: &str) -> CallError {
    CallError::Unknown {
        name: name.to_owned(),
        known: S::__NAMES.to_vec(),
    }
}
