use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat)]
struct Pair(u8, String);

#[derive(Deserialize, ResponseFormat)]
enum Shape {
    Line(f64, f64),
    Point,
}

#[derive(Deserialize, ResponseFormat)]
enum Never {}

#[derive(Deserialize, ResponseFormat)]
struct Borrowed<'a> {
    name: &'a str,
}

#[derive(Deserialize, ResponseFormat)]
struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
}

fn main() {}
