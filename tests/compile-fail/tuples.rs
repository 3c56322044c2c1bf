use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Field {
    position: (f64, f64),
    labelled: Vec<(u8, String)>,
    twelve: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8),
}

#[derive(Deserialize, ResponseFormat)]
struct Pair(u8, String);

#[derive(Deserialize, ResponseFormat)]
enum Shape {
    Line(f64, f64),
    Point,
}

fn main() {}
