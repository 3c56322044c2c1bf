//! Text as names and values of headers.

use std::fmt;

use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::secrets::Secrets;

/// Why a text cannot be what it was given for. It does not have the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Unfit {
    Name,
    Value,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // A whole line as the name, or name and value swapped: the text may be a key.
            Self::Name => "is called by a text that is not the name of a header (not shown here)",
            Self::Value => "has characters other than printable ASCII",
        })
    }
}

/// Names that begin as a key does are shorter.
const SHORTEST_KEY: usize = 20;

/// The name of a header as it was given. A key could be one by its letters, but then it is the
/// value that stands in the wrong place.
pub(crate) fn name(text: &str) -> Result<HeaderName, Unfit> {
    let name = HeaderName::from_bytes(text.as_bytes()).ok();
    let is_key = text.starts_with("sk-") && text.len() >= SHORTEST_KEY;
    name.filter(|_| !is_key).ok_or(Unfit::Name)
}

/// Marked as sensitive, so that nothing prints it and HTTP/2 does not put it into its tables.
pub(crate) fn value(text: &str) -> Result<HeaderValue, Unfit> {
    // A tab and bytes above ASCII are legal, but the latter have no agreed meaning, and in a key
    // both are a slip of the clipboard.
    let text = Some(text).filter(|text| text.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    let Some(Ok(mut value)) = text.map(HeaderValue::from_str) else {
        return Err(Unfit::Value);
    };
    value.set_sensitive(true);
    Ok(value)
}

/// What `Authorization` says with a key.
pub(crate) fn bearer(key: &str) -> Result<HeaderValue, Unfit> {
    let text = SecretString::from(format!("Bearer {key}"));
    value(text.expose_secret())
}

/// The name as it may be shown: what is none, or looks like a key, is not.
pub(crate) fn shown(text: &str) -> &str {
    let is_shown = name(text).is_ok() && Secrets::default().clean(text) == text;
    if is_shown { text } else { "…" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_no_name() {
        assert_eq!(name("sk-proj-hunter2hunter2"), Err(Unfit::Name));
        for text in ["sk-tenant", "x-sk-identity-of-the-tenant"] {
            assert_eq!(name(text).unwrap(), text);
        }
    }

    #[test]
    fn only_names_are_shown() {
        for (text, expected) in [
            ("X-Tenant", "X-Tenant"),
            ("Bearer hunter2", "…"),
            ("Authorization: Bearer hunter2", "…"),
            ("sk-proj-hunter2hunter2", "…"),
            ("sk-hunter2", "…"),
            ("x-task-sk-1", "x-task-sk-1"),
            ("", "…"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
