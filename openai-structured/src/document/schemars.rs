//! Schemas that schemars makes.

use super::foreign::{Of, strict};
use super::{SchemaDocument, Violations};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

impl SchemaDocument {
    /// The strict form of a type's schema, as `T` is read by serde.
    ///
    /// Every text that the strict form allows is valid under schemars' own schema, with one
    /// exception: sets may have an item twice, and serde reads them all the same. Integers get the
    /// bounds of their type, which schemars leaves out. Where schemars' schema says less than the
    /// type's `Deserialize` asks, so does the strict form.
    ///
    /// Each property is required. An `Option` is there as `null`; a field with
    /// `#[serde(default)]` is there with a value, as serde refuses `null` for it.
    ///
    /// A type that derives [`ResponseFormat`](crate::ResponseFormat) needs none of this, and is
    /// proven when it is compiled.
    ///
    /// # Errors
    ///
    /// What strict mode cannot say, each with its place in schemars' schema: maps, tuples, values
    /// of any shape, formats that strict mode does not know. Where schemars' schema has a strict
    /// form and that form breaks a rule, the place is in the strict form.
    ///
    /// # Examples
    ///
    /// ```
    /// use openai_structured::SchemaDocument;
    /// use schemars::JsonSchema;
    /// use std::collections::HashMap;
    ///
    /// #[derive(JsonSchema)]
    /// struct City {
    ///     name: String,
    ///     inhabitants: Option<u32>,
    /// }
    ///
    /// let schema = SchemaDocument::from_schemars::<City>()?;
    /// assert_eq!(schema.name(), "City");
    /// assert!(schema.json().contains(r#""required":["name","inhabitants"]"#));
    ///
    /// #[derive(JsonSchema)]
    /// struct Votes {
    ///     by_city: HashMap<String, u32>,
    /// }
    ///
    /// let violations = SchemaDocument::from_schemars::<Votes>().unwrap_err();
    /// assert_eq!(
    ///     violations.first().pointer,
    ///     "/properties/by_city/additionalProperties",
    /// );
    /// # Ok::<(), openai_structured::Violations>(())
    /// ```
    pub fn from_schemars<T: JsonSchema>() -> Result<Self, Violations> {
        let generator = SchemaSettings::draft2020_12()
            .for_deserialize()
            .into_generator();
        let schema = generator.into_root_schema_for::<T>();
        Self::bridged(T::schema_name().into_owned(), schema.as_value(), Of::Type)
    }

    /// The strict form of a schema that schemars holds.
    ///
    /// Nothing is known about who reads the answer, so every text that the strict form allows is
    /// valid under the schema, without exception: `uniqueItems` is refused, and so is a property
    /// that may be missing, unless it allows `null` or has a default.
    ///
    /// # Errors
    ///
    /// As for [`from_schemars`](Self::from_schemars).
    pub fn from_schemars_schema(
        name: impl Into<String>,
        schema: &Schema,
    ) -> Result<Self, Violations> {
        Self::bridged(name.into(), schema.as_value(), Of::Anything)
    }

    fn bridged(name: String, source: &Value, of: Of) -> Result<Self, Violations> {
        let (schema, found) = strict(source, of);
        Self::from_value(Violations::none(name, found)?, &schema)
    }
}
