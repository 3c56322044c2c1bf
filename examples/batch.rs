//! Reads a folder of maintenance reports in one batch, which costs half as much and takes up to a day:
//! `cargo run --example batch`, `-- FOLDER` for texts of your own, or `-- FOLDER BATCH` to go on with a
//! batch that was sent before.
#![allow(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use openai_examples::Connection;
use openai_structured::batch::BatchAnswer;
use openai_structured::{Outcome, ParsedChatCompletion, client::Wait, prelude::*};
use std::error::Error;
use std::path::Path;
use std::time::Duration;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/bulk");

/// What was done to a machine.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Report {
    machine: String,
    technician: String,
    date: jiff::civil::Date,
    #[openai(minimum = 0)]
    hours: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| FOLDER.to_owned());
    let texts = openai_examples::texts(Path::new(&folder))?;

    let api = Connection::open().await?;
    let chat = api.client().chat();
    let sent = if let Some(batch) = arguments.next() {
        // By the names of its requests, those without an answer are told, too.
        chat.open_batch::<Report>(batch)
            .of_requests(texts.iter().map(|path| name(path)))
    } else {
        let mut batch = chat.batch::<Report>();
        for path in &texts {
            let text = std::fs::read_to_string(path)?;
            let request = ChatRequest::new(api.model())
                .developer("Read the maintenance report.")
                .user(text);
            batch.push(name(path), request)?;
        }
        batch.submit().await?
    };
    println!("{}: {} reports", sent.id(), texts.len());

    let wait = Wait::new()
        .first_interval(Duration::from_millis(100))
        .longest_interval(Duration::from_mins(1))
        // A batch that takes longer than a day expires, with the answers that there are by then.
        .deadline(Duration::from_hours(25));
    let done = sent.wait(wait).await?;
    let (mut parsed, mut hours) = (0, 0.0);
    let mut answers = done.answers().await?;
    while let Some(answer) = answers.next().await {
        let BatchAnswer { id, result, .. } = match answer {
            Ok(answer) => answer,
            // The others follow.
            Err(error) if error.is_of_a_line() => {
                println!("{error}");
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        match result.map(ParsedChatCompletion::into_outcome) {
            Ok(Outcome::Parsed(report)) => {
                parsed += 1;
                hours += report.hours;
                let Report {
                    machine,
                    technician,
                    date,
                    ..
                } = report;
                println!("{id}: {date} {machine} ({technician})");
            }
            Ok(Outcome::Refused(words)) => println!("{id}: refused: {words}"),
            Ok(other) => println!("{id}: no report: {other:?}"),
            Err(error) => println!("{id}: {error}"),
        }
    }
    println!("{parsed} of {} reports, {hours:.1} hours", texts.len());
    Ok(())
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
