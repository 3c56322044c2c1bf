use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
#[openai(nmae = "order")]
struct Order {
    #[openai(minimun = 0)]
    total: f64,
    #[openai(minimum = "zero")]
    tax: f64,
    #[serde(deserialize_with = "read")]
    paid: bool,
}

fn read<'de, D: serde::Deserializer<'de>>(_: D) -> Result<bool, D::Error> {
    Ok(true)
}

fn main() {}
