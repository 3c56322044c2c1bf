//! Reads what a service says about an error, in every shape that services use.
//!
//! Documented is `{"error":{"message","type","param","code"}}`. Seen beside it: `{"error":"text"}`
//! (LM Studio), a list around it (Gemini), the fields at the top (many Python servers), plain text
//! and HTML (proxies), and AWS's `{"__type","Message"}`, whose type may stand in a header instead.

#[cfg(feature = "transport")]
use http::HeaderMap;
use serde_json::{Map, Value};

use crate::secrets::Secrets;

/// What a service says about an error.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ServiceError {
    pub(crate) message: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) param: Option<String>,
    pub(crate) code: Option<String>,
}

impl ServiceError {
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

    pub(super) fn from_fields(fields: &Map<String, Value>) -> Self {
        Self {
            message: ["message", "detail", "Message"]
                .iter()
                .find_map(|name| text(fields.get(*name))),
            kind: text(fields.get("type")).or_else(|| {
                let of_aws = text(fields.get("__type"))?;
                Some(aws_type(&of_aws).to_owned())
            }),
            param: text(fields.get("param")),
            code: text(fields.get("code")),
        }
    }

    /// With the type that AWS has in a header, if no other is known.
    #[cfg(feature = "transport")]
    pub(super) fn typed_by(mut self, headers: &HeaderMap) -> Self {
        if self.kind.is_none() {
            let of_aws = headers.get("x-amzn-errortype");
            let of_aws = of_aws.and_then(|value| value.to_str().ok());
            self.kind = of_aws.map(|text| aws_type(text).to_owned());
        }
        self
    }

    /// Without secrets: some services repeat the one they refuse.
    pub(super) fn cleaned(self, secrets: &Secrets) -> Self {
        let clean = |text: Option<String>| text.map(|text| secrets.clean(&text));
        let clean_name = |text: Option<String>| text.map(|text| secrets.clean_name(&text));
        Self {
            message: clean(self.message),
            kind: clean_name(self.kind),
            param: clean_name(self.param),
            code: clean_name(self.code),
        }
    }
}

/// The name alone of `namespace#Name:address`.
fn aws_type(text: &str) -> &str {
    let name = text.rsplit('#').next().unwrap_or(text);
    name.split(':').next().unwrap_or(name)
}

/// A text or a number; empty is none.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
