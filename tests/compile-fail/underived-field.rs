use openai_structured::prelude::*;

#[derive(Deserialize)]
struct Money {
    cents: u32,
}

#[derive(Deserialize, ResponseFormat)]
struct Order {
    total: Money,
}

fn main() {}
