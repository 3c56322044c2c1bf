//! The form of the text that a model answers: free, any JSON object, or JSON under a schema.

use crate::{
    chat::{JsonSchemaFormat, Verbosity},
    raw_json::RawJson,
    wire::{wire_object, wire_union},
};

wire_object! {
    /// What the text of an answer is like.
    pub built struct TextOptions {} with {
        /// Its form.
        format: TextFormat,
        /// How wordy it is.
        verbosity: Verbosity,
    }
}

wire_union! {
    /// The form of the text: free, any JSON object, or JSON under a schema.
    ///
    /// ```
    /// use openai_client::{RawJson, chat::JsonSchemaFormat, responses::{ResponseRequest, TextFormat}};
    ///
    /// let any_object = ResponseRequest::new("gpt-5-mini").text_format(TextFormat::json_object());
    ///
    /// let schema = RawJson::new(
    ///     r#"{"type":"object","properties":{"word":{"type":"string"}},"required":["word"],"additionalProperties":false}"#,
    /// )?;
    /// let word = ResponseRequest::new("gpt-5-mini")
    ///     .input("Say one word.")
    ///     .text_format(JsonSchemaFormat::new("word", schema).strict(true));
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub enum TextFormat {
        /// Free text, the service's default.
        Text(PlainTextFormat) = "text",
        /// Any JSON object; the input must mention JSON.
        JsonObject(JsonObjectFormat) = "json_object",
        /// JSON under a schema.
        JsonSchema(TextSchemaFormat) = "json_schema",
    }
}

impl TextFormat {
    /// Free text.
    pub fn text() -> Self {
        Self::Text(PlainTextFormat::default())
    }

    /// Any JSON object.
    pub fn json_object() -> Self {
        Self::JsonObject(JsonObjectFormat::default())
    }
}

wire_object! {
    /// Free text.
    pub struct PlainTextFormat as "text" {}
}

wire_object! {
    /// Any JSON object.
    pub struct JsonObjectFormat as "json_object" {}
}

wire_object! {
    /// JSON under a schema; made from a [`JsonSchemaFormat`].
    pub struct TextSchemaFormat as "json_schema" {
        /// Letters, digits, `_` and `-`, at most 64; the service checks it.
        name: String,
    } with {
        /// What the answer is for.
        description: String,
        /// Whether the answer must obey the schema exactly.
        strict: bool,
        /// The schema, sent byte for byte.
        schema: RawJson,
    }
}

impl From<JsonSchemaFormat> for TextSchemaFormat {
    fn from(format: JsonSchemaFormat) -> Self {
        Self {
            name: format.name,
            description: format.description,
            strict: format.strict,
            schema: Some(format.schema),
            ..Self::default()
        }
    }
}

impl From<JsonSchemaFormat> for TextFormat {
    fn from(format: JsonSchemaFormat) -> Self {
        Self::JsonSchema(format.into())
    }
}
