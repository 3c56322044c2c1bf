//! Reads an invoice with the Responses API, asks about it in further turns, and watches one answer
//! grow: `cargo run --example responses`, or `-- FILE` for your own text.
#![allow(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use openai_examples::Connection;
use openai_structured::{Outcome, prelude::*};
use std::io::Write;

/// A supplier invoice.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Invoice {
    /// Supplier name as printed.
    supplier: String,
    #[openai(max_items = 20)]
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Line {
    item: String,
    quantity: u32,
    price: f64,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Payment {
    due: Option<jiff::civil::Date>,
    #[openai(minimum = 0)]
    total: f64,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Note {
    customer: String,
    supplier: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = openai_examples::invoice()?;
    let api = Connection::open().await?;
    let responses = api.client().responses();
    let ask = || ResponseRequest::new(api.model()).instructions("You read invoices.");

    let answer = responses.parse::<Invoice>(ask().input(&*text)).await?;
    match answer.outcome() {
        Outcome::Parsed(invoice) => {
            println!("from {}", invoice.supplier);
            for line in &invoice.lines {
                println!("{:>6} x {:>8.2}  {}", line.quantity, line.price, line.item);
            }
        }
        Outcome::Refused(words) => return Err(format!("refused: {words}").into()),
        Outcome::Truncated { raw, .. } => return Err(format!("cut off: {raw}").into()),
        other => return Err(format!("no invoice: {other:?}").into()),
    }

    // The next turn, after what the service has stored.
    let next = ask()
        .previous_response_id(answer.id())
        .user("What is to be paid?");
    let payment = responses.parse::<Payment>(next).await?.into_parsed()?;
    match payment.due {
        Some(due) => println!("pay {:.2} until {due}", payment.total),
        None => println!("pay {:.2}", payment.total),
    }

    // Another one, with all that was said so far, and streamed.
    let next = ask().input(&*text).input(answer).user("Who owes whom?");
    let mut stream = responses.stream::<Note>(next).await?;
    let mut seen = 0;
    while let Some(event) = stream.next().await {
        event?;
        let customer = stream.draft().customer.text().unwrap_or_default();
        print!("{}", customer.get(seen..).unwrap_or_default());
        std::io::stdout().flush()?;
        seen = customer.len();
    }
    println!();
    let note = stream.finish().await?.into_parsed()?;
    println!("{note:?}");
    Ok(())
}
