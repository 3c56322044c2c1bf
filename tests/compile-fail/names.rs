use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
#[openai(name = "my order")]
struct Order {
    total: f64,
}

#[derive(Deserialize, ResponseFormat)]
#[openai(name = "")]
struct Empty {
    total: f64,
}

#[derive(Deserialize, ResponseFormat)]
#[openai(name = "a2345678901234567890123456789012345678901234567890123456789012345")]
struct Long {
    total: f64,
}

#[derive(Deserialize, ResponseFormat)]
#[openai(name = "naïve")]
struct Accent {
    total: f64,
}

#[derive(Deserialize, ResponseFormat)]
struct Größe {
    value: u8,
}

fn main() {}
