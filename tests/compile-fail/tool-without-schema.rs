use openai_structured::prelude::*;

#[derive(FunctionTool)]
struct Bare {
    city: String,
}

#[derive(Deserialize, FunctionTool)]
struct Newtype(String);

#[derive(ToolSet)]
enum Tools {
    Bare(Bare),
}

#[derive(ResponseFormat, FunctionTool)]
struct Unread {
    city: String,
}

fn main() {}
