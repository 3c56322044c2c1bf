//! What is looked at after reading: bounds, and the user's own checks, each with its path.

use openai_structured::prelude::*;
use openai_structured::{MismatchKind, ResponseFormat as Format, read};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The line of the mismatch that a text ends as.
#[track_caller]
fn refusal<T: Format + std::fmt::Debug>(text: &str, kind: MismatchKind) -> String {
    let mismatch = read::<T>(text).unwrap_err();
    assert_eq!(mismatch.kind(), kind, "{mismatch}");
    mismatch.to_string()
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Numbers {
    #[openai(minimum = 0, maximum = 9)]
    digit: Option<i64>,
    #[openai(exclusive_minimum = 0, exclusive_maximum = 1)]
    share: Option<f64>,
    #[openai(multiple_of = 5)]
    five: Option<u128>,
    #[openai(multiple_of = 0.1)]
    tenth: Option<f64>,
    #[openai(minimum = 0.7)]
    single: Option<f32>,
}

#[test]
fn numbers_stay_within_their_bounds() {
    let all = |field: &str, value: &str| {
        let text = r#"{"digit":null,"share":null,"five":null,"tenth":null,"single":null}"#;
        text.replace(
            &format!("\"{field}\":null"),
            &format!("\"{field}\":{value}"),
        )
    };
    for (field, good, bad) in [
        (
            "digit",
            &["0", "9", "-0"][..],
            &[
                ("-1", "at `digit`: expected at least 0, found integer"),
                ("10", "at `digit`: expected at most 9, found integer"),
                (
                    "9223372036854775807",
                    "at `digit`: expected at most 9, found integer",
                ),
            ][..],
        ),
        (
            "share",
            &["0.5", "1e-300"],
            &[
                (
                    "0",
                    "at `share`: expected more than 0, found floating point",
                ),
                (
                    "1.0",
                    "at `share`: expected less than 1, found floating point",
                ),
            ],
        ),
        (
            "five",
            &["0", "15", "340282366920938463463374607431768211455"],
            &[("7", "at `five`: expected a multiple of 5, found integer")],
        ),
        (
            "tenth",
            &["0.3", "-0.7", "1e20", "123456789.1"],
            &[(
                "0.25",
                "at `tenth`: expected a multiple of 0.1, found floating point",
            )],
        ),
        (
            "single",
            &["0.7", "1"],
            &[(
                "0.6",
                "at `single`: expected at least 0.7, found floating point",
            )],
        ),
    ] {
        for text in good {
            read::<Numbers>(&all(field, text)).unwrap_or_else(|mismatch| panic!("{mismatch}"));
        }
        for (text, line) in bad {
            let text = all(field, text);
            assert_eq!(refusal::<Numbers>(&text, MismatchKind::Bound), *line);
        }
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Float {
    double: f64,
    single: f32,
}

#[test]
fn a_number_beyond_its_type_is_no_infinity() {
    for text in [
        r#"{"double":1e400,"single":0}"#,
        r#"{"double":0,"single":1e39}"#,
        r#"{"double":0,"single":-1e400}"#,
    ] {
        let line = refusal::<Float>(text, MismatchKind::Type);
        assert!(line.ends_with("number out of range"), "{line}");
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Texts {
    #[openai(pattern = "^[A-Z]{2}$")]
    country: String,
    #[openai(format = "email")]
    mail: String,
    #[openai(min_length = 2, max_length = 3)]
    name: Option<String>,
    #[openai(min_items = 1, max_items = 2)]
    tags: Vec<Tag>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Tag(#[openai(max_length = 4)] String);

#[test]
fn texts_and_lists_stay_within_their_bounds() {
    assert_eq!(
        Texts::SCHEMA.json(),
        r#"{"type":"object","properties":{"country":{"type":"string","pattern":"^[A-Z]{2}$"},"mail":{"type":"string","format":"email"},"name":{"anyOf":[{"type":"string","minLength":2,"maxLength":3},{"type":"null"}]},"tags":{"type":"array","items":{"type":"string","maxLength":4},"minItems":1,"maxItems":2}},"required":["country","mail","name","tags"],"additionalProperties":false}"#
    );
    let good = r#"{"country":"DE","mail":"a@b.c","name":"äöü","tags":["a","abcd"]}"#;
    read::<Texts>(good).unwrap();
    for (from, to, line) in [
        (
            "DE",
            "de",
            "at `country`: expected a text like `^[A-Z]{2}$`, found string",
        ),
        (
            "a@b.c",
            "a b",
            "at `mail`: expected a text in the format email, found string",
        ),
        (
            "äöü",
            "ä",
            "at `name`: expected at least 2 characters, found string",
        ),
        (
            "äöü",
            "äöüß",
            "at `name`: expected at most 3 characters, found string",
        ),
        (
            r#"["a","abcd"]"#,
            "[]",
            "at `tags`: expected at least 1 item, found another number of items",
        ),
        (
            r#"["a","abcd"]"#,
            r#"["a","b","c"]"#,
            "at `tags`: expected at most 2 items, found another number of items",
        ),
        (
            "abcd",
            "abcde",
            "at `tags[1]`: expected at most 4 characters, found string",
        ),
    ] {
        let text = good.replace(from, to);
        assert_eq!(refusal::<Texts>(&text, MismatchKind::Bound), line);
    }
}

/// An order whose total is that of its lines.
#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(check = Order::adds_up)]
struct Order {
    lines: Vec<Line>,
    total: u32,
    shape: Shape,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Line {
    #[openai(check = "even")]
    price: u32,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "kind", content = "data")]
enum Shape {
    Circle {
        #[openai(minimum = 1)]
        radius: u8,
    },
    Square(#[openai(maximum = 9)] u8),
    #[serde(skip)]
    #[allow(dead_code)]
    Never(HashMap<u8, u8>),
}

impl Order {
    fn adds_up(&self) -> Result<(), String> {
        let sum: u32 = self.lines.iter().map(|line| line.price).sum();
        if sum == self.total {
            Ok(())
        } else {
            Err("the total is not that of the lines".to_owned())
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "checks take references")]
fn even(price: &u32) -> Result<(), String> {
    if price.is_multiple_of(2) {
        Ok(())
    } else {
        Err("a price is even".to_owned())
    }
}

#[test]
fn users_checks_are_mismatches_with_their_path() {
    let good =
        r#"{"lines":[{"price":2},{"price":4}],"total":6,"shape":{"kind":"Square","data":9}}"#;
    read::<Order>(good).unwrap();
    assert_eq!(
        refusal::<Order>(&good.replace(":4", ":5"), MismatchKind::Check),
        "at `lines[1].price`: a price is even"
    );
    assert_eq!(
        refusal::<Order>(&good.replace(":6", ":8"), MismatchKind::Check),
        "the total is not that of the lines"
    );
    assert_eq!(
        refusal::<Order>(&good.replace(":9", ":10"), MismatchKind::Bound),
        "at `shape.data`: expected at most 9, found integer"
    );
    let circle = good.replace(
        r#"{"kind":"Square","data":9}"#,
        r#"{"kind":"Circle","data":{"radius":0}}"#,
    );
    assert_eq!(
        refusal::<Order>(&circle, MismatchKind::Bound),
        "at `shape.data.radius`: expected at least 1, found integer"
    );
}

#[derive(Debug, PartialEq, Deserialize, Serialize, ResponseFormat)]
struct Stock {
    #[serde(with = "openai_structured::entries")]
    pieces: HashMap<String, Piece>,
    #[serde(with = "openai_structured::entries")]
    #[openai(max_items = 1)]
    shelves: BTreeMap<u8, Vec<String>>,
}

/// A map behind a name of its own, whose bounds are those of the map.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Shelf {
    #[openai(min_items = 1)]
    pieces: Pieces,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Pieces(#[serde(with = "openai_structured::entries")] BTreeMap<u8, u8>);

#[test]
fn bounds_reach_through_a_name() {
    assert!(Shelf::SCHEMA.json().contains("\"minItems\":1"));
    assert!(read::<Shelf>(r#"{"pieces":[{"key":1,"value":2}]}"#).is_ok());
    assert_eq!(
        refusal::<Shelf>(r#"{"pieces":[]}"#, MismatchKind::Bound),
        "at `pieces`: expected at least 1 item, found another number of items"
    );
}

#[derive(Debug, PartialEq, Deserialize, Serialize, ResponseFormat)]
struct Piece {
    #[openai(minimum = 1)]
    count: u32,
}

#[test]
fn maps_are_lists_of_entries_both_ways() {
    assert_eq!(
        Stock::SCHEMA.json(),
        r#"{"type":"object","properties":{"pieces":{"type":"array","items":{"type":"object","properties":{"key":{"type":"string"},"value":{"type":"object","properties":{"count":{"type":"integer","minimum":1,"maximum":4294967295}},"required":["count"],"additionalProperties":false}},"required":["key","value"],"additionalProperties":false}},"shelves":{"type":"array","items":{"type":"object","properties":{"key":{"type":"integer","minimum":0,"maximum":255},"value":{"type":"array","items":{"type":"string"}}},"required":["key","value"],"additionalProperties":false},"maxItems":1}},"required":["pieces","shelves"],"additionalProperties":false}"#
    );
    let text =
        r#"{"pieces":[{"key":"bolt","value":{"count":40}}],"shelves":[{"key":3,"value":["a"]}]}"#;
    let stock: Stock = read(text).unwrap();
    assert_eq!(stock.pieces["bolt"], Piece { count: 40 });
    assert_eq!(serde_json::to_string(&stock).unwrap(), text);
    assert_eq!(
        refusal::<Stock>(&text.replace("40", "0"), MismatchKind::Bound),
        "at `pieces[].value.count`: expected at least 1, found integer"
    );
    let twice = text.replace("]}]}", r#"]},{"key":3,"value":[]}]}"#);
    assert_eq!(
        refusal::<Stock>(&twice, MismatchKind::Type),
        "at `shelves`: duplicate key among the entries"
    );
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
#[openai(wrap)]
enum Answer {
    Yes,
    No,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
#[openai(wrap = "scores")]
struct Scores(#[openai(max_items = 2)] Vec<u8>);

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
#[openai(wrap)]
enum Tree {
    Leaf(u8),
    Fork { left: Box<Tree>, right: Box<Tree> },
}

#[test]
fn a_wrapped_root_is_unwrapped() {
    assert_eq!(
        Answer::SCHEMA.json(),
        r#"{"type":"object","properties":{"value":{"type":"string","enum":["Yes","No"]}},"required":["value"],"additionalProperties":false}"#
    );
    assert_eq!(read::<Answer>(r#"{"value":"No"}"#), Ok(Answer::No));
    assert_eq!(
        refusal::<Answer>(r#"{"value":"Perhaps"}"#, MismatchKind::Type),
        "at `value`: expected `Yes` or `No`, found another word"
    );
    assert_eq!(
        refusal::<Answer>(r#"{"other":1}"#, MismatchKind::Type),
        "missing field `value`"
    );
    assert_eq!(Scores::SCHEMA.name(), "Scores");
    assert_eq!(read(r#"{"scores":[1,2]}"#), Ok(Scores(vec![1, 2])));
    assert_eq!(
        refusal::<Scores>(r#"{"scores":[1,2,3]}"#, MismatchKind::Bound),
        "at `scores`: expected at most 2 items, found another number of items"
    );
    assert_eq!(
        Tree::SCHEMA.json(),
        r##"{"type":"object","properties":{"value":{"$ref":"#/$defs/Tree"}},"required":["value"],"additionalProperties":false,"$defs":{"Tree":{"anyOf":[{"type":"object","properties":{"Leaf":{"type":"integer","minimum":0,"maximum":255}},"required":["Leaf"],"additionalProperties":false},{"type":"object","properties":{"Fork":{"type":"object","properties":{"left":{"$ref":"#/$defs/Tree"},"right":{"$ref":"#/$defs/Tree"}},"required":["left","right"],"additionalProperties":false}},"required":["Fork"],"additionalProperties":false}]}}}"##
    );
    let tree = read::<Tree>(r#"{"value":{"Fork":{"left":{"Leaf":1},"right":{"Leaf":2}}}}"#);
    assert_eq!(
        tree,
        Ok(Tree::Fork {
            left: Box::new(Tree::Leaf(1)),
            right: Box::new(Tree::Leaf(2)),
        })
    );
}

/// A colour as `#rrggbb`, read by hand.
#[derive(Debug, PartialEq, ResponseFormat)]
#[openai(schema = r##"{"type": "string", "pattern": "^#[0-9a-f]{6}$"}"##)]
struct Colour(u32);

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.strip_prefix('#').unwrap_or_default();
        let colour = u32::from_str_radix(digits, 16);
        colour.map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Painted {
    colour: Option<Colour>,
    /// The corners.
    #[openai(schema = r#"{
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "y": {"type": "number", "description": "Downwards.", "minimum": 0},
                "x": {"type": ["integer", "null"]}
            },
            "required": ["x", "y"],
            "additionalProperties": false
        },
        "maxItems": 4
    }"#)]
    corners: Vec<Corner>,
    /// Cents, as euros.
    #[serde(deserialize_with = "cents")]
    #[openai(as = "f64", minimum = 0, check = affordable)]
    price: Cents,
    #[serde(deserialize_with = "whole")]
    #[openai(as = "f64", maximum = 9, check = small)]
    rounded: i64,
}

#[derive(Debug, Deserialize)]
struct Corner {
    x: Option<i64>,
    y: f64,
}

#[derive(Debug)]
struct Cents(i64);

#[expect(clippy::cast_possible_truncation)]
fn cents<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Cents, D::Error> {
    f64::deserialize(deserializer).map(|euros| Cents((euros * 100.0) as i64))
}

#[expect(clippy::cast_possible_truncation)]
fn whole<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    f64::deserialize(deserializer).map(|number| number.round() as i64)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "checks take references")]
fn small(rounded: &i64) -> Result<(), String> {
    if *rounded <= 9 {
        Ok(())
    } else {
        Err("it is not small".to_owned())
    }
}

fn affordable(price: &Cents) -> Result<(), &'static str> {
    if (0..10_000).contains(&price.0) {
        Ok(())
    } else {
        Err("the price is out of reach")
    }
}

#[test]
fn a_written_schema_and_a_named_one_stand_for_hand_written_readers() {
    assert_eq!(
        Painted::SCHEMA.json(),
        r#"{"type":"object","properties":{"colour":{"anyOf":[{"type":"string","description":"A colour as `#rrggbb`, read by hand.","pattern":"^#[0-9a-f]{6}$"},{"type":"null"}]},"corners":{"type":"array","description":"The corners.","items":{"type":"object","properties":{"y":{"type":"number","description":"Downwards.","minimum":0},"x":{"anyOf":[{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991},{"type":"null"}]}},"required":["y","x"],"additionalProperties":false},"maxItems":4},"price":{"type":"number","description":"Cents, as euros.","minimum":0},"rounded":{"type":"number","maximum":9}},"required":["colour","corners","price","rounded"],"additionalProperties":false}"#
    );
    let good = r##"{"colour":"#0000ff","corners":[{"y":0.5,"x":null}],"price":1.5,"rounded":2.4}"##;
    let painted: Painted = read(good).unwrap();
    assert_eq!(painted.colour, Some(Colour(255)));
    assert_eq!((painted.corners[0].x, painted.corners[0].y), (None, 0.5));
    assert_eq!((painted.price.0, painted.rounded), (150, 2));
    assert_eq!(
        refusal::<Painted>(&good.replace("1.5", "1e6"), MismatchKind::Check),
        "at `price`: the price is out of reach"
    );
    assert_eq!(
        refusal::<Painted>(&good.replace("2.4", "10"), MismatchKind::Check),
        "at `rounded`: it is not small"
    );
}

/// Names that the generated code could have itself.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
enum Names {
    Struct {
        #[openai(max_length = 1)]
        check: String,
        variant: f32,
        field: Vec<f32>,
        value: u8,
        bounds: Box<Names>,
    },
    Newtype(f32),
    Unit,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[allow(dead_code)]
struct Guarded {
    names: Names,
    #[openai(min_items = 1, check = first)]
    list: Vec<i32>,
}

/// Relies on the bound.
fn first(list: &[i32]) -> Result<(), String> {
    if list[0] > 0 {
        Ok(())
    } else {
        Err("the first is not positive".to_owned())
    }
}

/// A trait of the user's with methods of such names.
trait Validate {
    fn check(&self) -> bool;
    fn within(&self, least: usize, most: usize) -> bool;
}

impl Validate for Guarded {
    fn check(&self) -> bool {
        self.within(1, 2)
    }

    fn within(&self, least: usize, most: usize) -> bool {
        (least..=most).contains(&self.list.len())
    }
}

#[test]
fn the_users_names_and_checks_are_their_own() {
    let text = r#"{"names":{"Struct":{"check":"a","variant":1,"field":[1],"value":1,"bounds":"Unit"}},"list":[1]}"#;
    assert!(read::<Guarded>(text).unwrap().check());
    assert_eq!(
        refusal::<Guarded>(&text.replace("\"a\"", "\"ab\""), MismatchKind::Bound),
        "at `names.Struct.check`: expected at most 1 character, found string"
    );
    // What a bound has refused is not asked about.
    assert_eq!(
        refusal::<Guarded>(
            &text.replace("\"list\":[1]", "\"list\":[]"),
            MismatchKind::Bound
        ),
        "at `list`: expected at least 1 item, found another number of items"
    );
    assert_eq!(
        refusal::<Guarded>(
            &text.replace("\"list\":[1]", "\"list\":[0]"),
            MismatchKind::Check
        ),
        "at `list`: the first is not positive"
    );
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
#[repr(C, packed)]
struct Packed {
    byte: u8,
    word: u32,
}

#[test]
fn packed_structs_have_schemas() {
    let packed = read::<Packed>(r#"{"byte":1,"word":2}"#).unwrap();
    assert_eq!({ packed.word }, 2);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[allow(dead_code)]
struct Steps {
    #[openai(multiple_of = 1)]
    single: f32,
    #[openai(multiple_of = 5)]
    double: f64,
    #[openai(multiple_of = 0.1)]
    tenth: f64,
}

#[test]
fn a_step_is_met_by_digits_that_the_shortest_text_has_lost() {
    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Quarters {
        #[openai(multiple_of = 0.25)]
        single: f32,
    }

    let quarters: Quarters = read(r#"{"single":3794299.75}"#).unwrap();
    assert_eq!(quarters.single.to_string(), "3794299.8");
    assert!(read::<Quarters>(r#"{"single":0.3}"#).is_err());
}

#[test]
fn steps_are_counted_in_decimals() {
    let path = |single: &str, double: &str, tenth: &str| {
        let text = format!(r#"{{"single":{single},"double":{double},"tenth":{tenth}}}"#);
        read::<Steps>(&text).map_err(|mismatch| mismatch.path().to_owned())
    };
    for (single, double, tenth) in [
        ("3000", "2000000000000000", "0.3"),
        ("-0.0", "1e300", "-1234567.8"),
        ("16777216", "-5", "1e21"),
        ("3794299", "35", "0.1"),
    ] {
        assert!(
            path(single, double, tenth).is_ok(),
            "{single} {double} {tenth}"
        );
    }
    assert_eq!(path("3000.001", "0", "0").unwrap_err(), "single");
    assert_eq!(path("0", "2000000000000001", "0").unwrap_err(), "double");
    assert_eq!(path("0", "0", "0.35").unwrap_err(), "tenth");
}

/// A generic type that is no object by itself.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
#[openai(wrap)]
enum Maybe<T> {
    Known(T),
    Unknown,
}

openai_structured::check!(Maybe<u8>);

#[test]
fn a_generic_root_is_unwrapped() {
    assert_eq!(Maybe::<u8>::SCHEMA.name(), "Maybe_u8");
    assert_eq!(read(r#"{"value":{"Known":1}}"#), Ok(Maybe::Known(1_u8)));
}

#[test]
fn a_value_that_is_no_variant_is_a_mismatch_of_type() {
    for value in ["5", "null", "[]", r#"{"Yes":1,"No":2}"#] {
        let line = refusal::<Answer>(&format!("{{\"value\":{value}}}"), MismatchKind::Type);
        assert!(line.starts_with("at `value"), "{line}");
    }
    assert_eq!(
        refusal::<Answer>(r#"{"value":5}"#, MismatchKind::Type),
        "at `value`: expected a variant, found another value"
    );
}

/// Its words are its own, and may have the value in them.
#[derive(Debug)]
struct Odd;

impl<'de> Deserialize<'de> for Odd {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        let message = format!("invalid value: {number}, expected an\nodd number");
        Err(serde::de::Error::custom(message))
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[allow(dead_code)]
struct Secret {
    #[openai(as = "i64")]
    number: Odd,
}

#[test]
fn one_line_shows_no_value() {
    assert_eq!(
        refusal::<Secret>(r#"{"number":4711}"#, MismatchKind::Type),
        r"at `number`: expected an\nodd number, found another value"
    );
}
