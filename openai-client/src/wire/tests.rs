//! Objects come as documented, and as they are not.

#![allow(unreachable_pub, reason = "the macros make public types")]

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{wire_either, wire_object, wire_union};
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
        weight: u64 as given,
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

wire_union! {
    /// A thing or none.
    pub enum Maybe or {
        /// None.
        None = "none",
        /// Any.
        Any = "any",
    } {
        /// A ball.
        Ball(Ball) = "ball" | "ball_2",
    }
}

wire_either! {
    /// A place.
    pub enum Place {
        /// A shelf.
        Shelf(Colour) = text,
        /// The way.
        Way(Vec<u64>) = list,
        /// A case.
        Case(Case) = object,
        /// How far away.
        Far(f64) = number,
        /// Here or not.
        Here(bool) = boolean,
    }
}

wire_object! {
    /// A thing in its place.
    pub struct Placed {} with {
        /// The place.
        place: Place,
        /// The thing.
        thing: Thing,
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
        .weight(7)
        .colour("red")
        .notes([("a".to_owned(), "b".to_owned())])
        .other(true);
    let expected = json!({"type": "case", "label": "a", "parts": [{"type": ""}], "colour": "red", "weight": 7, "notes": {"a": "b"}, "else": true});
    assert_eq!(serde_json::to_value(case).unwrap(), expected);
}

#[test]
fn a_kind_that_is_another_is_kept() {
    for value in [
        json!({"type": "ball", "label": "a", "parts": []}),
        json!({"type": 7, "label": "a", "parts": []}),
    ] {
        let case: Case = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(case.label, "a");
        assert_eq!(serde_json::to_value(&case).unwrap(), value);
    }
}

#[test]
fn the_shape_tells_what_it_is() {
    let read = |place: Value| -> Placed {
        let value = json!({"place": place, "thing": {"type": "ball"}});
        let placed = serde_json::from_str(&value.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&placed).unwrap(), value);
        placed
    };
    assert_eq!(read(json!("red")).place, Some(Place::Shelf(Colour::Red)));
    assert_eq!(read(json!([1, 2])).place, Some(Place::Way(vec![1, 2])));
    let case = Case::new("a", []);
    assert_eq!(
        read(json!({"type": "case", "label": "a", "parts": []})).place,
        Some(Place::Case(case))
    );
    assert_eq!(read(json!(-1.5)).place, Some(Place::Far(-1.5)));
    assert_eq!(read(json!(true)).place, Some(Place::Here(true)));
    let odd = json!([1, "a"]);
    let placed = read(odd.clone());
    assert_eq!((placed.place, &placed.extra["place"]), (None, &odd));
    let error = serde_json::from_value::<Place>(odd).unwrap_err();
    assert_eq!(
        error.to_string(),
        "it is none of: text list object number boolean"
    );
}

#[test]
fn a_union_may_also_be_a_word() {
    let ball = Ball {
        kind: "ball".to_owned(),
        ..Ball::default()
    };
    for (value, expected) in [
        (json!("none"), Maybe::None),
        (json!("any"), Maybe::Any),
        (json!("new"), Maybe::Other("new".into())),
        (json!({"type": "ball"}), ball.into()),
        (json!({"type": "new"}), Maybe::Other(json!({"type": "new"}))),
    ] {
        let read: Maybe = serde_json::from_str(&value.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
        assert_eq!(read, expected);
    }
    assert!(serde_json::from_str::<Maybe>("7").is_err());
}

#[test]
fn of_two_of_a_name_the_one_that_fits_is_read_and_written_once() {
    for text in [
        r#"{"type":"case","label":"a","parts":[],"colour":"red"}"#,
        r#"{"type":"case","label":7,"label":"a","parts":[],"colour":7,"colour":"red"}"#,
        r#"{"type":"case","label":"a","label":7,"parts":[],"colour":"red","colour":7}"#,
        r#"{"type":"case","label":"a","label":null,"parts":[],"colour":"red","colour":null}"#,
    ] {
        let case: Thing = serde_json::from_str(text).unwrap();
        let written = serde_json::to_string(&case).unwrap();
        let expected = r#"{"type":"case","label":"a","parts":[],"colour":"red"}"#;
        assert_eq!(written, expected, "{text}");
    }
}

#[test]
fn a_key_is_never_written_twice() {
    let mut case: Case = serde_json::from_value(json!({"colour": 7, "else": 8})).unwrap();
    case.other = Some(true);
    let case = case.colour(Colour::Red);
    let written = serde_json::to_string(&case).unwrap();
    let expected = r#"{"type":"case","label":"","parts":[],"colour":"red","else":8}"#;
    assert_eq!(written, expected);
}
