use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Now;

#[derive(Deserialize, ResponseFormat, FunctionTool)]
enum Unit {
    Celsius,
    Fahrenheit,
}

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Deserialize, ResponseFormat, FunctionTool)]
#[openai(strict = "no")]
struct Loose {}

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct City(String);

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Pair(u8, u8);

#[derive(FunctionTool)]
struct NoSchema {}

fn main() {}
