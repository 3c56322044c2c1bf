//! From the steps through a schema to the place in the Rust type.
//!
//! The nodes say what things are called, and the schema's text which of them stand where they are
//! used: both are walked side by side.

use crate::node::{Definition, Member, Node, Property, Tagging};
use crate::strict::proof::message::Message;
use crate::strict::proof::names::write_name;
use crate::strict::proof::survey::spliced;
use serde_json::Value;
use std::collections::HashSet;

/// The place in Rust's words.
pub(super) fn place(
    root: &'static Node,
    name: &str,
    schema: &Value,
    steps: &[String],
) -> Option<String> {
    let mut walk = Walk {
        place: name.to_owned(),
        node: root,
        schema,
        payload: false,
    };
    let mut rest = steps;
    if let [keyword, name, tail @ ..] = rest
        && keyword == "$defs"
    {
        walk.place.clone_from(name);
        walk.node = &find(root, name, &mut HashSet::new())?.node;
        walk.schema = schema.get("$defs")?.get(name)?;
        rest = tail;
    }
    while let [keyword, tail @ ..] = rest {
        rest = match (keyword.as_str(), tail) {
            ("properties", [key, tail @ ..]) => {
                walk.property(key)?;
                tail
            }
            ("items", tail) => {
                walk.items()?;
                tail
            }
            ("anyOf", [at, tail @ ..]) => {
                walk.branch(at.parse().ok()?)?;
                tail
            }
            // A keyword of the place itself, such as `pattern`.
            _ => break,
        };
    }
    Some(walk.place)
}

struct Walk<'a> {
    place: String,
    node: &'static Node,
    schema: &'a Value,
    /// Whether the next key only wraps what a variant holds.
    payload: bool,
}

impl Walk<'_> {
    fn property(&mut self, key: &str) -> Option<()> {
        self.schema = self.schema.get("properties")?.get(key)?;
        let found = member(spliced(self.value())?, key)?;
        match found {
            Found::Property(property) => {
                if !self.payload {
                    self.place.push('.');
                    self.place.push_str(key);
                }
                self.node = property.node;
            }
            Found::Tag => {
                self.place.push('.');
                self.place.push_str(key);
                self.node = &Node::String;
            }
        }
        self.payload = false;
        Some(())
    }

    fn items(&mut self) -> Option<()> {
        self.schema = self.schema.get("items")?;
        let Node::Array { items, .. } = self.value() else {
            return None;
        };
        self.place.push_str("[]");
        self.node = items;
        self.payload = false;
        Some(())
    }

    fn branch(&mut self, at: usize) -> Option<()> {
        let branches = self.schema.get("anyOf")?.as_array()?;
        self.schema = branches.get(at)?;
        if branches.len() == 1 && self.schema.get("$ref").is_some() {
            // Only there to keep a description beside the reference.
            return Some(());
        }
        match self.value() {
            Node::Nullable(inner) => {
                self.node = if at == 0 { inner } else { &Node::Null };
            }
            Node::AnyOf { branches, tagging } => {
                let branch = branches.get(at)?;
                self.node = branch.node;
                // The words of all unit variants are one branch.
                if !matches!(self.value(), Node::Choice(choice) if choice.words.len() > 1) {
                    self.place.push_str("::");
                    self.place.push_str(branch.variant);
                }
                self.payload = matches!(tagging, Tagging::External | Tagging::Adjacent);
            }
            _ => return None,
        }
        Some(())
    }

    /// What stands here, behind names and bounds.
    fn value(&self) -> &'static Node {
        let mut node = self.node.resolve();
        while let Node::Bounded(inner, _) = node {
            node = inner.resolve();
        }
        node
    }
}

enum Found {
    Property(&'static Property),
    Tag,
}

fn member(members: &'static [Member], key: &str) -> Option<Found> {
    members.iter().find_map(|one| match one {
        Member::Property(property) => (property.key == key).then_some(Found::Property(property)),
        Member::Tag { key: tag, .. } => (*tag == key).then_some(Found::Tag),
        Member::Flatten(node) => member(spliced(node)?, key),
    })
}

/// The definition of a name, among all that a node leads to.
fn find(node: &'static Node, name: &str, seen: &mut HashSet<u64>) -> Option<&'static Definition> {
    match node {
        Node::Named(_) | Node::Inline(_) => {
            let definition = node.definition()?;
            if !seen.insert(definition.identity.id) {
                return None;
            }
            if write_name(Message::new(), &definition.identity).as_str() == name {
                return Some(definition);
            }
            find(&definition.node, name, seen)
        }
        Node::Array { items, .. } => find(items, name, seen),
        Node::Nullable(inner) | Node::Bounded(inner, _) => find(inner, name, seen),
        Node::Object(members) => members.iter().find_map(|member| match member {
            Member::Property(property) => find(property.node, name, seen),
            Member::Flatten(node) => find(node, name, seen),
            Member::Tag { .. } => None,
        }),
        Node::AnyOf { branches, .. } => branches
            .iter()
            .find_map(|branch| find(branch.node, name, seen)),
        _ => None,
    }
}
