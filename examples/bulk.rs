//! Reads a folder of maintenance reports into a typed JSONL file: `cargo run --example bulk`, or
//! `-- FOLDER FILE` for texts of your own. Started again, it goes on where it was.

use openai_examples::{Connection, Line, say};
use openai_structured::client::RateLimiter;
use openai_structured::many::{Journal, Recorded};
use openai_structured::prelude::*;
use serde::Serialize;
use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/bulk");

/// Texts that are asked about at once.
const CONCURRENCY: usize = 8;

/// What was done to a machine.
#[derive(Debug, Serialize, Deserialize, ResponseFormat)]
struct Report {
    machine: String,
    technician: String,
    date: jiff::civil::Date,
    /// What was wrong with it.
    fault: Option<String>,
    severity: Severity,
    #[openai(max_items = 50)]
    parts: Vec<Spare>,
    #[openai(minimum = 0)]
    hours: f64,
    /// Somebody has to come again.
    follow_up: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ResponseFormat)]
#[serde(rename_all = "lowercase")]
enum Severity {
    None,
    Minor,
    Major,
    Critical,
}

#[derive(Debug, Serialize, Deserialize, ResponseFormat)]
struct Spare {
    part: String,
    quantity: u32,
    price: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().unwrap_or_else(|| FOLDER.into());
    let file = arguments.next().unwrap_or_else(|| "reports.jsonl".into());
    let texts = named(openai_examples::texts(&folder)?)?;

    let api = Connection::open().await?;
    // As fast as the service allows, which its answers say.
    let client = api
        .client()
        .with(|settings| settings.rate_limiter(RateLimiter::new()))?;
    let journal = Journal::open(&file).map_err(|error| error.to_string())?;
    // Only the names are there from the beginning; a text is read when its turn comes.
    let inputs = texts.into_iter().map(|(name, path)| {
        let request = std::fs::read_to_string(&path).map(|text| {
            let request = ChatRequest::new(api.model()).developer("Read the maintenance report.");
            request.user(text)
        });
        (name, request)
    });
    let many = client.chat().parse_many::<Report, _>(inputs);
    let mut many = many
        .concurrency(CONCURRENCY)
        .skip(|name| journal.is_done(name));
    let line = Line::follow(many.progress());
    let mut is_in_vain = false;
    while let Some(done) = many.next().await {
        journal.record(&done)?;
        let name = done.key.clone();
        if done.result.as_ref().is_err_and(is_for_all) {
            is_in_vain = true;
            many.stop(); // what is in flight still comes
        }
        if let Err(error) = done.into_parsed() {
            line.say(&format!("{name}: {error}"));
        }
    }
    let counts = many.counts();
    line.end();
    if counts.done() == 0 {
        say(&format!(
            "all is done; remove {} to begin again",
            file.display()
        ));
    }
    // Some systems let nobody read the file before.
    drop(many);
    drop(journal);
    summary(&file)?;
    if is_in_vain {
        return Err("the service takes no more of these calls; the rest was not asked".into());
    }
    Ok(())
}

/// The names of files, which are the keys of the journal.
fn named(paths: Vec<PathBuf>) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let named = paths.into_iter().map(|path| {
        let name = path.file_name().and_then(OsStr::to_str);
        // Written in another way, two of them could fall together.
        let name = name.ok_or_else(|| format!("{}: the name is no UTF-8", path.display()))?;
        Ok((name.to_owned(), path))
    });
    named.collect()
}

/// Whether it will be the same for all inputs: a wrong key, or nothing left to pay with.
fn is_for_all(error: &openai_structured::Error) -> bool {
    let Some(error) = error.client() else {
        return false;
    };
    let is_refused = error
        .status()
        .is_some_and(|status| status == 401 || status == 403);
    is_refused || error.code() == Some("insufficient_quota")
}

/// Reads the file back, typed.
#[expect(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]
fn summary(file: &Path) -> Result<(), Box<dyn Error>> {
    let (mut reports, mut hours, mut costs) = (0, 0.0, 0.0);
    for entry in Journal::read::<String, Report>(file)? {
        let entry = entry?;
        let Recorded::Parsed(report) = entry.recorded else {
            continue;
        };
        reports += 1;
        hours += report.hours;
        for part in &report.parts {
            costs += f64::from(part.quantity) * part.price;
        }
        if report.follow_up || report.severity == Severity::Critical {
            let fault = report.fault.as_deref().unwrap_or("no fault named");
            println!("open: {} ({}): {fault}", report.machine, entry.key);
        }
    }
    println!(
        "{}: {reports} reports, {hours} hours, parts for {costs:.2}",
        file.display()
    );
    Ok(())
}
