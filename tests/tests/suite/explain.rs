//! An API's complaint about a schema, as a place in the Rust type.
#![allow(dead_code, reason = "the fields are there for their schemas")]

use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::{Error, explain};
use serde_json::{Value, json};

#[derive(Debug, Deserialize, ResponseFormat)]
struct Invoice {
    lines: Vec<Line>,
    #[serde(rename = "it's due")]
    due: Option<Line>,
    shape: Shape,
    /// Both have a description and one has a definition.
    other: Shape,
    frame: Frame,
    tagged: Tagged,
    words: Vec<Vec<Word>>,
    #[serde(flatten)]
    stamp: Stamp,
    next: Option<Box<Invoice>>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Line {
    total: f64,
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum Shape {
    Circle { radius: f64 },
    Line(Box<Line>),
    Nothing,
    Something,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t", content = "c")]
enum Frame {
    Plain,
    Wide { width: f64 },
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Tagged {
    TheFirst { a: u8 },
    TheSecond(Stamp),
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Word(String);

#[derive(Debug, Deserialize, ResponseFormat)]
struct Stamp {
    by: String,
}

#[track_caller]
fn check<T: ResponseFormat>(context: &str, expected: Option<&str>) {
    for message in [
        format!(
            "Invalid schema for response_format 'Invoice': In context={context}, 'x' is not permitted."
        ),
        format!(
            "Invalid schema for function 'f': In context={context}, schema must have a 'type' key."
        ),
    ] {
        assert_eq!(
            explain::<T>(&message).as_deref(),
            expected,
            "{message}\n{}",
            T::SCHEMA.json()
        );
    }
}

#[test]
fn places_have_their_rust_names() {
    for (context, expected) in [
        ("()", "Invoice"),
        ("('properties', 'lines')", "Invoice.lines"),
        ("('properties', 'lines', 'items')", "Invoice.lines[]"),
        (
            "('properties', \"it's due\", 'anyOf', '0')",
            "Invoice.it's due",
        ),
        (
            "('properties', \"it's due\", 'anyOf', '1')",
            "Invoice.it's due",
        ),
        ("('properties', 'other', 'anyOf', '0')", "Invoice.other"),
        (
            "('properties', 'frame', 'anyOf', '0', 'properties', 't')",
            "Invoice.frame::Plain.t",
        ),
        (
            "('properties', 'frame', 'anyOf', '1')",
            "Invoice.frame::Wide",
        ),
        (
            "('properties', 'frame', 'anyOf', '1', 'properties', 'c', 'properties', 'width')",
            "Invoice.frame::Wide.width",
        ),
        (
            "('properties', 'tagged', 'anyOf', '0', 'properties', 'a', 'type', '0')",
            "Invoice.tagged::TheFirst.a",
        ),
        (
            "('properties', 'tagged', 'anyOf', '1', 'properties', 'by')",
            "Invoice.tagged::TheSecond.by",
        ),
        (
            "('properties', 'words', 'items', 'items')",
            "Invoice.words[][]",
        ),
        ("('properties', 'by')", "Invoice.by"),
        ("('properties', 'next', 'anyOf', '0')", "Invoice.next"),
        ("('$defs', 'Line')", "Line"),
        ("('$defs', 'Line', 'properties', 'total')", "Line.total"),
        // The words of all unit variants are one branch.
        ("('$defs', 'Shape', 'anyOf', '0')", "Shape"),
        ("('$defs', 'Shape', 'anyOf', '1')", "Shape::Circle"),
        (
            "('$defs', 'Shape', 'anyOf', '1', 'properties', 'Circle')",
            "Shape::Circle",
        ),
        (
            "('$defs', 'Shape', 'anyOf', '1', 'properties', 'Circle', 'properties', 'radius')",
            "Shape::Circle.radius",
        ),
        (
            "('$defs', 'Shape', 'anyOf', '2', 'properties', 'Line')",
            "Shape::Line",
        ),
    ] {
        check::<Invoice>(context, Some(expected));
    }
    for context in [
        "('properties', 'nothing')",
        "('properties', 'lines', 'items', 'properties', 'total')",
        "('properties', 'lines', 'anyOf', '0')",
        "('properties', 'frame', 'anyOf', '7')",
        "('$defs', 'Nothing')",
    ] {
        check::<Invoice>(context, None);
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(wrap = "shapes")]
struct Shapes(Vec<Shape>);

#[test]
fn the_object_around_a_wrapped_root_has_no_name() {
    for (context, expected) in [
        ("()", "Shapes"),
        ("('properties', 'shapes')", "Shapes"),
        ("('properties', 'shapes', 'items')", "Shapes[]"),
        (
            "('properties', 'shapes', 'items', 'anyOf', '1', 'properties', 'Circle', 'properties', 'radius')",
            "Shapes[]::Circle.radius",
        ),
    ] {
        check::<Shapes>(context, Some(expected));
    }
}

/// Every place of the schema has a name that only places with the same meaning share.
#[test]
fn each_place_of_a_schema_is_found() {
    fn down(node: &Value, steps: &[String], visit: &mut dyn FnMut(&[String])) {
        visit(steps);
        for (keyword, value) in node.as_object().into_iter().flatten() {
            let children: Vec<(Vec<String>, &Value)> = match (keyword.as_str(), value) {
                ("properties" | "$defs", Value::Object(map)) => map
                    .iter()
                    .map(|(key, value)| (vec![keyword.clone(), key.clone()], value))
                    .collect(),
                ("anyOf", Value::Array(list)) => list
                    .iter()
                    .enumerate()
                    .map(|(at, value)| (vec![keyword.clone(), at.to_string()], value))
                    .collect(),
                ("items", value) => vec![(vec![keyword.clone()], value)],
                _ => Vec::new(),
            };
            for (more, child) in children {
                let steps = [steps, &more].concat();
                down(child, &steps, visit);
            }
        }
    }
    let schema: Value = serde_json::from_str(Invoice::SCHEMA.json()).unwrap();
    let mut count = 0;
    down(&schema, &[], &mut |steps| {
        let quoted: Vec<String> = steps.iter().map(|step| format!("{step:?}")).collect();
        let message = format!("In context=({}), …", quoted.join(", "));
        let place = explain::<Invoice>(&message);
        assert!(place.is_some(), "{message}");
        count += 1;
    });
    assert!(count > 30, "{count}");
}

async fn refused(error: Value) -> Error {
    let body = json!({ "error": error }).to_string();
    let api = LocalApi::scripted([Reply::raw(400, body)]).await.unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .build()
        .unwrap();
    let request = ChatRequest::new("m").user("Read it.");
    let answer = client.chat().parse::<Invoice>(request).await;
    answer.unwrap_err()
}

#[tokio::test]
async fn the_error_of_a_call_names_the_place() {
    let message = "Invalid schema for response_format 'Invoice': In context=('$defs', 'Shape', 'anyOf', '1', \
                   'properties', 'Circle', 'properties', 'radius'), 'minimum' is not permitted.";
    let error = refused(json!({
        "message": message,
        "type": "invalid_request_error",
        "param": "response_format",
        "code": "invalid_json_schema",
    }))
    .await;
    assert_eq!(error.schema_path(), Some("Shape::Circle.radius"));
    let text = error.to_string();
    assert!(text.contains(message.trim_end_matches('.')), "{text}");
    assert!(text.ends_with(" (at Shape::Circle.radius)"), "{text}");
    assert_eq!(text.lines().count(), 1);
    assert!(format!("{error:?}").ends_with(" (at Shape::Circle.radius)"));

    let lookaround =
        "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.by.pattern.";
    for (param, place) in [
        (json!("response_format"), Some("Invoice.by")),
        (Value::Null, Some("Invoice.by")),
        (json!("tools"), None),
    ] {
        let error = refused(json!({ "message": lookaround, "param": param })).await;
        assert_eq!(error.schema_path(), place);
    }
    // Gateways leave `param` out.
    for (message, place) in [
        (
            "Invalid schema for response_format 'Invoice': In context=(), 'x' is not permitted.",
            Some("Invoice"),
        ),
        (
            "Invalid schema for function 'f': In context=(), 'x' is not permitted.",
            None,
        ),
        ("11 levels of nesting exceeds limit of 10.", None),
    ] {
        let error = refused(json!({ "message": message, "param": null })).await;
        assert_eq!(error.schema_path(), place, "{message}");
    }
}

/// The local API writes the places that are read here.
#[tokio::test]
async fn the_local_apis_own_complaints_are_read() {
    let api = LocalApi::scripted([Reply::text("{}")]).await.unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .build()
        .unwrap();
    for (pointer, expected) in [
        ("/properties/lines/items", None),
        ("/properties/words/items/items", Some("Invoice.words[][]")),
        (
            "/$defs/Shape/anyOf/1/properties/Circle/properties/radius",
            Some("Shape::Circle.radius"),
        ),
        (
            "/properties/frame/anyOf/1/properties/c/properties/width",
            Some("Invoice.frame::Wide.width"),
        ),
    ] {
        let mut schema: Value = serde_json::from_str(Invoice::SCHEMA.json()).unwrap();
        let node = schema.pointer_mut(pointer).unwrap();
        if expected.is_none() {
            *node = json!({ "type": "string", "pattern": "^(?=a)$" });
        } else {
            node["default"] = json!(1);
        }
        let format =
            openai_structured::client::chat::JsonSchemaFormat::new("Invoice", schema).strict(true);
        let request = ChatRequest::new("m")
            .user("Read it.")
            .response_format(format);
        let error = client.chat().create(request).await.unwrap_err();
        let message = error.message().unwrap();
        let expected = expected.unwrap_or("Invoice.lines[]");
        assert_eq!(
            explain::<Invoice>(message).as_deref(),
            Some(expected),
            "{message}"
        );
    }
}
