//! Objects come as documented, and as they are not.

#![allow(unreachable_pub, reason = "the macros make public types")]

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{wire_object, wire_union};
use crate::open_enum::open_enum;

open_enum! {
    /// A colour.
    pub enum Colour {
        /// Red.
        Red = "red",
    }
}

wire_object! {
    /// A box.
    pub built struct Case as "case" {
        /// Its label.
        label: String,
        /// What is in it.
        parts: Vec<Thing>,
    } with {
        /// Its colour.
        colour: Colour,
        /// How heavy it is.
        weight: u64,
        /// Notes.
        notes: BTreeMap<String, String>,
        /// Under another name.
        other = "else": bool,
    }
}

wire_object! {
    /// A ball.
    pub struct Ball {
        /// Which.
        kind = "type": String,
    } with {
        /// How large.
        size: f64,
    }
}

wire_union! {
    /// A thing.
    pub enum Thing else guess {
        /// A box.
        Case(Case) = "case",
        /// A ball.
        Ball(Ball) = "ball" | "ball_2",
    }
}

fn guess(all: &Map<String, Value>) -> Option<&'static str> {
    all.contains_key("label").then_some("case")
}

fn read(value: &Value) -> Thing {
    // By text and by value, which are two deserializers.
    let thing = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(
        serde_json::from_value::<Thing>(value.clone()).unwrap(),
        thing
    );
    thing
}

#[test]
fn what_is_read_is_written_again() {
    for value in [
        json!({"type": "case", "label": "a", "parts": []}),
        json!({"type": "case", "label": "a", "parts": [{"type": "ball", "size": 1.5}, {"type": "new", "a": [1]}],
            "colour": "red", "weight": 7, "notes": {"a": "b"}, "else": true}),
        json!({"type": "case", "label": 7, "parts": {}, "colour": [], "weight": -1, "notes": {"a": "b", "c": 1, "d": 2}}),
        json!({"type": "case", "label": "a", "parts": [{"type": "ball"}, 7, null], "new": {"b": 1}}),
        json!({"type": "ball_2", "size": 2.0}),
        json!({"type": "new", "deep": [{"type": "case"}]}),
        json!({"nothing": "known"}),
        json!({"type": 7, "x": 1}),
        json!({}),
    ] {
        let thing = read(&value);
        assert_eq!(serde_json::to_value(&thing).unwrap(), value);
    }
}

#[test]
fn what_fits_is_typed_wherever_its_kind_stands() {
    let texts = [
        r#"{"type":"case","label":"a","parts":[{"type":"ball_2","size":3}],"weight":7.0,"colour":"blue"}"#,
        r#"{"label":"a","parts":[{"size":3,"type":"ball_2"}],"weight":7,"colour":"blue","type":"case"}"#,
        r#"{"label":"a","weight":7,"parts":[{"type":"ball_2","size":3}],"colour":"blue"}"#,
    ];
    for text in texts {
        let Thing::Case(case) = serde_json::from_str(text).unwrap() else {
            panic!("{text}");
        };
        assert_eq!((case.label.as_str(), case.weight), ("a", Some(7)), "{text}");
        assert_eq!(case.colour, Some(Colour::Other("blue".to_owned())));
        assert!(case.extra.is_empty(), "{text}");
        let Thing::Ball(ball) = &case.parts[0] else {
            panic!("{text}");
        };
        assert_eq!((ball.kind.as_str(), ball.size), ("ball_2", Some(3.0)));
        assert_eq!(case.parts[0].kind(), "ball_2");
    }
}

#[test]
fn null_is_nothing() {
    let case: Case = serde_json::from_str(
        r#"{"type":null,"label":null,"parts":null,"colour":null,"weight":null,"notes":null,"new":null}"#,
    )
    .unwrap();
    assert_eq!(case, Case::default());
}

#[test]
fn what_is_no_object_is_refused() {
    for text in ["7", "null", "\"case\"", "[]", "[{}]"] {
        assert!(serde_json::from_str::<Thing>(text).is_err(), "{text}");
        assert!(serde_json::from_str::<Case>(text).is_err(), "{text}");
    }
    for cut in [r#"{"type":"case","label":"#, r#"{"label":"a""#, "{"] {
        assert!(serde_json::from_str::<Thing>(cut).is_err(), "{cut}");
    }
}

#[test]
fn objects_are_built() {
    let case = Case::new("a", vec![Thing::Ball(Ball::default())])
        .weight(7_u64)
        .colour("red")
        .notes([("a".to_owned(), "b".to_owned())])
        .other(true);
    let expected = json!({"type": "case", "label": "a", "parts": [{"type": ""}], "colour": "red", "weight": 7, "notes": {"a": "b"}, "else": true});
    assert_eq!(serde_json::to_value(case).unwrap(), expected);
}
