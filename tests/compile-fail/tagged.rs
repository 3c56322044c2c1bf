use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Labelled {
    kind: String,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
enum Scalar {
    Number(u8),
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
enum Clash {
    Labelled(Labelled),
}

fn main() {}
