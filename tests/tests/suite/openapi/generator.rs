//! The instances themselves are held against a validator that we did not write, and against the words,
//! properties and alternatives of their schemas.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::description::reference;
use super::scalars::is_any_text;
use super::{Description, Instances, Size, is_ours};

const SIZES: [Size; 2] = [Size::Minimal, Size::Full];

#[test]
fn every_instance_of_the_published_schemas_is_valid() {
    let Some(description) = Description::published() else {
        return;
    };
    let names = description.reached(is_ours);
    assert!(names.len() > 300, "{names:?}");
    let (mut made, mut wrong) = ([0, 0], Vec::new());
    for name in &names {
        let validator = description.validator(&json!({ "$ref": reference(name) }));
        for (size, made) in SIZES.into_iter().zip(&mut made) {
            let all = Instances::of(&description).named(name, size);
            *made += all.len();
            for instance in all {
                if let Err(error) = validator.validate(&instance) {
                    let place = error.instance_path();
                    wrong.push(format!("{name} at {place}: {error}\n  {instance}"));
                }
            }
        }
    }
    let [minimal, full] = made;
    println!(
        "{} schemas: {minimal} minimal and {full} full instances",
        names.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Of each schema: the keys of an object, the words of an `enum`, the alternatives of a union.
#[test]
fn the_instances_leave_nothing_out() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut missing = Vec::new();
    for name in description.reached(is_ours) {
        let schema = description.schema(name);
        let [minimal, full] = SIZES.map(|size| Instances::of(&description).named(name, size));
        for word in schema["enum"].as_array().into_iter().flatten() {
            assert!(!word.as_str().is_some_and(is_any_text), "{name}: {word}");
            if !full.contains(word) {
                missing.push(format!("{name}: {word}"));
            }
        }
        let alternatives = ["oneOf", "anyOf"].map(|union| schema[union].as_array());
        for alternative in alternatives.into_iter().flatten().flatten() {
            let validator = description.validator(alternative);
            for some in [&minimal, &full] {
                if !some.iter().any(|instance| validator.is_valid(instance)) {
                    missing.push(format!("{name}: {alternative}"));
                }
            }
        }
        if let Some(properties) = schema["properties"].as_object() {
            let described = properties.keys().map(String::as_str).collect();
            let required = schema["required"].as_array().into_iter().flatten();
            let required = required.filter_map(Value::as_str).collect();
            if keys(&minimal) != required {
                missing.push(format!("{name}: {:?}", keys(&minimal)));
            }
            if !keys(&full).is_superset(&described) {
                missing.push(format!("{name}: {:?}", keys(&full)));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn keys(instances: &[Value]) -> BTreeSet<&str> {
    let objects = instances.iter().filter_map(Value::as_object);
    objects
        .flat_map(|it| it.keys())
        .map(String::as_str)
        .collect()
}

/// A description that has each keyword once.
fn small() -> Description {
    Description::new(json!({
      "paths": { "/trees": { "post": { "schema": { "$ref": "#/components/schemas/Tree" } } } },
      "components": { "schemas": {
        "Tree": {
          "allOf": [
            { "$ref": "#/components/schemas/Named" },
            {
              "type": "object",
              "properties": {
                "size": { "type": "integer", "minimum": 3, "maximum": 5 },
                "kind": { "$ref": "#/components/schemas/Kind" },
                "first": { "anyOf": [{ "$ref": "#/components/schemas/Tree" }, { "type": "null" }] },
                "trees": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
                "words": { "type": "array", "minItems": 2, "items": { "type": "string", "minLength": 1 } },
              },
              "required": ["size", "words", "undescribed"],
            },
          ],
        },
        "Named": {
          "type": "object",
          "properties": {
            "size": { "anyOf": [{ "type": "integer" }, { "type": "null" }] },
            "type": { "type": "string", "enum": ["tree"] },
            "labels": { "type": "object", "additionalProperties": { "type": "boolean" } },
          },
          "required": ["type"],
        },
        "Kind": { "oneOf": [
          { "type": "string", "enum": ["oak", "ash"] },
          { "type": "string", "maxLength": 2 },
          { "type": "object", "properties": { "of": { "$recursiveRef": "#" } } },
        ] },
        "Endless": {
          "type": "object",
          "properties": { "next": { "$ref": "#/components/schemas/Endless" } },
          "required": ["next"],
        },
        "Another": { "type": "string" },
      } },
    }))
}

#[test]
fn a_small_description_comes_to_these_instances() {
    let description = small();
    let reached = description.reached(|path| path == "/trees");
    assert_eq!(
        reached.into_iter().collect::<Vec<_>>(),
        ["Kind", "Named", "Tree"]
    );

    let least = json!({ "size": 3, "type": "tree", "words": ["a", "a"], "undescribed": "" });
    let mut instances = Instances::of(&description);
    assert_eq!(
        instances.named("Tree", Size::Minimal),
        std::slice::from_ref(&least)
    );
    let tree = |kind: Value, first: Value, label: bool, trees: Value| {
        json!({
            "size": 5, "type": "tree", "labels": { "key": label }, "kind": kind, "first": first,
            "trees": trees, "words": ["words-1", "words-1"], "undescribed": "undescribed-1",
        })
    };
    let trees = || json!([least]);
    let full = [
        tree("oak".into(), least.clone(), true, trees()),
        tree("ash".into(), Value::Null, false, trees()),
        tree("ki".into(), least.clone(), true, trees()),
        tree(json!({ "of": "oak" }), Value::Null, false, trees()),
        tree(json!({ "of": "" }), least.clone(), true, trees()),
        tree(json!({ "of": {} }), Value::Null, false, trees()),
    ];
    assert_eq!(instances.named("Tree", Size::Full), full);
}

#[test]
#[should_panic(expected = "Endless has no instances")]
fn what_cannot_end_has_no_instances() {
    Instances::of(&small()).named("Endless", Size::Full);
}
