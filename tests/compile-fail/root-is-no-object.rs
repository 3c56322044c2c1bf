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
}
