//! JSON that travels as text: checked once, then written to the wire byte for byte.

use std::{borrow::Cow, fmt, sync::Arc};

use serde::{Serialize, Serializer};
use serde_json::{Value, value::RawValue};

use crate::error::Error;

/// A JSON text that is sent exactly as it is: same key order, same spacing, never parsed again.
///
/// Schemas travel this way, because the order of their keys is the order in which a model answers.
/// Cloning is cheap.
///
/// ```
/// use openai_client::RawJson;
///
/// let schema = RawJson::new(r#"{"type":"object","properties":{}}"#)?;
/// assert_eq!(schema.get(), r#"{"type":"object","properties":{}}"#);
/// assert!(RawJson::new("{oops").is_err());
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Clone)]
pub struct RawJson(Text);

#[derive(Clone)]
enum Text {
    Static(&'static RawValue),
    Shared(Arc<RawValue>),
}

impl RawJson {
    /// Takes a JSON text. A `&'static str` is not copied.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ErrorKind::Request) when the text is not one JSON value.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Result<Self, Error> {
        let text = match text.into() {
            Cow::Borrowed(text) => {
                serde_json::from_str::<&'static RawValue>(text).map(Text::Static)
            }
            Cow::Owned(text) => RawValue::from_string(text).map(|raw| Text::Shared(raw.into())),
        };
        match text {
            Ok(text) => Ok(Self(text)),
            Err(cause) => Err(Error::request(
                "the text is not one JSON value",
                Some(cause.into()),
            )),
        }
    }

    /// The text.
    pub fn get(&self) -> &str {
        self.raw().get()
    }

    fn raw(&self) -> &RawValue {
        match &self.0 {
            Text::Static(raw) => raw,
            Text::Shared(raw) => raw,
        }
    }
}

impl Default for RawJson {
    /// `null`.
    fn default() -> Self {
        RawValue::NULL.into()
    }
}

impl From<&'static RawValue> for RawJson {
    fn from(raw: &'static RawValue) -> Self {
        Self(Text::Static(raw))
    }
}

impl From<Box<RawValue>> for RawJson {
    fn from(raw: Box<RawValue>) -> Self {
        Self(Text::Shared(raw.into()))
    }
}

impl From<Value> for RawJson {
    #[expect(
        clippy::expect_used,
        reason = "a `Value` has string keys and finite numbers only, so it always has a JSON text"
    )]
    fn from(value: Value) -> Self {
        serde_json::value::to_raw_value(&value)
            .expect("a value has a JSON text")
            .into()
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get())
    }
}

impl PartialEq for RawJson {
    /// Equal as texts, not as JSON values.
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_not_touched() {
        let text = "{\"z\": 1,\n \"a\": 1.50e1}";
        let raw = RawJson::new(text).unwrap();
        assert_eq!(serde_json::to_string(&raw).unwrap(), text);
        let owned = RawJson::new(text.to_owned()).unwrap();
        assert_eq!(serde_json::to_string(&owned).unwrap(), text);
        assert_eq!(raw, owned);
    }

    #[test]
    fn what_is_not_one_json_value_is_refused() {
        for text in ["", "{", "{} {}", "nul"] {
            let error = RawJson::new(text).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Request, "{text}");
        }
    }
}
