use openai_structured::prelude::*;
use openai_structured::CallTools;

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Now {}

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Remote {}

#[derive(ToolSet)]
enum Tools {
    Now(Now),
    Remote(Remote),
}

impl Tool for Now {
    type Context = ();
    type Output = u64;

    async fn call(self, (): &()) -> Result<u64, ToolError> {
        Ok(0)
    }
}

#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct Today {}

impl Tool for Today {
    type Context = str;
    type Output = String;

    async fn call(self, today: &str) -> Result<String, ToolError> {
        Ok(today.to_owned())
    }
}

#[derive(ToolSet)]
enum Clock {
    Now(Now),
    Today(Today),
}

#[derive(ToolSet)]
enum All {
    Remote(Remote),
    Clock(Clock),
}

fn run<S: CallTools>() {}

fn main() {
    run::<Now>();
    run::<Tools>();
    run::<Clock>();
    run::<All>();
    run::<Remote>();
    run::<str>();
}
