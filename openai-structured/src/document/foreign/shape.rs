//! Schemas of a type: which types, and objects and lists.

use super::merge::{Source, names};
use super::{ANY, ANY_HELP, Bridge, Node, Of};
use crate::strict::document::path::Path;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const MAP: &str = "the keys of this object are open";
const MAP_HELP: &str = "name the keys, or use a list of objects with a key and a value";

/// What strict mode cannot say of objects.
const OF_OBJECTS: [(&str, &str); 8] = [
    ("patternProperties", MAP_HELP),
    ("propertyNames", MAP_HELP),
    ("minProperties", MAP_HELP),
    ("maxProperties", MAP_HELP),
    ("unevaluatedProperties", MAP_HELP),
    (
        "dependentRequired",
        "use `anyOf` with a branch for each case",
    ),
    (
        "dependentSchemas",
        "use `anyOf` with a branch for each case",
    ),
    ("dependencies", "use `anyOf` with a branch for each case"),
];

/// What strict mode cannot say of lists.
const OF_LISTS: [(&str, &str); 5] = [
    ("contains", "take it out, and check the list after reading"),
    (
        "minContains",
        "take it out, and check the list after reading",
    ),
    (
        "maxContains",
        "take it out, and check the list after reading",
    ),
    ("unevaluatedItems", TUPLE_HELP),
    ("additionalItems", TUPLE_HELP),
];
const TUPLE_HELP: &str =
    "use an object with a named property for each place: a struct with named fields";

impl Bridge<'_> {
    /// A schema that is no union and no reference.
    pub(super) fn shape(&mut self, map: &Node, path: &Path) -> Value {
        if map.contains_key("enum") || map.contains_key("const") {
            return self.values(map, path);
        }
        let implied = || {
            let implied = [("properties", "object"), ("items", "array")];
            implied
                .iter()
                .find(|(keyword, _)| map.contains_key(*keyword))
                .map(|(_, name)| json!(name))
        };
        let Some(ty) = map.get("type").cloned().or_else(implied) else {
            return match map.get("not") {
                Some(_) => self.keyword(path, "not", "use `anyOf` with what is allowed"),
                None => self.refuse(path, ANY, ANY_HELP),
            };
        };
        if let Some(split) = self.split(map, &ty, path) {
            return split;
        }
        let mut strict = head(map, ty.clone());
        for name in names(&ty) {
            match name {
                "object" => self.object(map, path, &mut strict),
                "array" => self.list(map, path, &mut strict),
                "string" => self.string(map, path, &mut strict),
                "integer" | "number" => self.number(map, name, path, &mut strict),
                _ => {}
            }
        }
        Value::Object(strict)
    }

    fn object(&mut self, map: &Node, path: &Path, strict: &mut Node) {
        for (keyword, help) in OF_OBJECTS {
            match map.get(keyword) {
                None => {}
                // The strict form is closed in any case.
                Some(Value::Bool(false)) if keyword == "unevaluatedProperties" => {}
                Some(_) => {
                    self.keyword(path, keyword, help);
                }
            }
        }
        let more = map.get("additionalProperties");
        if more.is_some_and(|more| *more != Value::Bool(false)) {
            self.refuse(&path.with("additionalProperties"), MAP, MAP_HELP);
            return;
        }
        let none = Node::new();
        let properties = match map.get("properties") {
            Some(Value::Object(properties)) => properties,
            // What schemars makes of a struct without fields.
            _ if more.is_some() || self.of == Of::Type => &none,
            _ => {
                self.refuse(path, MAP, MAP_HELP);
                return;
            }
        };
        let required: BTreeSet<&str> = map
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for name in required
            .iter()
            .filter(|name| !properties.contains_key(**name))
        {
            let text = format!("`{name}` is required, and nothing says what it is");
            self.refuse(path, &text, "add it to `properties`");
        }
        let mut all = Node::new();
        for (key, property) in properties {
            let place = path.with("properties").with(key);
            let may_be_missing = !required.contains(key.as_str());
            if may_be_missing && self.of == Of::Anything && !self.says_nothing(property) {
                let text = format!("`{key}` may be missing, and nothing says what stands for that");
                let help = "make it required, allow `null`, or give it a `default`";
                self.refuse(&place, &text, help);
                continue;
            }
            let strict = self.node(property, &place);
            all.insert(key.clone(), strict);
        }
        let keys = json!(all.keys().collect::<Vec<_>>());
        strict.insert("properties".to_owned(), Value::Object(all));
        strict.insert("required".to_owned(), keys);
        strict.insert("additionalProperties".to_owned(), Value::Bool(false));
    }

    /// Whether a property that is always there can still say that there is nothing: by `null`, or
    /// by its default.
    fn says_nothing(&self, property: &Value) -> bool {
        property.get("default").is_some() || allows_null(self.source, property, 0)
    }

    fn list(&mut self, map: &Node, path: &Path, strict: &mut Node) {
        for (keyword, help) in OF_LISTS {
            if map.contains_key(keyword) {
                self.keyword(path, keyword, help);
            }
        }
        let unique = map.get("uniqueItems") == Some(&Value::Bool(true));
        if unique && self.of == Of::Anything {
            let help = "take it out, and drop what stands twice after reading";
            self.keyword(path, "uniqueItems", help);
        }
        for keyword in ["minItems", "maxItems"] {
            if let Some(count) = map.get(keyword) {
                strict.insert(keyword.to_owned(), count.clone());
            }
        }
        let items = match map.get("prefixItems").and_then(Value::as_array) {
            None => map
                .get("items")
                .map(|items| self.node(items, &path.with("items"))),
            Some(places) => self.tuple(map, places, path),
        };
        if let Some(items) = items {
            strict.insert("items".to_owned(), items);
        } else {
            let text = "nothing says what the items are";
            self.refuse(path, text, "say it: `\"items\": { ... }`");
        }
    }

    /// A tuple whose places are all alike is a list of that length.
    fn tuple(&mut self, map: &Node, places: &[Value], path: &Path) -> Option<Value> {
        let length = Value::from(places.len());
        let whole = ["minItems", "maxItems"]
            .iter()
            .all(|keyword| map.get(*keyword) == Some(&length));
        let (first, rest) = places.split_first()?;
        if whole && rest.iter().all(|place| place == first) {
            return Some(self.node(first, &path.with("prefixItems").at(0)));
        }
        let text =
            "the places of this tuple differ, and a list of strict mode has items of one kind";
        Some(self.refuse(path, text, TUPLE_HELP))
    }
}

/// `type` and `description`, which come first.
pub(super) fn head(map: &Node, ty: Value) -> Node {
    let mut head = Node::new();
    head.insert("type".to_owned(), ty);
    if let Some(description) = map.get("description") {
        head.insert("description".to_owned(), description.clone());
    }
    head
}

/// Unions in unions that are looked through for `null`.
const UNIONS: usize = 64;

/// Whether `null` is known to be a value. A union of itself ends at the depth, or with the work.
fn allows_null(source: &Source<'_>, node: &Value, depth: usize) -> bool {
    let Value::Object(map) = node else {
        return false;
    };
    if depth > UNIONS {
        return false;
    }
    let Ok(map) = super::merge::merged(source, map, true) else {
        return false;
    };
    let listed = |keyword: &str| {
        map.get(keyword)
            .and_then(Value::as_array)
            .is_none_or(|list| list.contains(&Value::Null))
    };
    let branches = ["anyOf", "oneOf"]
        .iter()
        .filter_map(|keyword| map.get(*keyword)?.as_array())
        .flatten();
    match map.get("type") {
        Some(ty) => names(ty).any(|name| name == "null") && listed("enum"),
        None => branches
            .clone()
            .any(|branch| allows_null(source, branch, depth + 1)),
    }
}
