//! The description: its schemas by name, and a validator that we did not write for each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jsonschema::{Registry, Validator};
use serde_json::{Map, Value, json};

use super::meant::mend;

/// Where the schemas stand for references to them, from whatever document.
const ROOT: &str = "https://description.test/root";

/// The schemas that an API's description names.
pub(super) struct Description {
    schemas: BTreeMap<String, Value>,
    paths: Map<String, Value>,
    webhooks: Map<String, Value>,
    registry: Registry<'static>,
}

impl Description {
    /// The published one, if it lies beside the workspace.
    #[expect(clippy::print_stdout, reason = "what is skipped is said")]
    pub(super) fn published() -> Option<Self> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/openapi/openapi.json");
        let Ok(text) = fs::read_to_string(&file) else {
            println!("skipped: there is no {}", file.display());
            return None;
        };
        let mut document: Value = serde_json::from_str(&text).unwrap();
        mend(&mut document["components"]["schemas"]);
        Some(Self::new(document))
    }

    /// What a document of `OpenAPI` 3.1 describes.
    pub(super) fn new(mut document: Value) -> Self {
        absolute(&mut document, "");
        let all = match document["components"]["schemas"].take() {
            Value::Object(all) => all,
            other => panic!("no schemas: {other}"),
        };
        let schemas = all.into_iter().map(|(name, mut schema)| {
            absolute(&mut schema, &reference(&name));
            (name, schema)
        });
        let schemas: BTreeMap<_, _> = schemas.collect();
        let judged = schemas
            .iter()
            .map(|(name, schema)| (name.clone(), any_of(schema)));
        let judged: Map<_, _> = judged.collect();
        let root = json!({ "components": { "schemas": judged } });
        let registry = Registry::new().add(ROOT, root).unwrap();
        let mut part = |name: &str| match document[name].take() {
            Value::Object(part) => part,
            _ => Map::new(),
        };
        Self {
            registry: registry.prepare().unwrap(),
            schemas,
            paths: part("paths"),
            webhooks: part("webhooks"),
        }
    }

    pub(super) fn schema(&self, name: &str) -> &Value {
        let schema = self.schemas.get(name);
        schema.unwrap_or_else(|| panic!("the description has no {name}"))
    }

    /// The schemas of what is posted to a program.
    pub(super) fn webhooks(&self) -> Vec<&str> {
        let mut posted = Vec::new();
        for operations in self.webhooks.values() {
            references(operations, &mut posted);
        }
        posted
    }

    /// The schema that a reference is to.
    pub(super) fn named(schema: &Value) -> Option<&str> {
        let target = schema.get("$ref")?.as_str()?;
        let name = target.strip_prefix(ROOT);
        name.and_then(|rest| rest.strip_prefix("#/components/schemas/"))
    }

    /// A judge of instances. Where a union says that just one alternative must fit, it lets several
    /// fit: the description says `oneOf` also where the alternatives overlap, as messages with and
    /// without a list of parts do.
    pub(super) fn validator(&self, schema: &Value) -> Validator {
        let options = jsonschema::options()
            .with_registry(&self.registry)
            .should_validate_formats(true);
        options.build(&any_of(schema)).unwrap()
    }

    /// The schemas that operations on these paths are about, and those which these contain.
    pub(super) fn reached(&self, is_meant: impl Fn(&str) -> bool) -> BTreeSet<&str> {
        let mut waiting = Vec::new();
        for (path, operations) in &self.paths {
            if is_meant(path) {
                references(operations, &mut waiting);
            }
        }
        let mut reached = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if let Some((name, schema)) = self.schemas.get_key_value(name)
                && reached.insert(name.as_str())
            {
                references(schema, &mut waiting);
            }
        }
        reached
    }
}

/// A reference to the schema of this name.
pub(super) fn reference(name: &str) -> String {
    format!("{ROOT}#/components/schemas/{name}")
}

/// Makes references absolute; those to the schema itself, which older drafts have, are to `own`.
fn absolute(value: &mut Value, own: &str) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(target)) = fields.get_mut("$ref")
                && target.starts_with('#')
            {
                target.insert_str(0, ROOT);
            }
            if !own.is_empty() && fields.get("$recursiveRef").is_some_and(|to| to == "#") {
                fields.remove("$recursiveRef");
                fields.insert("$ref".to_owned(), own.into());
            }
            fields.values_mut().for_each(|value| absolute(value, own));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| absolute(item, own)),
        _ => {}
    }
}

/// The schema with `anyOf` for each `oneOf`.
fn any_of(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| {
                let is_union = key == "oneOf" && value.is_array();
                let key = if is_union { "anyOf" } else { key.as_str() };
                (key.to_owned(), any_of(value))
            });
            Value::Object(fields.collect())
        }
        Value::Array(items) => items.iter().map(any_of).collect(),
        other => other.clone(),
    }
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(Description::named(value));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
