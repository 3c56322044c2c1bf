use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct AtLeast5(#[openai(minimum = 5)] u8);

#[derive(Deserialize, ResponseFormat)]
struct AtMost2(#[openai(max_items = 2)] Vec<u8>);

#[derive(Deserialize, ResponseFormat)]
struct Threes(#[openai(multiple_of = 3)] u8);

#[derive(Deserialize, ResponseFormat)]
struct Bounds {
    #[openai(maximum = 3)]
    number: AtLeast5,
    #[openai(min_items = 3)]
    list: Option<AtMost2>,
    #[openai(multiple_of = 5)]
    step: Threes,
    #[openai(multiple_of = 10, minimum = 1, maximum = 9)]
    none: u8,
    #[openai(exclusive_minimum = 4, min_items = 3, maximum = 4)]
    mixed: f64,
}

#[derive(Deserialize, ResponseFormat)]
struct Tree {
    #[openai(min_items = 1)]
    children: Vec<Tree>,
}

fn main() {}
