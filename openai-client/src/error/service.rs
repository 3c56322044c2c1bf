//! Reads what a service says about an error, in every shape that services use.
//!
//! Documented is `{"error":{"message","type","param","code"}}`. Seen beside it: `{"error":"text"}`
//! (LM Studio), a list around it (Gemini), the fields at the top (many Python servers), plain text
//! and HTML (proxies).

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::{Map, Value};

use crate::secrets::Secrets;

/// What a service says about an error.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct ServiceError {
    pub(crate) message: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) param: Option<String>,
    pub(crate) code: Option<String>,
}

impl ServiceError {
    /// Reads the body of a refusal.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        match serde_json::from_slice(body) {
            Ok(json) => Self::in_json(&json).or_else(|| Self::at_top(&json)),
            Err(_) => plain(body).map(Self::only_message),
        }
    }

    /// Finds an `error` in JSON; none if there is no such key or it says that there is no error:
    /// null, false or an empty text.
    pub(crate) fn in_json(json: &Value) -> Option<Self> {
        match json {
            Value::Array(items) => items.iter().find_map(Self::in_json),
            Value::Object(fields) => match fields.get("error")? {
                Value::Null | Value::Bool(false) => None,
                Value::String(text) if text.is_empty() => None,
                Value::Object(error) => Some(Self::from_fields(error)),
                other => Some(Self {
                    // Beside a short `error` text the other fields stand at the top.
                    message: text(Some(other)).or_else(|| text(fields.get("message"))),
                    ..Self::from_fields(fields)
                }),
            },
            _ => None,
        }
    }

    /// Reads the data of an event of a stream; none if it reports no error.
    ///
    /// An error is what is named so, what has an `error` at the top, and the flat form
    /// `{"type":"error","code","message","param"}`, in which `object` may stand for `type`.
    pub(crate) fn in_event(name: Option<&str>, data: &[u8]) -> Option<Self> {
        static WORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(br#""error""#));
        let mut found = if name == Some("error") {
            Self::read(data).unwrap_or_default()
        } else {
            // Nearly no event is one, so nothing is read without need. Within a text of the answer,
            // the quotes would be escaped.
            WORD.find(data)?;
            let json: Value = serde_json::from_slice(data).ok()?;
            Self::in_json(&json).or_else(|| {
                let is_error = |key| json.get(key).and_then(Value::as_str) == Some("error");
                let is_flat = is_error("type") || is_error("object");
                (is_flat && json.get("choices").is_none()).then(|| Self::at_top(&json))?
            })?
        };
        // That it is an error is not of which class it is.
        found.kind.take_if(|kind| kind == "error");
        Some(found)
    }

    fn at_top(json: &Value) -> Option<Self> {
        match json {
            Value::String(message) => Some(Self::only_message(message.clone())),
            Value::Object(fields) => {
                let found = Self::from_fields(fields);
                (found != Self::default()).then_some(found)
            }
            _ => None,
        }
    }

    fn from_fields(fields: &Map<String, Value>) -> Self {
        Self {
            message: text(fields.get("message")).or_else(|| text(fields.get("detail"))),
            kind: text(fields.get("type")),
            param: text(fields.get("param")),
            code: text(fields.get("code")),
        }
    }

    fn only_message(message: String) -> Self {
        Self {
            message: Some(message),
            ..Self::default()
        }
    }

    /// Without secrets: some services repeat the one they refuse.
    pub(super) fn cleaned(self, secrets: &Secrets) -> Self {
        let clean = |text: Option<String>| text.map(|text| secrets.clean(&text));
        Self {
            message: clean(self.message),
            kind: clean(self.kind),
            param: clean(self.param),
            code: clean(self.code),
        }
    }
}

/// A text or a number; empty is none.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A plain text is the message; a page of HTML is a body and none.
fn plain(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let is_message = !text.is_empty() && !text.starts_with(['<', '{', '[']);
    is_message.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        body: &str,
        message: Option<&str>,
        kind: Option<&str>,
        param: Option<&str>,
        code: Option<&str>,
    ) {
        let own = |text: Option<&str>| text.map(str::to_owned);
        let expected = ServiceError {
            message: own(message),
            kind: own(kind),
            param: own(param),
            code: own(code),
        };
        assert_eq!(
            ServiceError::read(body.as_bytes()).unwrap_or_default(),
            expected,
            "{body}"
        );
    }

    #[test]
    fn every_shape_is_read() {
        check(
            r#"{"error":{"message":"m","type":"t","param":"p","code":"c"}}"#,
            Some("m"),
            Some("t"),
            Some("p"),
            Some("c"),
        );
        check(
            r#"{"error":{"message":"m","code":429,"param":null}}"#,
            Some("m"),
            None,
            None,
            Some("429"),
        );
        check(r#"{"error":"m"}"#, Some("m"), None, None, None);
        check(
            r#"{"error":"m","code":"c"}"#,
            Some("m"),
            None,
            None,
            Some("c"),
        );
        check(
            r#"[{"error":{"message":"m","code":400}}]"#,
            Some("m"),
            None,
            None,
            Some("400"),
        );
        check(
            r#"{"object":"error","message":"m","type":"t","code":404}"#,
            Some("m"),
            Some("t"),
            None,
            Some("404"),
        );
        check(
            r#"{"detail":"Not Found"}"#,
            Some("Not Found"),
            None,
            None,
            None,
        );
        check(r#""m""#, Some("m"), None, None, None);
        check(
            "upstream connect error\n",
            Some("upstream connect error"),
            None,
            None,
            None,
        );
    }

    #[test]
    fn what_says_nothing_is_nothing() {
        for body in [
            "",
            "  ",
            "<html><body>502</body></html>",
            "{}",
            "[]",
            "null",
            r#"{"error":null}"#,
            "{\"error\":{\"mess",
        ] {
            check(body, None, None, None, None);
        }
        assert_eq!(ServiceError::read(b"\xff\xfe"), None);
    }
}
