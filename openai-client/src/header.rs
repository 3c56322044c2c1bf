//! Text as names and values of headers.

use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// The name of a header as it was given. A complaint begins with `place`, where it was given.
pub(crate) fn name(place: &str, text: &str) -> Result<HeaderName, Error> {
    HeaderName::from_bytes(text.as_bytes()).map_err(|_| {
        let what = format!("{place}{text:?} is not the name of a header");
        Error::config(what, None)
    })
}

/// Marked as sensitive, so that nothing prints it and HTTP/2 does not put it into its tables.
pub(crate) fn value(what: &str, text: &str) -> Result<HeaderValue, Error> {
    // A tab and bytes above ASCII are legal, but the latter have no agreed meaning, and in a key
    // both are a slip of the clipboard.
    let text = Some(text).filter(|text| text.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    let Some(Ok(mut value)) = text.map(HeaderValue::from_str) else {
        return Err(Error::config(
            format!("{what} has characters other than printable ASCII"),
            None,
        ));
    };
    value.set_sensitive(true);
    Ok(value)
}

/// What `Authorization` says with a key.
pub(crate) fn bearer(what: &str, key: &str) -> Result<HeaderValue, Error> {
    let text = SecretString::from(format!("Bearer {key}"));
    value(what, text.expose_secret())
}
