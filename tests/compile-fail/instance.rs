use openai_structured::prelude::*;
use std::collections::HashMap;

#[derive(Deserialize, ResponseFormat)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Deserialize, ResponseFormat)]
struct Listing {
    page: Page<HashMap<String, u8>>,
}

openai_structured::check!(Page<HashMap<String, u8>>);

fn main() {}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Either<A, B> {
    Left(A),
    Right(B),
}

#[derive(Deserialize, ResponseFormat)]
struct Extended<T> {
    id: u32,
    #[serde(flatten)]
    rest: T,
}

#[derive(Deserialize, ResponseFormat)]
struct Item {
    id: u32,
}

#[derive(Deserialize, ResponseFormat)]
struct Uses {
    either: Either<String, String>,
    fine: Either<String, u8>,
    extended: Extended<Item>,
    no_keys: Extended<Vec<u8>>,
    bounded: Bounded<String>,
}

#[derive(Deserialize, ResponseFormat)]
struct Bounded<T> {
    #[openai(minimum = 0)]
    value: T,
}
