use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Pick {
    #[openai(choices)]
    word: String,
}

#[derive(Deserialize, ResponseFormat)]
struct Inner {
    #[openai(choices)]
    word: Option<String>,
    again: Option<Box<Inner>>,
}

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Deep {
    inner: Vec<Inner>,
}

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Newtype(Inner);

#[derive(Deserialize, ResponseFormat, FunctionTool)]
#[openai(wrap)]
struct Wrapped(Option<Inner>);

fn main() {}
