use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Number {
    Fraction(f64),
    Whole(i64),
}

fn main() {}
