//! Places in a schema, in the three spellings that reports use, and the walk over all subschemas.

use serde_json::Value;

#[cfg(feature = "schemars")]
use super::nesting;
use super::{DEFINITIONS, python};

/// One step down into a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// A place in a schema, from the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<Step>);

impl Path {
    pub(crate) fn with(&self, key: &str) -> Self {
        self.child(Step::Key(key.to_owned()))
    }

    pub(crate) fn at(&self, index: usize) -> Self {
        self.child(Step::Index(index))
    }

    pub(crate) fn child(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The last step, if it is a key.
    pub(crate) fn last_key(&self) -> Option<&str> {
        match self.0.last()? {
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        }
    }

    pub(crate) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether no document that is looked at has such a place.
    #[cfg(feature = "schemars")]
    pub(crate) fn too_deep(&self) -> bool {
        self.0.len() > nesting::LEVELS
    }

    /// As a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.0 {
            pointer.push('/');
            match step {
                Step::Key(key) => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
                Step::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }

    /// As a Python tuple of strings; a tuple of one keeps its comma.
    pub(crate) fn context(&self) -> String {
        let steps: Vec<String> = self
            .0
            .iter()
            .map(|step| match step {
                Step::Key(key) => python::text(key),
                Step::Index(index) => python::text(&index.to_string()),
            })
            .collect();
        let comma = if steps.len() == 1 { "," } else { "" };
        format!("({}{comma})", steps.join(", "))
    }

    /// As a `JSONPath`: `$.properties.a`, with brackets where a name is no identifier.
    pub(crate) fn json_path(&self) -> String {
        let mut path = String::from("$");
        for step in &self.0 {
            match step {
                Step::Index(index) => path.extend(["[", &index.to_string(), "]"]),
                Step::Key(key) if identifier(key) => {
                    path.push('.');
                    path.push_str(key);
                }
                Step::Key(key) => path.extend(["[", &python::text(key), "]"]),
            }
        }
        path
    }
}

fn identifier(key: &str) -> bool {
    !key.is_empty()
        && !key.starts_with(|first: char| first.is_ascii_digit())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What a keyword holds, where it holds schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Schema,
    List,
    Map,
}

/// The keywords that hold schemas.
pub(crate) fn holds(keyword: &str) -> Option<Holds> {
    Some(match keyword {
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "propertyNames"
        | "contains"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "additionalItems"
        | "contentSchema" => Holds::Schema,
        "anyOf" | "oneOf" | "allOf" | "prefixItems" => Holds::List,
        "properties" | "$defs" | "definitions" | "patternProperties" | "dependentSchemas" => {
            Holds::Map
        }
        _ => return None,
    })
}

/// The schemas directly below a node, in document order, each with its place.
pub(crate) fn children<'a>(node: &'a Value, path: &Path) -> Vec<(Path, &'a Value)> {
    let fields = node.as_object().into_iter().flatten();
    fields
        .flat_map(|(keyword, value)| children_of(keyword, value, path))
        .collect()
}

/// The schemas that one keyword holds, each with its place.
pub(crate) fn children_of<'a>(
    keyword: &str,
    value: &'a Value,
    path: &Path,
) -> Vec<(Path, &'a Value)> {
    let path = path.with(keyword);
    match (holds(keyword), value) {
        (Some(Holds::Schema), value) => vec![(path, value)],
        (Some(Holds::List), Value::Array(list)) => list
            .iter()
            .enumerate()
            .map(|(at, value)| (path.at(at), value))
            .collect(),
        (Some(Holds::Map), Value::Object(map)) => map
            .iter()
            .map(|(key, value)| (path.with(key), value))
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether a place is a definition of the whole schema.
pub(crate) fn defines(path: &Path) -> bool {
    matches!(path.0.as_slice(), [Step::Key(keyword), _] if DEFINITIONS.contains(&keyword.as_str()))
}

/// Visits every schema of a document, each before those below it.
pub(crate) fn each(schema: &Value, visit: &mut dyn FnMut(&Value, &Path)) {
    each_but(schema, &|_| false, visit);
}

/// Visits every schema of a document but some, and what is below those.
pub(crate) fn each_but(
    schema: &Value,
    skips: &dyn Fn(&Path) -> bool,
    visit: &mut dyn FnMut(&Value, &Path),
) {
    fn down(
        node: &Value,
        path: &Path,
        skips: &dyn Fn(&Path) -> bool,
        visit: &mut dyn FnMut(&Value, &Path),
    ) {
        visit(node, path);
        for (path, child) in children(node, path) {
            if !skips(&path) {
                down(child, &path, skips, visit);
            }
        }
    }
    down(schema, &Path::default(), skips, visit);
}
