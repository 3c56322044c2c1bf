//! An assistant with two tools and a typed answer: `cargo run --example tools`, or `-- QUESTION` for
//! your own.
#![allow(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use openai_examples::{Connection, shop::Shop};
use openai_structured::run::{RunEvent, RunOptions};
use openai_structured::{chat::ChatEvent, prelude::*};
use serde::Serialize;

const QUESTION: &str = "Is T-204 in stock, and what is its price?";

/// The name and the price, from the catalogue.
#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct LookUpPrice {
    /// The number, such as T-204.
    #[openai(pattern = "^[A-Z]-[0-9]{3}$")]
    article: String,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    price: f64,
}

impl Tool for LookUpPrice {
    type Context = Shop;
    type Output = Entry; // goes to the model as JSON

    async fn call(self, shop: &Shop) -> Result<Entry, ToolError> {
        match shop.find(&self.article) {
            Some(goods) => Ok(Entry {
                name: goods.name,
                price: goods.price,
            }),
            None => Err(ToolError::tell("There is no such article.")),
        }
    }
}

/// How many are in stock.
#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct CheckStock {
    #[openai(pattern = "^[A-Z]-[0-9]{3}$")]
    article: String,
}

impl Tool for CheckStock {
    type Context = Shop;
    type Output = String; // goes to the model as it is

    async fn call(self, shop: &Shop) -> Result<String, ToolError> {
        match shop.find(&self.article) {
            Some(goods) => Ok(format!("Stock: {}", goods.stock)),
            None => Err(ToolError::tell("There is no such article.")),
        }
    }
}

#[derive(ToolSet)]
enum Tools {
    LookUpPrice(LookUpPrice),
    CheckStock(CheckStock),
}

/// What the customer is told. What nobody asked for stays null.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Reply {
    #[openai(pattern = "^[A-Z]-[0-9]{3}$")]
    article: String,
    name: Option<String>,
    price: Option<f64>,
    stock: Option<u32>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let question = std::env::args().nth(1).unwrap_or_else(|| QUESTION.into());
    println!("{question}");
    let shop = Shop::open()?;
    let api = Connection::open().await?;
    let request = ChatRequest::new(api.model())
        .developer("You answer customers of a shop. Look up what you say.")
        .user(question);

    let chat = api.client().chat();
    let mut run = chat.run_tools_streamed::<Tools, Reply>(request, &shop, RunOptions::new());
    while let Some(event) = run.next().await {
        match event {
            RunEvent::Answer {
                event: ChatEvent::ToolCallDone { tool_call, .. },
                ..
            } => println!("{} {}", tool_call.name(), tool_call.input()),
            RunEvent::CallDone { name, result, .. } => println!("{name} -> {}", result.content()),
            _ => {}
        }
    }
    let run = run.finish().await?;
    println!("{:?}", run.answer);
    let (answers, tokens) = (run.steps.len(), run.usage.total_tokens);
    println!("{answers} answers of the model, {tokens} tokens");
    Ok(())
}
