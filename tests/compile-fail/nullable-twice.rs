use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Note {
    text: Option<Option<String>>,
    unit: Option<()>,
}

fn main() {}
