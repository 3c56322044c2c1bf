//! Watches an invoice fill: `cargo run --example stream`, or `-- FILE` for your own text.
#![allow(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use openai_examples::Connection;
use openai_structured::prelude::*;
use std::io::IsTerminal;

/// A supplier invoice.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Invoice {
    /// Supplier name as printed.
    supplier: String,
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

/// What has come of the invoice, row by row, and whether the row is finished.
fn rows(draft: &InvoiceDraft) -> Vec<(String, bool)> {
    let supplier = draft.supplier.text().unwrap_or_default();
    let mut rows = vec![(format!("from {supplier}"), draft.supplier.state().is_done())];
    for line in draft.lines.done() {
        let (quantity, price) = (line.quantity, line.price);
        rows.push((format!("{quantity:>6} x {price:>8.2}  {}", line.item), true));
    }
    if let Some(line) = draft.lines.growing() {
        let item = line.item.text().unwrap_or_default();
        rows.push((format!("{:17}  {item}", ""), false));
    }
    let due = draft.due.value().and_then(|due| due.get());
    rows.extend(due.map(|due| (format!("due {due}"), true)));
    let total = draft.total.get();
    rows.extend(total.map(|total| (format!("pay {total:.2}"), true)));
    rows
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = openai_examples::invoice()?;
    let api = Connection::open().await?;
    let request = ChatRequest::new(api.model())
        .developer("Read the invoice.")
        .user(text);

    let live = std::io::stdout().is_terminal();
    let mut printed = 0;
    let mut stream = api.client().chat().stream::<Invoice>(request).await?;
    while let Some(event) = stream.next().await {
        event?;
        let rows = rows(stream.draft());
        if live {
            // Back to the first row, and over each of them again.
            print!("{}", "\x1b[A".repeat(printed));
            for (row, done) in &rows {
                println!("\r\x1b[2K{row:.78}{}", if *done { "" } else { "_" });
            }
            printed = rows.len();
        } else {
            let new = rows.iter().skip(printed).take_while(|(_, done)| *done);
            printed += new.inspect(|(row, _)| println!("{row}")).count();
        }
    }
    let invoice = stream.finish().await?.into_parsed()?;
    println!("{} lines, {:.2} in all", invoice.lines.len(), invoice.total);
    Ok(())
}
