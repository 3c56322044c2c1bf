//! The constants about a schema, against counts that others make.

use openai_structured::prelude::*;
use serde_json::Value;

/// What is counted by looking at the JSON.
#[derive(Default)]
struct Counted {
    properties: usize,
    values: usize,
    characters: usize,
    depth: usize,
}

impl Counted {
    fn of(schema: &str) -> Self {
        let mut counted = Self::default();
        let schema: Value = serde_json::from_str(schema).unwrap();
        counted.count(&schema, 0);
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            counted.characters += name.chars().count();
            counted.count(definition, 0);
        }
        counted
    }

    fn count(&mut self, node: &Value, above: usize) {
        let nests = matches!(node["type"].as_str(), Some("object" | "array"));
        let depth = above + usize::from(nests);
        self.depth = self.depth.max(depth);
        for (name, property) in node["properties"].as_object().into_iter().flatten() {
            self.properties += 1;
            self.characters += name.chars().count();
            self.count(property, depth);
        }
        for value in node["enum"].as_array().into_iter().flatten() {
            self.values += 1;
            self.characters += value.as_str().unwrap().chars().count();
        }
        if let Some(value) = node["const"].as_str() {
            self.characters += value.chars().count();
        }
        for branch in node["anyOf"].as_array().into_iter().flatten() {
            self.count(branch, depth);
        }
        if let Some(items) = node.get("items") {
            self.count(items, depth);
        }
    }
}

fn check<T: ResponseFormat>() {
    let (name, schema) = (T::SCHEMA.name(), T::SCHEMA);
    let counted = Counted::of(schema.json());
    assert_eq!(
        schema.properties(),
        counted.properties,
        "{name}: properties"
    );
    assert_eq!(schema.enum_values(), counted.values, "{name}: values");
    assert_eq!(
        schema.characters(),
        counted.characters,
        "{name}: characters"
    );
    assert_eq!(schema.depth(), counted.depth, "{name}: depth");

    let tokens = tiktoken_rs::o200k_base_singleton()
        .encode_ordinary(schema.json())
        .len();
    let off = schema.prompt_tokens().abs_diff(tokens);
    assert!(
        off * 100 <= tokens * 15,
        "{name}: {} tokens estimated, {tokens} counted",
        schema.prompt_tokens()
    );
}

/// A parcel on its way.
#[derive(Deserialize, ResponseFormat)]
struct Parcel {
    /// Straße und Hausnummer, wie sie auf dem Umschlag stehen.
    straße: String,
    /// Who sends it; the company, if there is one, else the person.
    sender: Party,
    receiver: Party,
    contents: Vec<Content>,
    weight_in_grams: Option<u32>,
}

#[derive(Deserialize, ResponseFormat)]
struct Party {
    name: String,
    email_address: Option<String>,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Content {
    Letter,
    Goods {
        description: String,
        customs_value: f64,
        category: Category,
    },
    Boxes {
        boxes: Vec<Content>,
    },
}

#[derive(Deserialize, ResponseFormat)]
enum Category {
    Fragile,
    Perishable,
    Dangerous,
}

#[derive(Deserialize, ResponseFormat)]
struct Numbers {
    a: u8,
    b: i16,
    c: u32,
    d: i64,
    e: u64,
    f: f64,
}

#[derive(Deserialize, ResponseFormat)]
struct Described {
    /// The complete reasoning, step by step, with every assumption that was made on the way and
    /// why it is justified.
    reasoning: String,
    /// How sure you are, between zero and one, where one means that no reasonable person would
    /// disagree.
    confidence: f64,
}

#[derive(Deserialize, ResponseFormat)]
struct Tree {
    name: String,
    children: Vec<Tree>,
}

#[test]
fn counts_and_tokens() {
    check::<Parcel>();
    check::<Numbers>();
    check::<Described>();
    check::<Tree>();
}

#[test]
fn the_fingerprint_changes_with_the_text() {
    const TREE: u64 = Tree::SCHEMA.fingerprint();
    assert_eq!(TREE, Tree::SCHEMA.fingerprint());
    assert_ne!(TREE, Numbers::SCHEMA.fingerprint());
}
