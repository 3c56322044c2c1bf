use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
#[serde(field_identifier)]
enum Field {
    Id,
    Name,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(variant_identifier)]
enum Variant {
    A,
    B,
}

fn main() {}
