use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Limits {
    #[openai(minimum = 5, maximum = 1)]
    reversed: u8,
    #[openai(minimum = 0)]
    text: String,
    #[openai(min_items = 1)]
    number: u8,
    #[openai(maximum = 9_007_199_254_740_993)]
    large: u64,
    #[openai(minimum = 0.5)]
    fraction: i32,
    #[openai(exclusive_minimum = 0, exclusive_maximum = 1)]
    between: i32,
}

fn main() {}
