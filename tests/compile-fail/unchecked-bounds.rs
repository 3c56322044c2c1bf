use openai_structured::prelude::*;
use std::collections::HashMap;

#[derive(Deserialize)]
struct Money(f64);

#[derive(Deserialize, ResponseFormat)]
#[serde(from = "u8")]
struct Level(u16);

impl From<u8> for Level {
    fn from(level: u8) -> Self {
        Self(level.into())
    }
}

#[derive(Deserialize, ResponseFormat)]
struct Named(#[openai(as = "f64")] Money);

#[derive(Deserialize, ResponseFormat)]
struct Bounded {
    #[openai(minimum = 0)]
    named: Named,
    #[openai(as = "f64", minimum = 0, check = positive)]
    good: Money,
    #[openai(maximum = 9)]
    level: Option<Level>,
    #[openai(min_length = 1)]
    number: u8,
    #[openai(pattern = "^a$", format = "date")]
    both: String,
    #[openai(min_length = 3, max_length = 2)]
    none: String,
}

#[derive(Deserialize, ResponseFormat)]
struct Raw {
    #[openai(minimum = 0)]
    number: f64,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(from = "Raw")]
struct Cooked(f64);

impl From<Raw> for Cooked {
    fn from(raw: Raw) -> Self {
        Self(raw.number)
    }
}

#[derive(Deserialize, ResponseFormat)]
struct Standing {
    #[openai(as = "Raw")]
    raw: Money,
    #[openai(pattern = "^[A-Z]{2}$", min_length = 5)]
    long: String,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(from = "u8")]
struct Idle {
    #[openai(minimum = 0)]
    number: u16,
}

impl From<u8> for Idle {
    fn from(number: u8) -> Self {
        Self { number: number.into() }
    }
}

#[derive(Deserialize, ResponseFormat)]
#[openai(wrap)]
struct Object {
    #[openai(entries)]
    map: HashMap<String, u8>,
    #[openai(check = 5)]
    checked: u8,
    #[openai(as = "f64", minimum = 0)]
    money: Money,
    #[openai(as = "u8", schema = r#"{"type": "null"}"#)]
    two: (),
    #[serde(skip)]
    #[openai(minimum = 0)]
    skipped: u8,
}

fn positive(_: &Money) -> Result<(), String> {
    Ok(())
}

fn main() {}
