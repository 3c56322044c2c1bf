use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Chain {
    next: Box<Chain>,
}

#[derive(Deserialize, ResponseFormat)]
struct Hen {
    egg: Box<Egg>,
}

#[derive(Deserialize, ResponseFormat)]
struct Egg {
    hen: Box<Hen>,
}

fn main() {}
