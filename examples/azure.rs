//! Reads an invoice by a deployment in Azure, at once and while it arrives: `cargo run --example azure`, or
//! `-- FILE` for your own text. Set are `AZURE_OPENAI_ENDPOINT`, `AZURE_OPENAI_API_KEY` or
//! `AZURE_OPENAI_AD_TOKEN`, `OPENAI_API_VERSION` unless the endpoint ends in `/openai/v1`, and as
//! `OPENAI_MODEL` the deployment. Without an endpoint the local API stands for one.
#![allow(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use openai_structured::client::auth::Azure;
use openai_structured::local::LocalApi;
use openai_structured::prelude::*;
use std::env;

/// A supplier invoice.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Invoice {
    /// Supplier name as printed.
    supplier: String,
    #[openai(minimum = 0)]
    total: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = openai_examples::invoice()?;
    let local = LocalApi::builder().stand_in().start().await?;
    let azure = if env::var_os("AZURE_OPENAI_ENDPOINT").is_some() {
        Azure::from_env()?
    } else {
        openai_examples::say(
            "no AZURE_OPENAI_ENDPOINT: asking the stand-in model of the local API",
        );
        // In place of a key: `.entra_token_provider(…)`, with a function that gives tokens.
        Azure::v1(local.endpoint()).api_key("any")
    };
    let client = Client::builder().auth(azure).build()?;
    let deployment = env::var("OPENAI_MODEL").unwrap_or_else(|_| "gpt-5-mini".to_owned());
    let request = ChatRequest::new(deployment)
        .developer("Read the invoice.")
        .user(text);

    let answer = client.chat().parse::<Invoice>(request.clone()).await?;
    let invoice = answer.into_parsed()?;
    println!("{}: {:.2}", invoice.supplier, invoice.total);

    // Azure lets its filter see some text before it sends it, so the pieces may be large.
    let mut stream = client.chat().stream::<Invoice>(request).await?;
    let mut supplier = stream.pieces(|draft| &draft.supplier);
    print!("from ");
    while let Some(piece) = supplier.next().await {
        print!("{}", piece?);
    }
    println!();
    Ok(())
}
