//! Whether the body of a refusal, or an event of a stream, says what is wrong.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::Value;

use super::ServiceError;

impl ServiceError {
    /// Reads the body of a refusal.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        match serde_json::from_slice(body) {
            Ok(json) => Self::in_json(&json).or_else(|| Self::at_top(&json)),
            Err(_) => plain(body).map(Self::only_message),
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

    pub(super) fn at_top(json: &Value) -> Option<Self> {
        match json {
            Value::String(message) => Some(Self::only_message(message.clone())),
            Value::Object(fields) => {
                let found = Self::from_fields(fields);
                (found != Self::default()).then_some(found)
            }
            _ => None,
        }
    }

    fn only_message(message: String) -> Self {
        Self {
            message: Some(message),
            ..Self::default()
        }
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
