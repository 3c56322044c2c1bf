//! How a schema is judged: by its text, and by others than us.

use crate::oracle::Grammar;
use crate::soundness;
use openai_structured::prelude::*;
use openai_structured::strict::document;
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
    legal::<T>();
    soundness::check::<T>(soundness::samples(), |_, _| Ok(()));
}

/// The schema is one for the API, for JSON Schema and for the engine.
pub(crate) fn legal<T: ResponseFormat>() {
    let (name, text) = (T::SCHEMA.name(), T::SCHEMA.json());
    let value = serde_json::from_str(text).unwrap();
    assert_eq!(
        document::check(&value, document::Surface::ResponseFormat),
        [],
        "{name}: the API's rules"
    );
    jsonschema::meta::validate(&value).unwrap();
    Grammar::compile(text).unwrap_or_else(|error| panic!("{name}: {error}"));
}
