//! How a schema is judged: by its text, and by others than us.

use crate::oracle::{Grammar, Random};
use crate::residue;
use openai_structured::prelude::*;
use openai_structured::strict::document;
use std::env;
use std::fmt::Debug;

/// Compares a schema with what is expected, has it judged, and reads what its grammar produces.
///
/// `expected` is written with single quotes.
pub(crate) fn check<T: ResponseFormat + Debug>(expected: &str) {
    let schema = T::SCHEMA.json();
    assert_eq!(schema, expected.replace('\'', "\""), "{}", T::SCHEMA.name());
    judge::<T>();
}

/// The judges alone.
pub(crate) fn judge<T: ResponseFormat + Debug>() {
    let (name, text) = (T::SCHEMA.name(), T::SCHEMA.json());
    let value = serde_json::from_str(text).unwrap();
    assert_eq!(
        document::check(&value, document::Surface::ResponseFormat),
        [],
        "{name}: the API's rules"
    );
    jsonschema::meta::validate(&value).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&value)
        .unwrap();
    let grammar = Grammar::compile(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let reads = |text: &str| openai_structured::read::<T>(text).is_ok();
    let validates = |text: &str| {
        serde_json::from_str(text).is_ok_and(|value: serde_json::Value| validator.is_valid(&value))
    };
    let mut random = Random::new(7);
    let mut read = 0;
    for _ in 0..samples() {
        let Some(sample) = grammar.sample(&mut random) else {
            continue;
        };
        match openai_structured::read::<T>(&sample) {
            Ok(_) => read += 1,
            Err(mismatch) => {
                assert!(
                    residue::explain(&sample, reads).is_some(),
                    "{name}: {mismatch}\n{}\n{sample}",
                    mismatch.detail()
                );
                assert_ne!(mismatch.path(), "", "{name}: {mismatch}\n{sample}");
            }
        }
        assert!(
            validates(&sample) || residue::explain(&sample, validates).is_some(),
            "{name}: the validator refuses {sample}"
        );
    }
    assert!(
        read > samples() / 5,
        "{name}: only {read} samples could be read"
    );
}

/// How many texts of each schema are read: `SAMPLES`, or few enough for every run.
fn samples() -> usize {
    env::var("SAMPLES").map_or(100, |number| number.parse().unwrap())
}
