//! Schemas that are known at run time: written by hand, loaded, or made by another crate.

#[cfg(feature = "schemars")]
mod foreign;
#[cfg(feature = "schemars")]
mod schemars;
mod text;
mod violations;

use crate::node::Identity;
use crate::read::{Mismatch, read_unchecked};
use crate::schema::{Profile, tokens};
use crate::strict::document::path::Path;
use crate::strict::document::{Kind, Surface, Violation, judge, too_deep, totals};
use crate::strict::name::{self, NameError};
use crate::strict::totals::Totals;
use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};

pub use self::violations::Violations;

/// A schema that is known at run time, checked by the rules that derived types are checked by.
///
/// What exists has no violation of the API's rules, its numbers and patterns are ones that the
/// constraint engine keeps, and an answer can end. Whether words that stand together leave a value is
/// judged for the bounds of integers alone: a pattern beside a format or lengths, or listed values
/// that contradict what stands beside them, may be refused when the request is sent.
///
/// The model writes the keys of an object in the order in which `properties` has them.
/// [`from_json`](Self::from_json) keeps the text, and so the order.
///
/// # Examples
///
/// ```
/// use openai_structured::SchemaDocument;
///
/// let schema = SchemaDocument::from_json("verdict", r#"{
///     "type": "object",
///     "properties": {
///         "reasoning": { "type": "string" },
///         "guilty": { "type": "boolean" }
///     },
///     "required": ["reasoning", "guilty"],
///     "additionalProperties": false
/// }"#)?;
/// assert_eq!((schema.name(), schema.properties()), ("verdict", 2));
///
/// // All violations at once, each with its place and what to write instead.
/// let open = r#"{"type":"object","properties":{"at":{"type":"string","format":"uri"}},"required":[]}"#;
/// let violations = SchemaDocument::from_json("open", open).unwrap_err();
/// let places: Vec<&str> = violations.iter().map(|one| one.pointer.as_str()).collect();
/// assert_eq!(places, ["", "", "/properties/at"]);
/// assert_eq!(violations.first().help(), Some(r#"add `"additionalProperties": false`"#));
/// # Ok::<(), openai_structured::Violations>(())
/// ```
///
#[cfg_attr(
    feature = "client",
    doc = "[`ChatExt::parse_as`](crate::ChatExt::parse_as) asks for an answer under it; without that \
           call it is a request's `response_format`."
)]
#[derive(Debug, Clone)]
pub struct SchemaDocument {
    name: String,
    json: Box<RawValue>,
    totals: Totals,
}

impl SchemaDocument {
    /// Checks a schema that is a value.
    ///
    /// Without `serde_json/preserve_order` a [`Value`] sorts its keys, and the model answers in
    /// that order: use [`from_json`](Self::from_json) where the order matters.
    ///
    /// # Errors
    ///
    /// All violations.
    pub fn from_value(name: impl Into<String>, schema: &Value) -> Result<Self, Violations> {
        let name = name.into();
        if let Some(deep) = too_deep(schema) {
            return Err(Violations::one(name, deep));
        }
        match serde_json::value::to_raw_value(schema) {
            Ok(json) => Self::new(name, json, schema, Vec::new()),
            Err(error) => Err(Violations::one(name, not_json(&error))),
        }
    }

    /// Checks a schema that is a text, and keeps the text as it is written.
    ///
    /// # Errors
    ///
    /// All violations; of a text that is no JSON, that alone.
    pub fn from_json(name: impl Into<String>, text: &str) -> Result<Self, Violations> {
        let name = name.into();
        let read = RawValue::from_string(text.to_owned())
            .and_then(|json| Ok((text::read(json.get())?, json)));
        match read {
            Ok(((schema, doubles), json)) => Self::new(name, json, &schema, doubles),
            Err(error) => Err(Violations::one(name, not_json(&error))),
        }
    }

    fn new(
        name: String,
        json: Box<RawValue>,
        schema: &Value,
        doubles: Vec<Violation>,
    ) -> Result<Self, Violations> {
        let mut found = judge_name(&name);
        found.extend(doubles);
        found.extend(judge(schema, Surface::ResponseFormat));
        Ok(Self {
            name: Violations::none(name, found)?,
            json,
            totals: totals(schema),
        })
    }

    /// Reads the text of an answer into any type that serde can.
    ///
    /// The text is one JSON document, read as [`read`](crate::read()) reads it. It is not compared
    /// with the schema: what `T` takes is taken.
    ///
    /// # Errors
    ///
    /// Says where the text and the type disagree, and how.
    pub fn read<T: DeserializeOwned>(&self, text: &str) -> Result<T, Mismatch> {
        read_unchecked(text)
    }

    /// A schema whose text is known to be strict. It is a text of ours, so it is JSON.
    pub(crate) fn proven(name: &str, json: &str, totals: Totals) -> Self {
        Self {
            name: name.to_owned(),
            json: RawValue::from_string(json.to_owned())
                .unwrap_or_else(|_| RawValue::NULL.to_owned()),
            totals,
        }
    }

    /// The schema as another kind of model takes it.
    #[must_use]
    pub fn adapted(&self, profile: Profile) -> Self {
        Self::proven(&self.name, &profile.adapt(self.json().into()), self.totals)
    }

    /// The counts together.
    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }

    /// The name of the response format.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The schema as the API takes it.
    pub fn json(&self) -> &str {
        self.json.get()
    }

    /// The properties of all objects, which [`limit::PROPERTIES`](crate::strict::limit::PROPERTIES)
    /// bounds.
    pub fn properties(&self) -> usize {
        self.totals.properties
    }

    /// The values of all enums, which [`limit::ENUM_VALUES`](crate::strict::limit::ENUM_VALUES)
    /// bounds.
    pub fn enum_values(&self) -> usize {
        self.totals.values
    }

    /// Levels of objects and lists. [`limit::NESTING`](crate::strict::limit::NESTING) bounds those
    /// of objects here.
    pub fn depth(&self) -> usize {
        self.totals.depth
    }

    /// The characters of all names, enum values and constants, which
    /// [`limit::CHARACTERS`](crate::strict::limit::CHARACTERS) bounds.
    pub fn characters(&self) -> usize {
        self.totals.characters
    }

    /// A number that changes when the text does: for caches, and for noting what was asked.
    pub fn fingerprint(&self) -> u64 {
        Identity::name_hash(self.json())
    }

    /// The prompt tokens that the text costs, estimated for the o200k vocabulary within 15 %.
    pub fn prompt_tokens(&self) -> usize {
        tokens::estimate(self.json())
    }
}

fn judge_name(name: &str) -> Vec<Violation> {
    let what = match name::check(name) {
        Ok(()) => return Vec::new(),
        Err(NameError::Empty) => "is empty",
        Err(NameError::TooLong) => "is too long",
        Err(NameError::Character) => "has a character that no name may have",
    };
    let text = format!("the name '{name}' {what}.");
    vec![Violation::bare(Kind::Name, &Path::default(), text)]
}

fn not_json(error: &serde_json::Error) -> Violation {
    let text = format!("the text is no JSON: {error}.");
    Violation::bare(Kind::NotJson, &Path::default(), text)
}

#[cfg(feature = "client")]
mod request {
    //! How a schema gets into a request.

    use super::SchemaDocument;
    use openai_client::RawJson;
    use openai_client::chat::{JsonSchemaFormat, ResponseFormatParam};
    use openai_client::responses::TextFormat;

    impl From<&SchemaDocument> for JsonSchemaFormat {
        fn from(schema: &SchemaDocument) -> Self {
            let json = RawJson::from(schema.json.clone());
            JsonSchemaFormat::new(schema.name(), json).strict(true)
        }
    }

    impl From<&SchemaDocument> for ResponseFormatParam {
        fn from(schema: &SchemaDocument) -> Self {
            JsonSchemaFormat::from(schema).into()
        }
    }

    impl From<&SchemaDocument> for TextFormat {
        fn from(schema: &SchemaDocument) -> Self {
            JsonSchemaFormat::from(schema).into()
        }
    }
}
