//! A vector as the wire has it: a list of numbers, or Base64 of floats of four bytes.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use serde::{
    Deserializer,
    de::{self, SeqAccess, Visitor},
};

use crate::wire::{Fit, Wire};

/// Either form, whichever was asked for: services send what they have. Anything else is a mistake: a
/// vector that is not there must not pass for one.
impl Wire for Vec<f32> {
    fn fit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fit<Self>, D::Error> {
        deserializer.deserialize_any(VectorVisitor).map(Fit::Is)
    }
}

struct VectorVisitor;

impl<'de> Visitor<'de> for VectorVisitor {
    type Value = Vec<f32>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of numbers, or Base64 of floats")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<f32>, A::Error> {
        let mut numbers = Vec::with_capacity(items.size_hint().unwrap_or(USUAL).min(USUAL));
        while let Some(number) = items.next_element()? {
            numbers.push(number);
        }
        Ok(numbers)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<f32>, E> {
        let Ok(bytes) = STANDARD.decode(text) else {
            return Err(E::custom("a text that is no Base64"));
        };
        let (floats, rest) = bytes.as_chunks::<4>();
        if rest.is_empty() {
            // So on the wire, whatever the machine has.
            Ok(floats.iter().copied().map(f32::from_le_bytes).collect())
        } else {
            let length = bytes.len();
            Err(E::custom(format_args!(
                "Base64 of {length} bytes, which are no floats of four"
            )))
        }
    }
}

/// How many numbers most models give, so that lists do not grow step by step.
const USUAL: usize = 1536;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Vec<f32>, String> {
        let mut reader = serde_json::Deserializer::from_str(json);
        match Vec::<f32>::fit(&mut reader) {
            Ok(Fit::Is(vector)) => Ok(vector),
            Ok(Fit::Not(odd)) => panic!("{odd}"),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Base64 by Python's `struct.pack("<3f", 0.5, -1, 1e-3)` and the like.
    #[test]
    fn both_forms_are_the_same_vector() {
        let expected = [0.5, -1.0, 0.001];
        assert_eq!(read("[0.5, -1, 1e-3]").unwrap(), expected);
        assert_eq!(read(r#""AAAAPwAAgL9vEoM6""#).unwrap(), expected);
        assert_eq!(read(r#""AACAPw==""#).unwrap(), [1.0]);
        // As some write a slash.
        assert_eq!(read(r#""AADA\/w==""#).unwrap().len(), 1);
        assert_eq!(read("[]").unwrap(), [0.0; 0]);
        assert_eq!(read(r#""""#).unwrap(), [0.0; 0]);
    }

    #[test]
    fn what_is_no_vector_is_said() {
        for (json, expected) in [
            (r#""AAAAPw""#, "a text that is no Base64"),
            (r#""a vector""#, "a text that is no Base64"),
            (
                r#""AAAA""#,
                "Base64 of 3 bytes, which are no floats of four",
            ),
            (
                r#""AAAAPwA=""#,
                "Base64 of 5 bytes, which are no floats of four",
            ),
            ("[1, null]", "invalid type: null, expected f32"),
            (r#"[1, "2"]"#, "invalid type: string \"2\", expected f32"),
            (
                "{}",
                "invalid type: map, expected a list of numbers, or Base64 of floats",
            ),
            (
                "null",
                "invalid type: null, expected a list of numbers, or Base64 of floats",
            ),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.starts_with(expected), "{json}: {error}");
        }
    }
}
