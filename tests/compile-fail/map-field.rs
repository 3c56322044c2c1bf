use openai_structured::prelude::*;
use std::collections::HashMap;

#[derive(Deserialize, ResponseFormat)]
struct Price {
    cents: u32,
}

#[derive(Deserialize, ResponseFormat)]
struct Order {
    prices: HashMap<String, Price>,
    more: Vec<Option<HashMap<String, Price>>>,
}

fn main() {}
