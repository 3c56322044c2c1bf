//! The form of the answer that a request asks for.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use crate::raw_json::RawJson;

/// The form of the answer: free text, any JSON object, or JSON under a schema (`response_format`).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ResponseFormatParam {
    /// Free text, the service's default.
    Text,
    /// Any JSON object; the messages must mention JSON.
    JsonObject,
    /// JSON under a schema.
    JsonSchema(JsonSchemaFormat),
    /// A form that this version does not know, written as it is.
    Other(Value),
}

/// A schema, and what to call it.
///
/// ```
/// use openai_client::{
///     ChatRequest, RawJson,
///     chat::JsonSchemaFormat,
/// };
///
/// let schema = RawJson::new(
///     r#"{"type":"object","properties":{"word":{"type":"string"}},"required":["word"],"additionalProperties":false}"#,
/// )?;
/// let request = ChatRequest::new("gpt-5-mini")
///     .user("Say one word.")
///     .response_format(JsonSchemaFormat::new("word", schema).strict(true));
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JsonSchemaFormat {
    /// Letters, digits, `_` and `-`, at most 64; the service checks it.
    pub name: String,
    /// What the answer is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the answer must obey the schema exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// The schema, sent byte for byte.
    pub schema: RawJson,
}

impl JsonSchemaFormat {
    /// A named schema.
    pub fn new(name: impl Into<String>, schema: impl Into<RawJson>) -> Self {
        Self {
            name: name.into(),
            description: None,
            strict: None,
            schema: schema.into(),
        }
    }

    /// What the answer is for.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Whether the answer must obey the schema exactly.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = Some(strict);
        self
    }
}

impl From<JsonSchemaFormat> for ResponseFormatParam {
    fn from(format: JsonSchemaFormat) -> Self {
        Self::JsonSchema(format)
    }
}

impl Serialize for ResponseFormatParam {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, schema) = match self {
            Self::Text => ("text", None),
            Self::JsonObject => ("json_object", None),
            Self::JsonSchema(schema) => ("json_schema", Some(schema)),
            Self::Other(format) => return format.serialize(serializer),
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", kind)?;
        if let Some(schema) = schema {
            map.serialize_entry("json_schema", schema)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_form_has_its_shape() {
        let schema = RawJson::new(r#"{"z":1, "a":2}"#).unwrap();
        let bare = JsonSchemaFormat::new("n", schema);
        for (format, expected) in [
            (ResponseFormatParam::Text, r#"{"type":"text"}"#),
            (ResponseFormatParam::JsonObject, r#"{"type":"json_object"}"#),
            (
                bare.clone().into(),
                r#"{"type":"json_schema","json_schema":{"name":"n","schema":{"z":1, "a":2}}}"#,
            ),
            (
                bare.description("d").strict(true).into(),
                r#"{"type":"json_schema","json_schema":{"name":"n","description":"d","strict":true,"schema":{"z":1, "a":2}}}"#,
            ),
            (
                ResponseFormatParam::Other(json!({"type": "grammar"})),
                r#"{"type":"grammar"}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&format).unwrap(), expected);
        }
    }
}
