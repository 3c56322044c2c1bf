use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Borrowed<'a> {
    name: &'a str,
}

fn main() {}
