//! A crate of types that the integration tests use from outside, and a facade over
//! openai-structured as another SDK would have it.

use openai_structured::prelude::*;

pub use openai_structured as sdk;

/// A list of anything.
#[derive(Debug, Deserialize, ResponseFormat)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
}

/// One half of a cycle.
#[derive(Debug, Deserialize, ResponseFormat)]
pub struct Person {
    /// Where the person lives.
    pub house: Option<Box<House>>,
}

/// The other half.
#[derive(Debug, Deserialize, ResponseFormat)]
pub struct House {
    /// Who lives here.
    pub people: Page<Person>,
}

/// Derives through the facade, for users who have no dependency on openai-structured.
#[macro_export]
macro_rules! answer {
    ($name:ident { $($field:ident: $ty:ty),* $(,)? }) => {
        #[derive(Debug, ::serde::Deserialize, $crate::sdk::ResponseFormat)]
        #[openai(crate = $crate::sdk)]
        struct $name { $($field: $ty),* }
    };
}

/// The README's programs, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
