use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
enum Never {}

#[derive(Deserialize, ResponseFormat)]
enum Skipped {
    #[serde(skip)]
    A,
    #[serde(skip_deserializing)]
    B(u8),
}

fn main() {}
