use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
#[openai(name = "my order")]
struct Order {
    total: f64,
}

#[derive(Deserialize, ResponseFormat)]
struct Größe {
    value: u8,
}

fn main() {}
