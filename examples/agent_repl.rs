//! A talk with an assistant that may order goods: `cargo run --example agent_repl`.
#![allow(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use openai_examples::{Connection, shop::Shop};
use openai_structured::run::{Approval, ProposedCall, RunEvent, RunOptions};
use openai_structured::{chat::ChatEvent, prelude::*};
use std::io::{self, Write};

/// The name and the price, and how many are in stock.
#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct CheckStock {
    /// The number, such as T-204.
    #[openai(pattern = "^[A-Z]-[0-9]{3}$")]
    article: String,
}

impl Tool for CheckStock {
    type Context = Shop;
    type Output = String;

    async fn call(self, shop: &Shop) -> Result<String, ToolError> {
        let goods = shop.find(&self.article);
        let goods = goods.ok_or_else(|| ToolError::tell("There is no such article."))?;
        let (name, price, stock) = (goods.name, goods.price, goods.stock);
        Ok(format!("{name}, {price:.2} each, {stock} in stock"))
    }
}

/// Buys for the customer, who is asked first.
#[derive(Deserialize, ResponseFormat, FunctionTool)]
struct OrderGoods {
    #[openai(pattern = "^[A-Z]-[0-9]{3}$")]
    article: String,
    #[openai(minimum = 1)]
    quantity: u32,
}

impl Tool for OrderGoods {
    type Context = Shop;
    type Output = String;

    async fn call(self, shop: &Shop) -> Result<String, ToolError> {
        let left = shop.take(&self.article, self.quantity);
        let goods = left.ok_or_else(|| ToolError::tell("There are not so many."))?;
        let (name, price) = (goods.name, goods.price * f64::from(self.quantity));
        Ok(format!("Ordered: {} x {name}, {price:.2}", self.quantity))
    }
}

#[derive(ToolSet)]
enum Tools {
    CheckStock(CheckStock),
    OrderGoods(OrderGoods),
}

/// Asks on the terminal; `None` at the end of the input.
async fn ask(prompt: String) -> io::Result<Option<String>> {
    print!("{prompt} ");
    io::stdout().flush()?;
    // On a thread of its own, so that the run goes on while the person thinks.
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim().to_owned()))
    });
    read.await?
}

/// Whoever only looks need not be asked.
async fn approve(call: ProposedCall) -> Approval {
    if call.name != OrderGoods::TOOL.name() {
        return Approval::Allow;
    }
    match ask(format!("{} {}? [y/N]", call.name, call.arguments)).await {
        Ok(Some(line)) if line.eq_ignore_ascii_case("y") => Approval::Allow,
        _ => Approval::Deny("The customer said no.".to_owned()),
    }
}

/// Shows what happens. `within` says whether the last line is one that goes on.
fn show(event: &RunEvent, within: &mut bool) -> io::Result<()> {
    match event {
        RunEvent::Answer { event, .. } => match event {
            ChatEvent::Content { text, .. } => {
                print!("{text}");
                *within = true;
            }
            ChatEvent::ToolCallStarted { .. } | ChatEvent::Finished { .. } => end_line(within),
            _ => {}
        },
        RunEvent::CallStarted { name, .. } => println!("[{name} ...]"),
        RunEvent::CallDone { name, result, .. } => println!("[{name}: {}]", result.content()),
        _ => {}
    }
    io::stdout().flush()
}

fn end_line(within: &mut bool) {
    if std::mem::take(within) {
        println!();
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shop = Shop::open()?;
    let api = Connection::open().await?;
    let mut talk = ChatRequest::new(api.model()).developer("You serve a customer of a shop.");
    println!("Ask for the price of T-204, or order some; `quit` ends.");
    while let Some(line) = ask(">".to_owned()).await? {
        match &*line {
            "" => continue,
            "quit" => break,
            _ => {}
        }
        let options = RunOptions::new()
            .concurrency(1) // one question after the other
            .approve(approve);
        let chat = api.client().chat();
        let request = talk.clone().user(line);
        let mut run = chat.run_tools_streamed::<Tools, String>(request, &shop, options);
        let mut within = false;
        while let Some(event) = run.next().await {
            show(&event, &mut within)?;
        }
        end_line(&mut within);
        match run.finish().await {
            Ok(run) => talk.messages = run.messages,
            Err(error) => {
                println!("{error}");
                talk.messages = error.messages().to_vec(); // what was ordered stays ordered
            }
        }
    }
    println!();
    Ok(())
}
