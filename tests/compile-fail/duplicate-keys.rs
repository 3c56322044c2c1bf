use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Twice {
    #[serde(rename = "a")]
    first: u8,
    #[serde(rename = "a")]
    second: u8,
}

fn main() {}
