//! Reads an invoice into a struct: `cargo run --example invoice`, or `-- FILE` for your own text.
#![allow(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use openai_examples::Connection;
use openai_structured::prelude::*;

/// A supplier invoice.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Invoice {
    /// Supplier name as printed.
    supplier: String,
    // Small models can repeat a line for ever; the bound ends that.
    #[openai(max_items = 20)]
    lines: Vec<Line>,
    due: Option<jiff::civil::Date>,
    #[openai(minimum = 0)]
    total: f64,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Line {
    item: String,
    quantity: u32,
    price: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = openai_examples::invoice()?;
    let api = Connection::open().await?;
    let request = ChatRequest::new(api.model())
        .developer("Read the invoice.")
        .user(text);
    let answer = api.client().chat().parse::<Invoice>(request).await?;
    let invoice = answer.into_parsed()?;

    println!("{invoice:#?}");
    // Not `sum`: that of no lines is -0.
    let sum =
        (invoice.lines.iter()).fold(0.0, |sum, line| sum + f64::from(line.quantity) * line.price);
    let items: Vec<&str> = invoice.lines.iter().map(|line| &*line.item).collect();
    println!("{}: {} = {sum:.2}", invoice.supplier, items.join(" + "));
    match invoice.due {
        Some(due) => println!("pay {:.2} until {due}", invoice.total),
        None => println!("pay {:.2}", invoice.total),
    }
    Ok(())
}
