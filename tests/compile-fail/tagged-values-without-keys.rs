use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Inner {
    x: u8,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
enum Value {
    Number(u8),
    Text(String),
    List(Vec<u8>),
    Maybe(Option<Inner>),
}

fn main() {}
