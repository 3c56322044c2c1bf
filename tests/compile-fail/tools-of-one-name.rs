use openai_structured::prelude::*;

/// The time.
#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Now {}

/// The day.
#[derive(Deserialize, ResponseFormat, FunctionTool)]
#[openai(name = "now")]
struct Today {}

#[derive(ToolSet)]
enum Clock {
    Now(Now),
    Today(Today),
}

#[derive(ToolSet)]
enum Times {
    Now(Now),
}

#[derive(ToolSet)]
enum All {
    Times(Times),
    Again(Now),
}

fn main() {}
