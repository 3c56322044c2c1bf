//! Schemas that are known at run time: what is refused, where, and what is counted.

use openai_structured::client::chat::JsonSchemaFormat;
use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::strict::document::Kind;
use openai_structured::{SchemaDocument, Violations};
use serde_json::{Value, json};

fn refused(schema: &Value) -> Violations {
    SchemaDocument::from_value("it", schema).unwrap_err()
}

/// Each violation of a schema: its rule and its place.
fn places(violations: &Violations) -> Vec<(Kind, &str)> {
    violations
        .iter()
        .map(|one| (one.kind, one.pointer.as_str()))
        .collect()
}

/// A closed object whose keys are all required.
#[expect(
    clippy::needless_pass_by_value,
    reason = "literals are passed as they stand"
)]
fn closed(properties: Value) -> Value {
    let keys: Vec<&String> = properties.as_object().unwrap().keys().collect();
    json!({ "type": "object", "properties": properties, "required": keys, "additionalProperties": false })
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_schema_has_all_its_violations() {
    let text = || json!({ "type": "string" });
    let deep = (0..10).fold(text(), |inner, _| closed(json!({ "a": inner })));
    let wide =
        json!({ "type": "string", "enum": (0..1001).map(|n| n.to_string()).collect::<Vec<_>>() });
    let mut endless = closed(json!({ "next": { "$ref": "#/$defs/A" } }));
    endless["$defs"] = json!({ "A": closed(json!({ "b": { "$ref": "#/$defs/B" } })), "B": closed(json!({ "a": { "$ref": "#/$defs/A" } })) });
    let mut alias = closed(json!({ "x": { "$ref": "#/$defs/A" } }));
    alias["$defs"] = json!({ "A": { "$ref": "#/$defs/A" } });
    let rows: Vec<(Value, Vec<(Kind, &str)>)> = vec![
        (
            json!({ "type": "object", "properties": { "a": text(), "b": text(), "c": text() }, "required": ["b", "z"] }),
            vec![
                (Kind::Open, ""),
                (Kind::NotRequired, ""),
                (Kind::NotRequired, ""),
                (Kind::ExtraRequired, ""),
            ],
        ),
        (
            closed(
                json!({ "a": { "type": "array", "items": { "type": "object", "properties": {}, "required": [] } } }),
            ),
            vec![(Kind::Open, "/properties/a/items")],
        ),
        (
            closed(json!({
                "a": { "type": "string", "default": "x" },
                "b": { "type": "array", "items": text(), "uniqueItems": true },
                "c": { "oneOf": [text()] },
                "d/e": { "allOf": [text()] },
                "f": { "type": ["string", "null"], "format": "uri" },
                "g": {},
                "h": { "const": 1 },
                "i": { "type": "array", "prefixItems": [text()] },
            })),
            vec![
                (Kind::NotPermitted, "/properties/a"),
                (Kind::NotPermitted, "/properties/b"),
                (Kind::NotPermitted, "/properties/c"),
                (Kind::NotPermitted, "/properties/d~1e"),
                (Kind::Format, "/properties/f/type/0"),
                (Kind::NoType, "/properties/g"),
                (Kind::NoType, "/properties/h"),
                (Kind::NoItems, "/properties/i"),
                (Kind::NotPermitted, "/properties/i"),
            ],
        ),
        (
            closed(json!({
                "a": { "$ref": "#/$defs/A", "description": "d" },
                "b": { "$ref": "#/properties/a" },
                "c": { "type": "string", "enum": ["x", 1, 2] },
                "d": { "type": "integer", "minimum": 2, "maximum": 1 },
                "e": { "type": "string", "enum": [] },
            })),
            vec![
                (Kind::RefSiblings, "/properties/a"),
                (Kind::RefMissing, "/properties/a"),
                (Kind::RefTarget, "/properties/b"),
                (Kind::EnumValue, "/properties/c"),
                (Kind::EnumValue, "/properties/c"),
                (Kind::Unsatisfiable, "/properties/d"),
                (Kind::EnumEmpty, "/properties/e"),
            ],
        ),
        (
            json!({ "type": "array", "items": text() }),
            vec![(Kind::RootType, "")],
        ),
        (json!({ "anyOf": [text()] }), vec![(Kind::RootType, "")]),
        (closed(json!({ "a": deep })), vec![(Kind::Nesting, "")]),
        (closed(json!({ "a": wide })), vec![(Kind::EnumValues, "")]),
        (
            closed(
                json!({ "a": { "type": "string", "pattern": "^(?=a)" }, "b": { "type": "string", "pattern": "^\\p{L}$" } }),
            ),
            vec![(Kind::NotARegex, "/properties/b/pattern")],
        ),
        (
            closed(json!({ "a": { "type": "string", "pattern": "^(?=a)" } })),
            vec![(Kind::LookAround, "/properties/a/pattern")],
        ),
        (
            json!({ "type": "object", "properties": [], "required": true }),
            vec![
                (Kind::NotASchema, "/properties"),
                (Kind::NotASchema, "/required"),
            ],
        ),
        (
            closed(json!({
                "a": { "type": "integer", "minimum": 0, "maximum": u64::MAX },
                "b": { "type": "number", "exclusiveMinimum": -1e300 },
                "c": { "type": "integer", "maximum": (1_u64 << 53) - 1 },
            })),
            vec![
                (Kind::Bound, "/properties/a/maximum"),
                (Kind::Bound, "/properties/b/exclusiveMinimum"),
            ],
        ),
        (
            endless,
            vec![
                (Kind::NoFiniteValue, "/$defs/A"),
                (Kind::NoFiniteValue, "/$defs/B"),
            ],
        ),
        (alias, vec![(Kind::NoFiniteValue, "/$defs/A")]),
        (
            closed(json!({ "me": { "$ref": "#" } })),
            vec![(Kind::NoFiniteValue, "")],
        ),
    ];
    for (schema, expected) in rows {
        let violations = refused(&schema);
        assert_eq!(places(&violations), expected, "{schema}\n{violations}");
        assert_eq!(violations.count(), expected.len());
        assert_eq!(violations.to_string().lines().count(), 1);
        for violation in &violations {
            let without = matches!(violation.kind, Kind::NotASchema);
            assert_eq!(violation.help().is_none(), without, "{violation}");
            // A place without the last key, which may be the one that is missing.
            assert!(schema.pointer(&violation.pointer).is_some() || violation.kind == Kind::Format);
        }
    }
}

#[test]
fn what_ends_is_taken() {
    for property in [
        json!({ "anyOf": [{ "$ref": "#" }, { "type": "null" }] }),
        json!({ "type": "array", "items": { "$ref": "#" } }),
        json!({ "type": ["object", "null"], "properties": { "a": { "$ref": "#" } }, "required": ["a"], "additionalProperties": false }),
    ] {
        SchemaDocument::from_value("it", &closed(json!({ "next": property }))).unwrap();
    }
    let items = json!({ "type": "array", "items": { "$ref": "#" }, "minItems": 1 });
    assert_eq!(
        places(&refused(&closed(json!({ "next": items })))),
        [(Kind::NoFiniteValue, "")]
    );
}

#[test]
fn names_texts_and_doubled_keys_are_judged() {
    let fine = closed(json!({}));
    for name in ["", "my schema", "naïve", &"a".repeat(65)] {
        let violations = SchemaDocument::from_value(name, &fine).unwrap_err();
        assert_eq!(places(&violations), [(Kind::Name, "")]);
    }
    let no_json = SchemaDocument::from_json("it", "{").unwrap_err();
    assert_eq!(
        no_json.to_string(),
        "the schema `it` is not strict: the text is no JSON: EOF while parsing an object at line 1 column 1"
    );
    let twice = r#"{"type":"object","properties":{"a":{"type":"null"},"a":{"type":"boolean"}},
        "required":["a"],"additionalProperties":false}"#;
    let twice = SchemaDocument::from_json("it", twice).unwrap_err();
    assert_eq!(places(&twice), [(Kind::DuplicateKey, "/properties/a")]);
    assert_eq!(
        twice.to_string(),
        "the schema `it` is not strict: the key 'a' stands here twice (at /properties/a); \
         help: take one of the two out"
    );
}

#[test]
fn a_text_is_kept_as_it_is_written() {
    let text = r#"{ "type":"object", "properties":{"z":{"type":"string"},"a":{"type":"null"}},
        "required":["a","z"], "additionalProperties":false }"#;
    let schema = SchemaDocument::from_json("it", text).unwrap();
    assert_eq!(schema.json(), text);
    let format = JsonSchemaFormat::from(&schema);
    assert_eq!((format.name.as_str(), format.strict), ("it", Some(true)));
    assert_eq!(format.schema.get(), text);
}

/// The counts of a derived type's schema, once from the type and once from the text.
fn counts<T: ResponseFormat>() {
    let (known, read) = (
        T::SCHEMA,
        SchemaDocument::from_json(T::SCHEMA.name(), T::SCHEMA.json()).unwrap(),
    );
    assert_eq!(known.properties(), read.properties());
    assert_eq!(known.enum_values(), read.enum_values());
    assert_eq!(known.depth(), read.depth());
    assert_eq!(known.characters(), read.characters());
    assert_eq!(known.fingerprint(), read.fingerprint());
    assert_eq!(known.prompt_tokens(), read.prompt_tokens());
}

#[derive(Deserialize, ResponseFormat)]
struct Drawing {
    shapes: Vec<Shape>,
    more: Option<Box<Drawing>>,
    center: Point,
    corner: Point,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
enum Shape {
    Circle {
        radius: f64,
    },
    Path {
        points: Vec<Vec<Point>>,
        style: Style,
    },
}

#[derive(Deserialize, ResponseFormat)]
enum Style {
    Solid,
    Dashed,
}

#[derive(Deserialize, ResponseFormat)]
struct Point {
    x: i32,
    y: i32,
}

#[test]
fn types_and_texts_are_counted_alike() {
    counts::<Drawing>();
    counts::<Point>();
    assert_eq!(Drawing::SCHEMA.depth(), 5);
}

#[tokio::test]
async fn an_answer_under_a_document_is_read_into_any_type() {
    let api = LocalApi::scripted([
        Reply::text(r#"{"x":3,"y":-0}"#),
        Reply::text(r#"{"x":3,"y":-0}"#),
        Reply::text(r#"{"x":3,"y":"four"}"#),
        Reply::refusal("No."),
    ])
    .await
    .unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .build()
        .unwrap();
    let integer = json!({ "type": "integer" });
    let schema = closed(json!({ "y": integer, "x": integer }));
    let schema = SchemaDocument::from_value("point", &schema).unwrap();
    let request = || ChatRequest::new("m").user("Where?");
    let chat = client.chat();

    let value = chat.parse_as::<Value>(request(), &schema);
    let value = value.await.unwrap().into_parsed().unwrap();
    assert_eq!(value["x"], 3);
    let sent = &api.requests()[0];
    let body = std::str::from_utf8(&sent.bytes).unwrap();
    assert!(body.contains(schema.json()), "{body}");
    assert_eq!(sent.body["response_format"]["json_schema"]["strict"], true);

    let point = chat.parse_as::<Point>(request(), &schema);
    let point = point.await.unwrap().into_parsed().unwrap();
    assert_eq!((point.x, point.y), (3, 0));

    let mismatch = chat.parse_as::<Point>(request(), &schema);
    let mismatch = mismatch.await.unwrap().into_parsed().map(drop).unwrap_err();
    assert_eq!(mismatch.mismatch().unwrap().path(), "y");
    let refusal = chat.parse_as::<Point>(request(), &schema);
    let refusal = refusal.await.unwrap().into_parsed().map(drop).unwrap_err();
    assert_eq!(refusal.refusal(), Some("No."));

    let read: Point = schema.read(r#"{"x":1,"y":-0}"#).unwrap();
    assert_eq!((read.x, read.y), (1, 0));
}

#[test]
fn a_value_too_deep_to_look_at_is_refused() {
    let lists = |levels: usize| {
        let mut schema = json!({ "type": "string", "format": "uri" });
        for _ in 0..levels {
            let mut list = serde_json::Map::new();
            list.insert("type".to_owned(), "array".into());
            list.insert("items".to_owned(), schema);
            schema = Value::Object(list);
        }
        schema
    };
    for levels in [128, 520, 2_500] {
        assert_eq!(places(&refused(&lists(levels))), [(Kind::Nesting, "")]);
    }
    let violations = refused(&closed(json!({ "a": lists(100) })));
    assert_eq!(violations.first().kind, Kind::Format);
    assert!(violations.to_string().len() < 700, "{violations}");
}

#[test]
fn counts_and_listed_values_are_those_that_the_engine_keeps() {
    let schema = closed(json!({
        "a": { "type": "string", "maxLength": 5.0 },
        "b": { "type": "array", "items": { "type": "null" }, "maxItems": 1_u64 << 40 },
        "c": { "type": "string", "enum": ["x", "y", "x"] },
        "d": { "type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 1 },
        "e": { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 },
        "f": { "type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 2 },
    }));
    assert_eq!(
        places(&refused(&schema)),
        [
            (Kind::Bound, "/properties/a/maxLength"),
            (Kind::Bound, "/properties/b/maxItems"),
            (Kind::EnumDouble, "/properties/c/enum"),
            (Kind::Unsatisfiable, "/properties/d"),
        ]
    );
}

#[test]
fn long_chains_and_many_keys_take_no_long_time() {
    let started = std::time::Instant::now();
    let mut definitions = serde_json::Map::new();
    for link in 0..4_000 {
        let next = json!({ "anyOf": [{ "$ref": format!("#/$defs/D{}", link + 1) }] });
        definitions.insert(format!("D{link}"), next);
    }
    definitions.insert("D4000".to_owned(), json!({ "type": "null" }));
    let mut chain = closed(json!({ "a": { "$ref": "#/$defs/D0" } }));
    chain["$defs"] = Value::Object(definitions);
    SchemaDocument::from_value("it", &chain).unwrap();
    let keys = (0..20_000).map(|key| (format!("k{key}"), json!({ "type": "null" })));
    let wide = closed(Value::Object(keys.collect()));
    assert_eq!(refused(&wide).first().kind, Kind::Properties);
    let braces = closed(json!({ "a": { "type": "string", "pattern": "{".repeat(40_000) } }));
    let _ = SchemaDocument::from_value("it", &braces);
    // The chain alone takes more than twice as long where each round looks at all definitions.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// What Python takes and an engine reads otherwise, or not at all, fails only once it is paid for.
#[test]
fn patterns_are_those_that_every_engine_reads_alike() {
    let check = |pattern: &str| {
        let schema = serde_json::json!({
            "type": "object",
            "properties": {"a": {"type": "string", "pattern": pattern}},
            "required": ["a"],
            "additionalProperties": false
        });
        SchemaDocument::from_value("patterns", &schema)
    };
    for pattern in [
        r"\bfoo\b",
        r"^(a)\1$",
        "^(?i)a$",
        "^[[:alpha:]]$",
        "^a*+$",
        "^[^\"]$",
    ] {
        let violations = check(pattern).unwrap_err();
        assert_eq!(
            violations.first().pointer,
            "/properties/a/pattern",
            "{pattern}"
        );
        assert_eq!(violations.count(), 1, "{violations}");
    }
    assert!(check("^[A-Z]{2}$").is_ok());
}
