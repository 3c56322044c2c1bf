use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Overlap {
    Short { x: u8 },
    Long { x: u8, y: u8 },
}

fn main() {}
