use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Twice {
    #[serde(rename = "a")]
    first: u8,
    #[serde(rename = "a")]
    second: u8,
}

#[derive(Deserialize, ResponseFormat)]
struct Alias {
    #[serde(alias = "b")]
    a: u8,
    b: u8,
}

#[derive(Deserialize, ResponseFormat)]
enum Words {
    #[serde(alias = "B")]
    A,
    B,
}

#[derive(Deserialize, ResponseFormat)]
struct Inner {
    id: u32,
    name: String,
}

#[derive(Deserialize, ResponseFormat)]
struct Flattened {
    id: u32,
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Deserialize, ResponseFormat)]
struct AliasOfAFlattened {
    #[serde(alias = "name")]
    label: String,
    #[serde(flatten)]
    inner: Inner,
}

fn main() {}
