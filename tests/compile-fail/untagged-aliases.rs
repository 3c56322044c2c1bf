use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Two {
    b: String,
}

#[derive(Deserialize, ResponseFormat)]
struct One {
    #[serde(alias = "b")]
    a: String,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Structs {
    One(One),
    Two(Two),
}

#[derive(Deserialize, ResponseFormat)]
enum Words {
    #[serde(alias = "B")]
    A,
}

#[derive(Deserialize, ResponseFormat)]
enum Others {
    B,
}

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Choices {
    Words(Words),
    Others(Others),
}

fn main() {}
