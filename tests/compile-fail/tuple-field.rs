use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Place {
    position: (f64, f64),
}

fn main() {}
