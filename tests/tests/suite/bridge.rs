//! Schemas that schemars makes, in strict form: against schemars' own schema, the engine, serde and
//! the derive.
#![allow(dead_code, reason = "the fields are there for their schemas")]

use crate::oracle::Grammar;
use crate::random::Random;
use jsonschema::Validator;
use openai_structured::prelude::*;
use openai_structured::strict::document::{self, Kind};
use openai_structured::{SchemaDocument, Violations};
use schemars::{JsonSchema, Schema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::net::IpAddr;
use std::num::{NonZeroI8, NonZeroU32};
use std::ops::Range;
use std::time::Duration;

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

/// Values of the texts that a schema's grammar produces, with the texts.
fn samples(schema: &str) -> Vec<(String, Value)> {
    let grammar = Grammar::compile(schema).unwrap_or_else(|error| panic!("{error}\n{schema}"));
    let mut random = Random::new(7);
    let texts = (0..120).filter_map(|_| grammar.sample(&mut random));
    let values = texts.filter_map(|text| {
        // A number beyond `f64` is no value.
        let value = serde_json::from_str(&text).ok()?;
        Some((text, value))
    });
    let found: Vec<_> = values.collect();
    assert!(found.len() > 20, "only {} samples of {schema}", found.len());
    found
}

/// Whether a value is one that is disagreed about.
type Excuses = fn(&Value) -> bool;

/// Where schemars and we disagree about values, and why.
const DISAGREEMENTS: [(&str, Excuses); 3] = [
    ("a set may have an item twice: serde reads it", |value| {
        let doubled = |list: &Vec<Value>| {
            let mut rest = list.as_slice();
            while let [first, tail @ ..] = rest {
                if tail.contains(first) {
                    return true;
                }
                rest = tail;
            }
            false
        };
        any(value, &|value| value.as_array().is_some_and(doubled))
    }),
    (
        "the derive's pattern for `char` has no line feed",
        |value| any(value, &|value| value == "\n"),
    ),
    (
        "schemars' nanoseconds may be more than a second: serde carries them",
        |value| any(value, &|value| value["nanos"].as_u64() > Some(999_999_999)),
    ),
];

fn any(value: &Value, test: &dyn Fn(&Value) -> bool) -> bool {
    let inside = match value {
        Value::Array(list) => list.iter().any(|value| any(value, test)),
        Value::Object(map) => map.values().any(|value| any(value, test)),
        _ => false,
    };
    inside || test(value)
}

fn excused(value: &Value) -> bool {
    DISAGREEMENTS.iter().any(|(_, excuses)| excuses(value))
}

/// The bridge of a type: the rules, the engine, serde, and schemars' own schema.
fn bridged<T: JsonSchema + DeserializeOwned>() -> SchemaDocument {
    let bridged = SchemaDocument::from_schemars::<T>().unwrap_or_else(|error| panic!("{error}"));
    let strict: Value = serde_json::from_str(bridged.json()).unwrap();
    assert_eq!(
        document::check(&strict, document::Surface::ResponseFormat),
        []
    );
    jsonschema::meta::validate(&strict).unwrap();
    let theirs = validator(schema_for!(T).as_value());
    for (text, value) in samples(bridged.json()) {
        assert!(
            theirs.is_valid(&value) || excused(&value),
            "{text}\n{}",
            bridged.json()
        );
        // `-0` is a float to serde_json, and every reader of ours takes it for 0.
        if !text.contains("-0")
            && let Err(error) = serde_json::from_str::<T>(&text)
        {
            // The grammar of a number has no end.
            let residue = error.to_string().contains("number out of range");
            assert!(residue, "{error}: {text}\n{}", bridged.json());
        }
    }
    bridged
}

/// The same, and the derive's schema, which must allow the same values.
fn both<T: JsonSchema + ResponseFormat>() {
    let bridged = bridged::<T>();
    let (ours, theirs) = (T::SCHEMA.json(), schema_for!(T));
    let values = |text| validator(&serde_json::from_str(text).unwrap());
    let (by_derive, by_bridge, by_schemars) = (
        values(ours),
        values(bridged.json()),
        validator(theirs.as_value()),
    );
    for (text, value) in samples(ours) {
        assert!(
            by_schemars.is_valid(&value) || excused(&value),
            "schemars refuses {text}\n{ours}"
        );
        assert!(
            by_bridge.is_valid(&value),
            "the bridge refuses {text}\n{ours}"
        );
    }
    for (text, value) in samples(bridged.json()) {
        assert!(
            by_derive.is_valid(&value) || excused(&value),
            "the derive refuses {text}\n{ours}\n{}",
            bridged.json()
        );
    }
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Leaves {
    a: u8,
    b: i16,
    c: u32,
    d: i64,
    e: u64,
    f: f64,
    g: Option<f32>,
    h: bool,
    i: String,
    j: Option<String>,
    k: char,
    l: Box<str>,
    m: Vec<Option<u8>>,
    n: [bool; 3],
    o: Unit,
    p: i128,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Unit;

/// Where something is.
#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Address {
    /// With the number.
    street: String,
    #[serde(default)]
    floor: u8,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Customer {
    /// Where the bill goes.
    billing_address: Address,
    shipping_address: Option<Address>,
    #[serde(default)]
    mood: Option<Mood>,
    words: Words,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mood {
    Good,
    /// Not good.
    Bad,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Words(Vec<String>);

#[derive(Deserialize, ResponseFormat, JsonSchema)]
enum External {
    Nothing,
    Number(u8),
    Text {
        /// The words.
        text: String,
    },
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
#[serde(tag = "t")]
enum Internal {
    U,
    N(Address),
    S { a: bool },
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    U,
    N(u8),
    S { a: bool },
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Flag(bool),
    Text(String),
    Long { x: u8, y: u8 },
    Short { x: u8 },
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Enums {
    external: External,
    internal: Vec<Internal>,
    adjacent: Adjacent,
    untagged: Untagged,
    address: Address,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Part {
    name: String,
    parts: Vec<Part>,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Machine {
    /// Everything hangs on it.
    root: Part,
    owner: Option<Box<Machine>>,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Page<T> {
    items: Vec<T>,
    next: Option<T>,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Stamped {
    before: u8,
    #[serde(flatten)]
    address: Address,
    after: u8,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Empty {}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Wrapped(Address);

#[test]
fn the_bridge_and_the_derive_allow_the_same() {
    both::<Leaves>();
    both::<Address>();
    both::<Customer>();
    both::<Enums>();
    both::<Part>();
    both::<Machine>();
    both::<Page<Address>>();
    both::<Stamped>();
    both::<Empty>();
    both::<Wrapped>();
    both::<Standard>();
}

/// Of the standard library.
#[derive(Deserialize, ResponseFormat, JsonSchema)]
struct Standard {
    unique: BTreeSet<u8>,
    tags: HashSet<bool>,
    positive: NonZeroU32,
    not_zero: NonZeroI8,
    maybe: Option<NonZeroI8>,
    address: IpAddr,
    took: Duration,
    result: Result<u8, String>,
    range: Range<u8>,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Closed {
    a: u8,
    b: Vec<Shut>,
    c: [bool; 2],
    d: Mood,
    e: String,
    f: f64,
}

#[derive(Deserialize, ResponseFormat, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Shut {
    x: i16,
    word: Words,
}

#[test]
fn what_schemars_allows_is_allowed_where_it_says_all() {
    let schemars = schema_for!(Closed);
    let derived = validator(&serde_json::from_str(Closed::SCHEMA.json()).unwrap());
    let bridged = SchemaDocument::from_schemars::<Closed>().unwrap();
    let bridged = validator(&serde_json::from_str(bridged.json()).unwrap());
    for (text, value) in samples(&schemars.as_value().to_string()) {
        assert!(
            derived.is_valid(&value) && bridged.is_valid(&value),
            "{text}"
        );
    }
}

/// Values that schemars' own schema allows, and neither the bridge nor the derive.
#[test]
fn what_schemars_leaves_open_is_closed() {
    let address = |floor: Value| json!({ "street": "s", "floor": floor });
    let customer = |mood: &str, more: &str| {
        let text = r#"{"billingAddress":{"street":"s","floor":1},"shippingAddress":null,MOOD"words":[]MORE}"#;
        serde_json::from_str::<Value>(&text.replace("MOOD", mood).replace("MORE", more)).unwrap()
    };
    let whole = r#""mood":null,"#;
    check_open::<Address>(
        &address(json!(1)),
        &[
            (
                "a field with a default may be missing",
                json!({ "street": "s" }),
            ),
            (
                "other keys may be there",
                json!({ "street": "s", "floor": 1, "z": 0 }),
            ),
        ],
    );
    check_open::<Customer>(
        &customer(whole, ""),
        &[
            ("an `Option` may be missing", customer("", "")),
            ("other keys may be there", customer(whole, r#","z":0"#)),
        ],
    );
    let leaves = json!({
        "a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": null, "h": true, "i": "", "j": null,
        "k": "k", "l": "", "m": [], "n": [true, true, true], "o": null, "p": 1,
    });
    let with = |key: &str, value: Value| {
        let mut leaves = leaves.clone();
        leaves[key] = value;
        leaves
    };
    check_open::<Leaves>(
        &leaves,
        &[
            (
                "integers of 32 bits have no bound above",
                with("c", json!(1_u64 << 32)),
            ),
            ("integers of 64 bits have none", with("d", json!(1e300))),
            (
                "and the engine has none beyond 2^53",
                with("e", json!(1_u64 << 53)),
            ),
            ("nor do those of 128 bits", with("p", json!(1e300))),
        ],
    );
}

fn check_open<T: JsonSchema + ResponseFormat>(fine: &Value, open: &[(&str, Value)]) {
    let schemars = validator(schema_for!(T).as_value());
    let derived = validator(&serde_json::from_str(T::SCHEMA.json()).unwrap());
    let bridged = SchemaDocument::from_schemars::<T>().unwrap();
    let bridged = validator(&serde_json::from_str(bridged.json()).unwrap());
    assert!(
        schemars.is_valid(fine) && derived.is_valid(fine) && bridged.is_valid(fine),
        "{fine}"
    );
    for (why, value) in open {
        assert!(schemars.is_valid(value), "{why}: {value}");
        assert!(!derived.is_valid(value), "{why}: {value}");
        assert!(!bridged.is_valid(value), "{why}: {value}");
    }
}

/// What only the bridge can say.
#[derive(Deserialize, JsonSchema)]
struct Foreign {
    pair: (u8, u8),
    #[schemars(length(min = 2, max = 3))]
    short: Vec<u8>,
    #[schemars(range(min = 1, max = 5))]
    stars: u8,
    #[schemars(regex(pattern = r"^[A-Z]{2}$"))]
    country: String,
}

#[derive(Deserialize, JsonSchema)]
struct Shaped {
    name: String,
    shape: Shaped2,
}

#[derive(Deserialize, JsonSchema)]
struct Shaped2 {
    id: u8,
    #[serde(flatten)]
    kind: Internal,
}

#[test]
fn types_of_others_are_read_from_their_strict_form() {
    bridged::<Foreign>();
    bridged::<Shaped>();
}

#[test]
fn keys_stand_in_the_order_of_the_declaration() {
    let bridged = SchemaDocument::from_schemars::<Machine>().unwrap();
    assert_eq!(
        bridged.json(),
        r##"{"type":"object","properties":{"root":{"description":"Everything hangs on it.","anyOf":[{"$ref":"#/$defs/Part"}]},"owner":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["root","owner"],"additionalProperties":false,"$defs":{"Part":{"type":"object","properties":{"name":{"type":"string"},"parts":{"type":"array","items":{"$ref":"#/$defs/Part"}}},"required":["name","parts"],"additionalProperties":false}}}"##
    );
    assert_eq!(
        SchemaDocument::from_schemars::<Page<Address>>()
            .unwrap()
            .name(),
        "Page"
    );
}

#[test]
fn each_disagreement_is_still_there() {
    let schemars = validator(schema_for!(BTreeSet<u8>).as_value());
    let bridged = SchemaDocument::from_schemars::<Standard>().unwrap();
    let bridged: Value = serde_json::from_str(bridged.json()).unwrap();
    let twice = json!([1, 1]);
    assert!(!schemars.is_valid(&twice));
    assert!(validator(&bridged["properties"]["unique"]).is_valid(&twice));
    assert!(serde_json::from_value::<BTreeSet<u8>>(twice).is_ok());

    let feed = json!("\n");
    let derived: Value = serde_json::from_str(Leaves::SCHEMA.json()).unwrap();
    assert!(validator(schema_for!(char).as_value()).is_valid(&feed));
    assert!(!validator(&derived["properties"]["k"]).is_valid(&feed));
    assert_eq!(serde_json::from_value::<char>(feed).ok(), Some('\n'));
}

#[test]
fn durations_carry() {
    let long = json!({ "secs": 1, "nanos": 2_000_000_000 });
    let derived: Value = serde_json::from_str(Standard::SCHEMA.json()).unwrap();
    assert!(validator(schema_for!(Duration).as_value()).is_valid(&long));
    assert!(!validator(&derived["properties"]["took"]).is_valid(&long));
    assert_eq!(
        serde_json::from_value::<Duration>(long).ok(),
        Some(Duration::from_secs(3))
    );
}

fn refused<T: JsonSchema>() -> Violations {
    SchemaDocument::from_schemars::<T>().unwrap_err()
}

/// Each violation's rule and place.
fn places(violations: &Violations) -> Vec<(Kind, &str)> {
    violations
        .iter()
        .map(|one| (one.kind, one.pointer.as_str()))
        .collect()
}

#[derive(JsonSchema)]
struct Impossible {
    map: HashMap<String, u8>,
    any: Value,
    list: Vec<Value>,
    tuple: (u8, String),
    #[schemars(extend("format" = "uri"))]
    link: String,
    inner: Inside,
}

#[derive(JsonSchema)]
struct Inside {
    by_number: Vec<HashMap<u8, u8>>,
    #[serde(flatten)]
    more: HashMap<String, Value>,
}

#[derive(JsonSchema)]
struct Endless {
    me: Box<Endless>,
}

#[test]
fn what_strict_mode_cannot_say_is_refused_where_it_stands() {
    let violations = refused::<Impossible>();
    assert_eq!(
        places(&violations),
        [
            (Kind::Meaning, "/properties/map/additionalProperties"),
            (Kind::Meaning, "/properties/any"),
            (Kind::Meaning, "/properties/list/items"),
            (Kind::Meaning, "/properties/tuple"),
            (Kind::Meaning, "/properties/link/format"),
            (Kind::Meaning, "/$defs/Inside/additionalProperties"),
        ]
    );
    assert_eq!(
        violations.to_string(),
        "the schema `Impossible` is not strict: the keys of this object are open (at \
         /properties/map/additionalProperties); help: name the keys, or use a list of objects with \
         a key and a value (and 5 other violations)"
    );
    assert_eq!(places(&refused::<Mood>()), [(Kind::RootType, "")]);
    assert_eq!(places(&refused::<External>()), [(Kind::RootType, "")]);
    assert_eq!(places(&refused::<Vec<u8>>()), [(Kind::RootType, "")]);
    assert_eq!(places(&refused::<Value>()), [(Kind::Meaning, "")]);
    assert_eq!(places(&refused::<Endless>()), [(Kind::NoFiniteValue, "")]);
}

/// A schema with one property `a`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "literals are passed as they stand"
)]
fn with_a(a: Value) -> Schema {
    let definitions = json!({
        "S": { "type": "object", "properties": { "s": { "type": "string" } }, "required": ["s"] },
        "T": { "type": "object", "properties": { "k": { "const": "t" } }, "required": ["k"] },
        "U": { "type": "object", "properties": { "k": { "const": "u" }, "v": { "type": "null" } }, "required": ["k"] },
        "Loop": { "$ref": "#/$defs/Loop" },
        "a b": { "type": "boolean" },
    });
    let schema = json!({ "type": "object", "properties": { "a": a }, "required": ["a"], "$defs": definitions });
    schema.try_into().unwrap()
}

#[test]
fn schemas_without_a_type_keep_their_meaning() {
    let rows = [
        (
            json!({ "type": "integer", "format": "int8", "title": "A", "default": 1 }),
            json!({ "type": "integer", "minimum": -128, "maximum": 127 }),
        ),
        (
            json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX }),
            json!({ "type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991_i64 }),
        ),
        (
            json!({ "type": "number", "minimum": -1e300, "exclusiveMaximum": 5 }),
            json!({ "type": "number", "minimum": -9_007_199_254_740_991_i64, "exclusiveMaximum": 5 }),
        ),
        (
            json!({ "const": 4 }),
            json!({ "type": "integer", "const": 4 }),
        ),
        (
            json!({ "enum": ["x", null, 1.5] }),
            json!({ "type": ["null", "number", "string"], "enum": ["x", null, 1.5] }),
        ),
        (
            json!({ "type": "integer", "enum": [1, 2, 3, "x"], "minimum": 2 }),
            json!({ "type": "integer", "enum": [2, 3] }),
        ),
        (
            json!({ "$ref": "#/$defs/a%20b" }),
            json!({ "$ref": "#/$defs/a_b" }),
        ),
        (
            json!({ "allOf": [{ "$ref": "#/$defs/a%20b" }], "description": "d" }),
            json!({ "description": "d", "anyOf": [{ "$ref": "#/$defs/a_b" }] }),
        ),
        (
            json!({ "$ref": "#/$defs/S", "properties": { "t": { "type": "null" } }, "required": ["t"] }),
            json!({ "type": "object", "properties": { "t": { "type": "null" }, "s": { "type": "string" } }, "required": ["t", "s"], "additionalProperties": false }),
        ),
        (
            json!({ "allOf": [{ "type": ["integer", "string"], "minimum": 1 }, { "type": "number", "minimum": 3 }] }),
            json!({ "type": "integer", "minimum": 3 }),
        ),
        (
            json!({ "oneOf": [{ "$ref": "#/$defs/T" }, { "$ref": "#/$defs/U" }] }),
            json!({ "anyOf": [{ "$ref": "#/$defs/T" }, { "$ref": "#/$defs/U" }] }),
        ),
        (
            json!({ "type": "object", "properties": { "x": { "type": "null" } }, "required": ["x"], "oneOf": [{ "$ref": "#/$defs/T" }, { "$ref": "#/$defs/S" }] }),
            json!({ "anyOf": [
                { "type": "object", "properties": { "x": { "type": "null" }, "k": { "type": "string", "const": "t" } }, "required": ["x", "k"], "additionalProperties": false },
                { "type": "object", "properties": { "x": { "type": "null" }, "s": { "type": "string" } }, "required": ["x", "s"], "additionalProperties": false },
            ] }),
        ),
        (
            json!({ "type": ["object", "null"], "properties": { "n": { "type": ["string", "null"] }, "d": { "type": "integer", "default": 3 } } }),
            json!({ "type": ["object", "null"], "properties": { "n": { "type": ["string", "null"] }, "d": { "type": "integer" } }, "required": ["n", "d"], "additionalProperties": false }),
        ),
        (
            json!({ "type": "integer", "not": { "const": 0 } }),
            json!({ "anyOf": [{ "type": "integer", "maximum": -1 }, { "type": "integer", "minimum": 1 }] }),
        ),
        (
            json!({ "type": "array", "prefixItems": [{ "type": "null" }, { "type": "null" }], "minItems": 2, "maxItems": 2, "items": false }),
            json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "null" } }),
        ),
    ];
    for (a, expected) in rows {
        let source = with_a(a);
        let strict = SchemaDocument::from_schemars_schema("it", &source)
            .unwrap_or_else(|error| panic!("{error}\n{source:?}"));
        let value: Value = serde_json::from_str(strict.json()).unwrap();
        assert_eq!(value["properties"]["a"], expected);
        let by_source = validator(source.as_value());
        for (text, value) in samples(strict.json()) {
            assert!(by_source.is_valid(&value), "{text}\n{source:?}");
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn schemas_that_would_change_their_meaning_are_refused() {
    let rows = [
        (json!(true), "/properties/a"),
        (json!({}), "/properties/a"),
        (json!({ "title": "anything" }), "/properties/a"),
        (json!(false), "/properties/a"),
        (json!({ "type": "object" }), "/properties/a"),
        (
            json!({ "type": "object", "properties": { "x": { "type": "string" } } }),
            "/properties/a/properties/x",
        ),
        (
            json!({ "type": "object", "properties": {}, "required": ["x"] }),
            "/properties/a",
        ),
        (
            json!({ "type": "object", "properties": {}, "additionalProperties": true }),
            "/properties/a/additionalProperties",
        ),
        (
            json!({ "type": "object", "properties": {}, "patternProperties": {} }),
            "/properties/a/patternProperties",
        ),
        (
            json!({ "type": "array", "items": { "type": "null" }, "uniqueItems": true }),
            "/properties/a/uniqueItems",
        ),
        (json!({ "type": "array" }), "/properties/a"),
        (
            json!({ "type": "array", "items": {} }),
            "/properties/a/items",
        ),
        (
            json!({ "type": "array", "items": { "type": "null" }, "contains": {} }),
            "/properties/a/contains",
        ),
        (
            json!({ "type": "string", "format": "uri" }),
            "/properties/a/format",
        ),
        (
            json!({ "type": "string", "not": { "const": "x" } }),
            "/properties/a/not",
        ),
        (json!({ "enum": [[1]] }), "/properties/a"),
        (
            json!({ "enum": ["a", "b"], "pattern": "^a$" }),
            "/properties/a/pattern",
        ),
        (
            json!({ "type": "integer", "minimum": 1e300 }),
            "/properties/a/minimum",
        ),
        (
            json!({ "type": "string", "nullable": true }),
            "/properties/a/nullable",
        ),
        (
            json!({ "if": { "const": 1 }, "type": "integer" }),
            "/properties/a/if",
        ),
        (
            json!({ "oneOf": [{ "type": "integer" }, { "type": "number" }] }),
            "/properties/a/oneOf",
        ),
        // The first branch is open as it is written, so a value of the second may be one of it.
        (
            json!({ "oneOf": [
            { "type": "object", "properties": { "x": { "type": "null" } }, "required": ["x"] },
            { "type": "object", "properties": { "x": { "type": "null" }, "y": { "type": "null" } }, "required": ["x", "y"] },
        ] }),
            "/properties/a/oneOf",
        ),
        (
            json!({ "anyOf": [{ "type": "null" }], "oneOf": [{ "type": "null" }] }),
            "/properties/a",
        ),
        (
            json!({ "allOf": [{ "type": "null" }, { "type": "string" }] }),
            "/properties/a",
        ),
        (
            json!({ "allOf": [{ "type": "string", "pattern": "a" }, { "type": "string", "pattern": "b" }] }),
            "/properties/a",
        ),
        (
            json!({ "$ref": "#/$defs/S", "additionalProperties": false, "type": "object", "properties": {} }),
            "/properties/a",
        ),
        (json!({ "$ref": "#/$defs/Nowhere" }), "/properties/a"),
        (
            json!({ "$ref": "https://example.com/schema" }),
            "/properties/a",
        ),
        (
            json!({ "$ref": "#/$defs/Loop", "type": "object" }),
            "/properties/a",
        ),
    ];
    for (a, place) in rows {
        let source = with_a(a);
        let violations = SchemaDocument::from_schemars_schema("it", &source).unwrap_err();
        assert_eq!(places(&violations), [(Kind::Meaning, place)], "{source:?}");
        assert!(violations.first().help().is_some());
    }
    // Nothing of it is a value, which the rules say.
    let endless = with_a(json!({ "$ref": "#/$defs/Loop" }));
    let violations = SchemaDocument::from_schemars_schema("it", &endless).unwrap_err();
    assert_eq!(places(&violations), [(Kind::NoFiniteValue, "/$defs/Loop")]);
}

#[test]
fn what_contains_itself_is_taken_or_refused_soon() {
    let root = |properties: Value, definitions: Value| -> Schema {
        json!({ "type": "object", "properties": properties, "$defs": definitions })
            .try_into()
            .unwrap()
    };
    let of_b = |b: Value| root(json!({ "a": { "$ref": "#/$defs/B" } }), json!({ "B": b }));
    let own = || json!({ "$ref": "#/$defs/B" });
    // Whether `a` may be missing is asked of a union that is its own branch.
    let unions = [
        json!({ "anyOf": [own(), { "type": "string" }] }),
        json!({ "anyOf": [{ "allOf": [own()] }, own(), { "type": "string" }] }),
    ];
    for union in unions {
        let violations = SchemaDocument::from_schemars_schema("n", &of_b(union)).unwrap_err();
        assert_eq!(violations.first().pointer, "/properties/a");
    }
    let bounded = of_b(json!({ "default": 1, "minLength": 1, "anyOf": [own(), own()] }));
    let mut bounded: Value = bounded.into();
    bounded["required"] = json!(["a"]);
    let bounded: Schema = bounded.try_into().unwrap();
    let violations = SchemaDocument::from_schemars_schema("n", &bounded).unwrap_err();
    assert_eq!(violations.iter().count(), 1, "{violations}");
    assert!(violations.to_string().len() < 1_000, "{violations}");
}

#[derive(JsonSchema)]
struct Hinted {
    #[schemars(extend("x-hint" = "left"))]
    left: Option<Box<Hinted>>,
    #[schemars(extend("x-hint" = "right"))]
    right: Option<Box<Hinted>>,
}

#[test]
fn notes_and_types_beside_a_reference_do_not_write_it_out() {
    let hinted = SchemaDocument::from_schemars::<Hinted>().unwrap();
    assert_eq!(hinted.properties(), 2);
    assert!(!hinted.json().contains("x-hint"));
    let links = 20;
    let mut definitions = serde_json::Map::new();
    for link in 0..links {
        let next = json!({ "$ref": format!("#/$defs/D{}", link + 1), "type": "object" });
        let node = json!({ "type": "object", "properties": { "l": next, "r": next }, "required": ["l", "r"] });
        definitions.insert(format!("D{link}"), node);
    }
    let last = json!({ "type": "object", "properties": {}, "additionalProperties": false });
    definitions.insert(format!("D{links}"), last);
    let schema: Schema = json!({ "$ref": "#/$defs/D0", "$defs": definitions })
        .try_into()
        .unwrap();
    let strict = SchemaDocument::from_schemars_schema("n", &schema).unwrap();
    assert_eq!(strict.properties(), 2 * links);
}

#[test]
fn keywords_with_wrong_values_are_named() {
    let rows = [
        (
            json!({ "type": "integer", "maximum": 5, "exclusiveMaximum": true }),
            "/properties/a/exclusiveMaximum",
        ),
        (
            json!({ "type": "integer", "maximum": "5" }),
            "/properties/a/maximum",
        ),
        (
            json!({ "type": "array", "items": [{ "type": "null" }] }),
            "/properties/a/items",
        ),
    ];
    for (a, place) in rows {
        let violations = SchemaDocument::from_schemars_schema("it", &with_a(a)).unwrap_err();
        assert_eq!(places(&violations), [(Kind::NotASchema, place)]);
    }
}

#[test]
fn numbers_are_compared_as_json_schema_does() {
    let both = with_a(json!({ "oneOf": [{ "const": 1 }, { "const": 1.0 }] }));
    let violations = SchemaDocument::from_schemars_schema("it", &both).unwrap_err();
    assert_eq!(
        places(&violations),
        [(Kind::Meaning, "/properties/a/oneOf")]
    );
}
