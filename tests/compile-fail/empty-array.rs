use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Frame {
    padding: [u8; 0],
}

fn main() {}
