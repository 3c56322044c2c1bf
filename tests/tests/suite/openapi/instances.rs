//! Instances of a schema: with what it requires and no more, or with all that it knows.
//!
//! A schema comes to a list of instances in which each alternative and each word below it stands at
//! least once. An object has as many as its longest property, and the others go round meanwhile; so the
//! alternatives of two properties are not multiplied.

use serde_json::{Map, Value, json};

use super::description::{Description, reference};
use super::scalars::{self, ANYTHING};

/// How much of an instance there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// What is required, and the shortest of it.
    Minimal,
    /// Every property, and every list with items.
    Full,
}

/// Makes the instances of a description's schemas.
pub(super) struct Instances<'a> {
    description: &'a Description,
    /// The names that were followed to where it is.
    within: Vec<String>,
}

impl<'a> Instances<'a> {
    pub(super) fn of(description: &'a Description) -> Self {
        let within = Vec::new();
        Self {
            description,
            within,
        }
    }

    /// The instances of the schema that has this name.
    pub(super) fn named(&mut self, name: &str, size: Size) -> Vec<Value> {
        let all = self.all(&json!({ "$ref": reference(name) }), name, size);
        assert!(!all.is_empty(), "{name} has no instances");
        all
    }

    /// The instances of a schema for the key of this name; none if there are only endless ones.
    fn all(&mut self, schema: &Value, key: &str, size: Size) -> Vec<Value> {
        if let Some(name) = Description::named(schema) {
            return self.followed(name, key, size);
        }
        if schema.get("allOf").is_some() {
            return self.all_at_once(schema, key, size);
        }
        if let Some(alternatives) = list(schema, "oneOf").or_else(|| list(schema, "anyOf")) {
            let alternatives = alternatives.iter();
            return alternatives
                .flat_map(|alternative| self.all(alternative, key, size))
                .collect();
        }
        if let Some(word) = schema.get("const") {
            return vec![word.clone()];
        }
        if let Some(words) = list(schema, "enum") {
            let count = if size == Size::Full { words.len() } else { 1 };
            return words.iter().take(count).cloned().collect();
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("object") => self.objects(schema, size),
            Some("array") => self.arrays(schema, key, size),
            Some("string") => vec![scalars::text(schema, key, size).into()],
            Some("integer" | "number") => vec![scalars::number(schema, key, size)],
            Some("boolean") if size == Size::Minimal => vec![false.into()],
            Some("boolean") => vec![true.into(), false.into()],
            Some("null") => vec![Value::Null],
            None if size == Size::Minimal => vec![ANYTHING.into()],
            None => vec![
                json!({ ANYTHING: [ANYTHING, { ANYTHING: ANYTHING }] }),
                json!([ANYTHING]),
                ANYTHING.into(),
            ],
            Some(other) => panic!("a {other}: {schema}"),
        }
    }

    /// What a reference is to: within itself the least of it, and within that nothing.
    fn followed(&mut self, name: &str, key: &str, size: Size) -> Vec<Value> {
        let size = match self.within.iter().filter(|outer| *outer == name).count() {
            0 => size,
            1 => Size::Minimal,
            _ => return Vec::new(),
        };
        self.within.push(name.to_owned());
        let all = self.all(self.description.schema(name), key, size);
        self.within.pop();
        all
    }

    /// What is all of several: of objects, their properties together. Of others, what one of them
    /// allows and the validator says that all do.
    fn all_at_once(&mut self, schema: &Value, key: &str, size: Size) -> Vec<Value> {
        if let Some(whole) = self.together(schema) {
            return self.objects(&whole, size);
        }
        let validator = self.description.validator(schema);
        let parts = list(schema, "allOf").into_iter().flatten();
        let mut all: Vec<Value> = Vec::new();
        for instance in parts.flat_map(|part| self.all(part, key, size)) {
            if validator.is_valid(&instance) && !all.contains(&instance) {
                all.push(instance);
            }
        }
        all
    }

    /// Objects that are meant at once, as one: a property that several have must be all of them.
    fn together(&self, schema: &Value) -> Option<Value> {
        if let Some(name) = Description::named(schema) {
            return self.together(self.description.schema(name));
        }
        let Some(parts) = list(schema, "allOf") else {
            return (schema["type"] == "object").then(|| schema.clone());
        };
        let mut properties = Map::new();
        let mut required = Vec::new();
        for part in parts {
            let part = self.together(part)?;
            required.extend(list(&part, "required").into_iter().flatten().cloned());
            for (name, property) in part["properties"].as_object().into_iter().flatten() {
                let property = match properties.remove(name) {
                    Some(before) => json!({ "allOf": [before, property] }),
                    None => property.clone(),
                };
                properties.insert(name.clone(), property);
            }
        }
        Some(json!({ "type": "object", "properties": properties, "required": required }))
    }

    fn objects(&mut self, schema: &Value, size: Size) -> Vec<Value> {
        let none = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&none);
        let required: Vec<&str> = list(schema, "required")
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        // A name that is required and not described may be any text.
        let undescribed = json!({ "type": "string" });
        let undescribed = required
            .iter()
            .filter(|name| !properties.contains_key(**name))
            .map(|name| (*name, &undescribed));
        let described = properties
            .iter()
            .map(|(name, schema)| (name.as_str(), schema));
        let mut fields = Vec::new();
        for (name, property) in described.chain(undescribed) {
            if is_of_libraries(property) {
                continue;
            }
            let is_required = required.contains(&name);
            if size == Size::Minimal && !is_required {
                continue;
            }
            match self.all(property, name, size) {
                values if !values.is_empty() => fields.push((name.to_owned(), values)),
                _ if is_required => return Vec::new(),
                _ => {}
            }
        }
        if size == Size::Full && properties.is_empty() {
            match schema.get("additionalProperties") {
                Some(Value::Bool(false)) => {}
                Some(values @ Value::Object(keywords)) if !keywords.is_empty() => {
                    fields.push(("key".to_owned(), self.all(values, "key", size)));
                }
                _ => fields.push((ANYTHING.to_owned(), self.all(&json!({}), ANYTHING, size))),
            }
        }
        let count = fields
            .iter()
            .map(|(_, values)| values.len())
            .max()
            .unwrap_or(1);
        let object = |nth: usize| {
            let fields = fields.iter();
            let fields =
                fields.map(|(name, values)| (name.clone(), values[nth % values.len()].clone()));
            Value::Object(fields.collect())
        };
        (0..count).map(object).collect()
    }

    /// Each item alone, and the first and the last in one list.
    fn arrays(&mut self, schema: &Value, key: &str, size: Size) -> Vec<Value> {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let least = usize::try_from(least).unwrap();
        if size == Size::Minimal && least == 0 {
            return vec![json!([])];
        }
        let items = self.all(&schema["items"], key, size);
        let mut all: Vec<Value> = items
            .iter()
            .map(|item| Value::Array(vec![item.clone(); least.max(1)]))
            .collect();
        if let (Size::Full, [first, .., last]) = (size, items.as_slice()) {
            all.push(json!([first, last]));
        }
        if all.is_empty() && least == 0 {
            all.push(json!([]));
        }
        all
    }
}

/// Whether it is what libraries add to an answer, and no field of the wire.
fn is_of_libraries(property: &Value) -> bool {
    let alternatives = list(property, "anyOf").into_iter().flatten();
    let mut all = alternatives.chain([property]);
    all.any(|schema| schema.get("x-oaiSupportedSDKs").is_some())
}

fn list<'s>(schema: &'s Value, keyword: &str) -> Option<&'s Vec<Value>> {
    schema.get(keyword)?.as_array()
}
