use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Text {
    #[openai(pattern = "^(?=a)b$")]
    look_ahead: String,
    #[openai(pattern = r"^\p{L}+$")]
    category: String,
    #[openai(pattern = r"^\d+$")]
    shorthand: String,
    #[openai(pattern = r"^a\b$")]
    boundary: String,
    #[openai(pattern = "[a-z]+")]
    unanchored: String,
    #[openai(pattern = "^(?P<year>[0-9]{4})$")]
    named_group: String,
    #[openai(pattern = "^[^\"]*$")]
    no_quote: String,
    #[openai(pattern = "^[0-9]+$")]
    number: u8,
}

fn main() {}
