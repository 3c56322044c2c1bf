use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Note {
    text: Option<Option<String>>,
    unit: Option<()>,
    length: Option<Meters>,
    speed: Option<Knots>,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(transparent)]
struct Meters {
    length: Option<u8>,
}

#[derive(Deserialize, ResponseFormat)]
struct Knots(Option<u8>);

fn main() {}
