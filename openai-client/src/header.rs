//! Text as names and values of headers.

use std::{borrow::Cow, fmt};

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

/// The name of a header as it was given.
pub(crate) fn name(text: &str) -> Result<HeaderName, Unfit> {
    HeaderName::from_bytes(text.as_bytes()).map_err(|_| Unfit::Name)
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
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if name(text).is_ok() {
        Secrets::default().clean(text).into()
    } else {
        "…".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_shown() {
        for (text, expected) in [
            ("X-Tenant", "X-Tenant"),
            ("Bearer hunter2", "…"),
            ("Authorization: Bearer hunter2", "…"),
            ("sk-proj-hunter2hunter2", "[key]"),
            ("", "…"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
