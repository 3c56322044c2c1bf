//! A root's schema as text that is known at compile time.

use super::Schema;
use super::render;
use super::writer::Writer;
use crate::strict::proof::judge::{judge_name, prove_instance};
use crate::strict::proof::message::Message;
use crate::strict::proof::names::write_name;
use std::marker::PhantomData;

/// The schema of an answer's root: its name and its JSON text.
///
/// Both are constants. The text has the keys in the order of the declaration, which is the order
/// in which the model writes them.
///
/// # Examples
///
/// ```
/// use openai_structured::prelude::*;
///
/// #[derive(Deserialize, ResponseFormat)]
/// struct Verdict {
///     reasoning: String,
///     guilty: bool,
/// }
///
/// const TEXT: &str = Verdict::SCHEMA.json();
/// assert_eq!(
///     TEXT,
///     r#"{"type":"object","properties":{"reasoning":{"type":"string"},"guilty":{"type":"boolean"}},"required":["reasoning","guilty"],"additionalProperties":false}"#,
/// );
/// ```
#[derive(Debug, Clone, Copy)]
pub struct StrictSchema {
    name: &'static str,
    json: &'static str,
}

impl StrictSchema {
    /// The name of the response format: the type's own, its arguments joined by `_`, or what
    /// `#[openai(name = "...")]` says.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The schema as the API takes it.
    pub const fn json(&self) -> &'static str {
        self.json
    }
}

/// Bytes of a root's schema text.
pub const fn length<T: Schema>() -> usize {
    match render::document::<0>(&T::NODE, T::IDENTITY.name) {
        Ok(writer) => writer.length(),
        // The proof reports it; here it must not be reported again.
        Err(_) => 0,
    }
}

/// The schema of a type whose text has exactly `N` bytes.
pub const fn exact<T: Schema, const N: usize>(name: &'static str) -> StrictSchema {
    StrictSchema {
        name,
        json: Text::<T, N>::EXACT.as_str(),
    }
}

/// The schema of an instance of a generic type, whose length cannot be named in a type: the text
/// goes into the smallest of a ladder of sizes that holds it.
///
/// What a derive proves for a type without parameters is proven here, where the instance is known.
pub const fn ladder<T: Schema>() -> StrictSchema {
    StrictSchema {
        name: Ladder::<T>::NAME.as_str(),
        json: Ladder::<T>::JSON,
    }
}

struct Text<T, const N: usize>(PhantomData<T>);

impl<T: Schema, const N: usize> Text<T, N> {
    const EXACT: &'static Writer<N> = &write::<T, N>();

    /// The text, on the rung of the ladder where it belongs. The others stay empty, so only one
    /// of them costs anything.
    const RUNG: &'static Writer<N> = &if rung(Ladder::<T>::LENGTH) == N {
        write::<T, N>()
    } else {
        Writer::EMPTY
    };
}

const fn write<T: Schema, const N: usize>() -> Writer<N> {
    match render::document(&T::NODE, T::IDENTITY.name) {
        Ok(writer) => writer,
        // Reported by the proof, once.
        Err(_) => Writer::EMPTY,
    }
}

/// The ladder's rungs in bytes, each four times the one before.
const RUNGS: [usize; 5] = [1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18];

const fn rung(length: usize) -> usize {
    let mut rungs = RUNGS.as_slice();
    while let [rung, rest @ ..] = rungs {
        if length <= *rung {
            return *rung;
        }
        rungs = rest;
    }
    0
}

struct Ladder<T>(PhantomData<T>);

impl<T: Schema> Ladder<T> {
    const LENGTH: usize = {
        prove_instance(&T::NODE, Self::NAME.as_str());
        judge_name(Self::NAME.as_str());
        length::<T>()
    };

    const NAME: &'static Message = &write_name(Message::new(), &T::IDENTITY);

    const JSON: &'static str = {
        let [a, b, c, d, e] = RUNGS;
        match rung(Self::LENGTH) {
            size if size == a => Text::<T, { RUNGS[0] }>::RUNG.as_str(),
            size if size == b => Text::<T, { RUNGS[1] }>::RUNG.as_str(),
            size if size == c => Text::<T, { RUNGS[2] }>::RUNG.as_str(),
            size if size == d => Text::<T, { RUNGS[3] }>::RUNG.as_str(),
            size if size == e => Text::<T, { RUNGS[4] }>::RUNG.as_str(),
            _ => panic!("the schema of an instance of a generic type has at most 256 KiB of text"),
        }
    };
}
