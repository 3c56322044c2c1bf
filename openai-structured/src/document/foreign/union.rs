//! `anyOf` and `oneOf`: the branches, each with what stands beside the union.

use super::apart::apart;
use super::merge::TOO_MUCH;
use super::{Bridge, Node};
use crate::strict::document::path::Path;
use serde_json::{Map, Value, json};

impl Bridge<'_> {
    pub(super) fn union(&mut self, map: &Node, path: &Path) -> Value {
        let mut beside = map.clone();
        let description = beside.remove("description");
        // A closed object of all that is said is what the strict form is.
        if beside.get("unevaluatedProperties") == Some(&Value::Bool(false)) {
            beside.remove("unevaluatedProperties");
        }
        let (keyword, branches) = match (beside.remove("oneOf"), beside.remove("anyOf")) {
            (Some(branches), None) => ("oneOf", branches),
            (None, Some(branches)) => ("anyOf", branches),
            _ => {
                let text = "`oneOf` and `anyOf` stand side by side";
                return self.refuse(path, text, "write one union with a branch for each case");
            }
        };
        let whole = |branch: &Value| {
            if beside.is_empty() {
                return branch.clone();
            }
            let mut whole = beside.clone();
            whole.insert("allOf".to_owned(), json!([branch]));
            Value::Object(whole)
        };
        let branches: Vec<Value> = branches
            .as_array()
            .into_iter()
            .flatten()
            .map(whole)
            .collect();
        let path = path.with(keyword);
        if keyword == "oneOf" {
            self.exclusive(&branches, &path);
        }
        let strict = branches
            .iter()
            .enumerate()
            .map(|(at, branch)| self.node(branch, &path.at(at)));
        union_of(description, strict.collect())
    }

    /// In a `oneOf` a value of two branches is of none.
    fn exclusive(&mut self, branches: &[Value], path: &Path) {
        for (at, branch) in branches.iter().enumerate() {
            let mut others = branches.iter().enumerate();
            let both = others
                .find(|(other_at, other)| *other_at != at && !apart(self.source, branch, other));
            if self.source.is_spent() {
                self.refuse(path, TOO_MUCH, "use `anyOf`");
                return;
            }
            if let Some((other_at, _)) = both {
                let text = format!(
                    "the branches {at} and {other_at} of this `oneOf` may both allow one value"
                );
                let help = "use `anyOf`, or give the branches a key with different constants";
                self.refuse(path, &text, help);
                return;
            }
        }
    }
}

/// A union as strict mode has it.
pub(super) fn union_of(description: Option<Value>, branches: Vec<Value>) -> Value {
    let mut union = Map::new();
    if let Some(description) = description {
        union.insert("description".to_owned(), description);
    }
    union.insert("anyOf".to_owned(), Value::Array(branches));
    Value::Object(union)
}
