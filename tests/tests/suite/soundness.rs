//! What a schema allows is read: texts that the engine makes of it, each into the type.

use crate::draft;
use crate::oracle::Grammar;
use crate::random::Random;
use crate::residue;
use openai_structured::{Profile, ResponseFormat, SchemaDocument, StrictSchema};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use std::collections::BTreeMap;
use std::env;
use std::fmt::Debug;

/// How many texts are made of each schema: `SAMPLES`, or few enough for every run.
pub(crate) fn samples() -> usize {
    env::var("SAMPLES").map_or(100, |number| number.parse().unwrap())
}

/// Reads texts of the type's schema, and compares what was read with the text.
#[expect(clippy::print_stdout, reason = "seen with `--nocapture`")]
pub(crate) fn check<T: ResponseFormat + Debug>(
    samples: usize,
    compare: fn(&T, &Value) -> Result<(), String>,
) {
    let (name, schema) = (T::SCHEMA.name(), T::SCHEMA.json());
    has_profiles(&T::SCHEMA);
    let grammar = Grammar::compile(schema).unwrap_or_else(|error| panic!("{name}: {error}"));
    let validator = jsonschema::options()
        .should_validate_formats(true)
        // The engine's are longer than RFC 5321 allows, and have a second 60 in every minute.
        .with_format("email", |_| true)
        .with_format("time", |_| true)
        .build(&serde_json::from_str(schema).unwrap())
        .unwrap();
    let reads = |text: &str| openai_structured::read::<T>(text).is_ok();
    let validates = |text: &str| {
        serde_json::from_str(text).is_ok_and(|value: Value| validator.is_valid(&value))
    };
    let (mut random, mut other) = (Random::new(7), Random::new(8));
    let mut read = 0;
    let mut residue: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..samples {
        let Some(text) = grammar.sample(&mut random) else {
            continue;
        };
        assert!(
            validates(&text)
                || residue::explain(&text, validates).is_some()
                || is_other_dialect(schema, &text),
            "{name}: the validator refuses {text}"
        );
        let differences = draft::agree_soon::<T>(&text, &mut other);
        assert!(differences.is_empty(), "{}", differences.join("\n\n"));
        match openai_structured::read::<T>(&text) {
            Ok(value) => {
                read += 1;
                let json: Value = serde_json::from_str(&text).unwrap();
                if let Err(difference) = compare(&value, &json) {
                    panic!("{name}: {difference}: {text}\nwas read as {value:?}");
                }
            }
            Err(mismatch) => {
                let Some(reasons) = residue::explain(&text, reads) else {
                    panic!("{name}: {mismatch}\n{}\n{text}", mismatch.detail());
                };
                assert_ne!(mismatch.path(), "", "{name}: {mismatch}\n{text}");
                for reason in reasons {
                    *residue.entry(reason).or_default() += 1;
                }
            }
        }
    }
    assert!(
        read * 5 > samples,
        "{name}: only {read} of {samples} texts were read, for the others: {residue:?}"
    );
    if !residue.is_empty() {
        println!("{name}: {read} read, and refused for: {residue:?}");
    }
}

/// The schema is strict for every kind of model, and says the same with other words.
fn has_profiles(schema: &StrictSchema) {
    assert_eq!(schema.render(&Profile::OpenAi), schema.json());
    // One rule table: what is proven at compile time is judged the same at run time.
    SchemaDocument::from_json(schema.name(), schema.json()).unwrap();
    let text = schema.render(&Profile::FineTuned);
    let tuned = SchemaDocument::from_json(schema.name(), &text).unwrap();
    assert_eq!(
        (tuned.properties(), tuned.enum_values(), tuned.characters()),
        (
            schema.properties(),
            schema.enum_values(),
            schema.characters()
        ),
        "{text}"
    );
}

/// Where the engine and the validator understand a schema differently: the engine's `.` is, as
/// Python's, all but the line feed; in ECMA 262 there are more line breaks.
fn is_other_dialect(schema: &str, text: &str) -> bool {
    schema.contains("\"pattern\"")
        && ["\\r", "\u{2028}", "\u{2029}"]
            .iter()
            .any(|end| text.contains(end))
}

/// What serde writes of the value is what the text had.
pub(crate) fn same<T: Serialize>(value: &T, text: &Value) -> Result<(), String> {
    let written = serde_json::to_value(value).map_err(|error| error.to_string())?;
    match difference(text, &written) {
        None => Ok(()),
        Some(path) => Err(format!("`{path}` was written as something else")),
    }
}

/// The place of the first difference.
fn difference(text: &Value, written: &Value) -> Option<String> {
    match (text, written) {
        (Value::Number(left), Value::Number(right)) if is_same_number(left, right) => None,
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => left
            .iter()
            .zip(right)
            .enumerate()
            .find_map(|(index, (left, right))| {
                Some(format!("[{index}]{}", difference(left, right)?))
            }),
        (Value::Object(left), Value::Object(right)) if left.len() == right.len() => {
            left.iter().find_map(|(key, left)| match right.get(key) {
                Some(right) => Some(format!(".{key}{}", difference(left, right)?)),
                None => Some(format!(".{key}")),
            })
        }
        _ if text == written => None,
        _ => Some(String::new()),
    }
}

/// Numbers are the same as floats of either width.
#[expect(clippy::float_cmp, reason = "the same number, not one that is near")]
#[expect(clippy::cast_possible_truncation, reason = "as `f32` reads it")]
fn is_same_number(left: &Number, right: &Number) -> bool {
    match (left.as_f64(), right.as_f64()) {
        _ if left == right => true,
        (Some(left), Some(right)) => left == right || left as f32 == right as f32,
        _ => false,
    }
}

/// What is not sampled is not shown: the walk meets each kind of text that has gone wrong before.
#[test]
fn samples_reach_what_they_are_for() {
    #[derive(Deserialize, ResponseFormat)]
    struct Reached {
        signed: i8,
        text: String,
        list: Vec<Kind>,
    }

    #[derive(Deserialize, ResponseFormat)]
    enum Kind {
        Unit,
        Newtype(Option<f64>),
        Struct { flag: bool },
    }

    let grammar = Grammar::compile(Reached::SCHEMA.json()).unwrap();
    let mut random = Random::new(7);
    let texts: Vec<String> = (0..300)
        .filter_map(|_| grammar.sample(&mut random))
        .collect();
    for text in &texts {
        assert!(openai_structured::read::<Reached>(text).is_ok() || text.contains(['e', 'E']));
    }
    for part in [
        ":-0,",
        ":-1",
        "\\\"",
        "\\\\",
        "\\u00",
        "[]",
        "\"Unit\"",
        "\"Newtype\"",
        "\"Struct\"",
        "null",
        "true",
        "false",
        "e-",
    ] {
        let bare = |text: &String| {
            let text = text.replace(|byte: char| byte.is_ascii_whitespace(), "");
            text.contains(part)
        };
        assert!(texts.iter().any(bare), "no text has {part}");
    }
}
