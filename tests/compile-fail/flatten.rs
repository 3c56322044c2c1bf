use openai_structured::prelude::*;
use std::collections::HashMap;

#[derive(Deserialize, ResponseFormat)]
struct Inner {
    id: u32,
    name: String,
}

#[derive(Deserialize, ResponseFormat)]
struct Open {
    id: u32,
    #[serde(flatten)]
    rest: HashMap<String, String>,
}

#[derive(Deserialize, ResponseFormat)]
struct Maybe {
    #[serde(flatten)]
    inner: Option<Inner>,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
enum Either {
    Left { a: u8 },
    Right { b: u8 },
}

#[derive(Deserialize, ResponseFormat)]
struct OneOfTwo {
    #[serde(flatten)]
    either: Either,
}

fn main() {}
