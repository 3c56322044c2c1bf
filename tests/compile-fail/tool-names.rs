use openai_structured::prelude::*;

/// 54 characters in Rust, and 67 in snake case.
#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct GetTheWeatherOfTheCityThatTheUserIsProbablyThinkingOfX {}

#[derive(Deserialize, ResponseFormat, FunctionTool)]
#[openai(name = "get weather")]
struct GetWeather {}

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Größe {}

fn main() {}
