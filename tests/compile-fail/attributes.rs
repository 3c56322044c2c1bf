use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
#[openai(nmae = "order")]
struct Order {
    #[openai(minimun = 0)]
    total: f64,
    #[openai(minimum = "zero")]
    tax: f64,
}

fn main() {}
