use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
enum Answer {
    Known { id: u8 },
    #[serde(untagged)]
    Unknown(String),
}

fn main() {}
