use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Text {
    #[openai(format = "uri")]
    link: String,
    #[openai(format = "int32")]
    number: String,
    #[openai(format = "date")]
    day: i32,
}

fn main() {}
