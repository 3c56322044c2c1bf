use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Labelled {
    kind: String,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
enum Clash {
    Labelled(Labelled),
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "type")]
struct Tagged {
    #[serde(alias = "type")]
    kind: String,
}

fn main() {}
