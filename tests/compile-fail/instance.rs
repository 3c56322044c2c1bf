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
