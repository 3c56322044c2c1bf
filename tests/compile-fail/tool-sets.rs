use openai_structured::prelude::*;

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Now {}

#[derive(ToolSet)]
#[openai(name = "tools")]
enum Tools<T> {
    Now,
    Get { city: String },
    Two(Now, Now),
    #[openai(name = "later")]
    Later(Now),
    Empty(),
}

#[derive(ToolSet)]
struct Several {
    now: Now,
}

#[derive(ToolSet)]
enum None {}

/// A schema and no tool.
#[derive(Deserialize, ResponseFormat)]
struct Answer {}

#[derive(ToolSet)]
enum Mixed {
    Now(Now),
    Answer(Answer),
}

fn main() {}
