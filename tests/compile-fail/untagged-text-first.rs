use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
enum Color {
    Red,
    Green,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Paint {
    Other(String),
    Known(Color),
}

fn main() {}
