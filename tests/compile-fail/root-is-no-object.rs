use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
enum Unit {
    Celsius,
    Fahrenheit,
}

#[derive(Deserialize, ResponseFormat)]
struct Degrees(f64);

#[derive(Deserialize, ResponseFormat)]
struct Nothing;

fn main() {
    let _ = openai_structured::read::<Unit>("");
    let _ = openai_structured::read::<Degrees>("");
    let _ = openai_structured::read::<Nothing>("");
    let _ = openai_structured::read::<Vec<String>>("");
    let _ = openai_structured::read::<String>("");
    let _ = openai_structured::read::<Option<u8>>("");
    let _ = openai_structured::read::<()>("");
}
