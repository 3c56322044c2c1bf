use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct String {
    text: std::string::String,
}

#[derive(Deserialize, ResponseFormat)]
struct Note {
    title: Option<String>,
    body: self::String,
}

fn main() {}
