use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
}

fn main() {}
