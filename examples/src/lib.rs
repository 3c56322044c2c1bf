//! What the examples share: the texts that they read, and where they send it. That is the API which
//! the environment names, else a local one.

mod line;
pub mod shop;

pub use line::Line;

use openai_structured::client::Client;
use openai_structured::local::LocalApi;
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/invoice.txt");

/// The text of the file that the command line names, else of a sample invoice.
///
/// # Errors
///
/// The file cannot be read, or is empty.
pub fn invoice() -> Result<String, Box<dyn Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| SAMPLE.to_owned());
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    if text.trim().is_empty() {
        return Err(format!("{file} is empty").into());
    }
    Ok(text)
}

/// The `.txt` files of a folder, by name.
///
/// # Errors
///
/// The folder cannot be read.
pub fn texts(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let named = |error: io::Error| format!("{}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(named)?;
    let paths = entries.map(|entry| Ok(entry?.path()));
    let mut texts = paths.collect::<io::Result<Vec<_>>>().map_err(named)?;
    texts.retain(|path| path.extension().is_some_and(|it| it == "txt"));
    texts.sort();
    Ok(texts)
}

/// A client, and the local API behind it if there is one.
pub struct Connection {
    client: Client,
    model: String,
    // Serves for as long as the connection lives.
    _local: Option<LocalApi>,
}

impl Connection {
    /// Connects to the API that `OPENAI_API_KEY` or `OPENAI_BASE_URL` name; without either, to a
    /// local API with a stand-in model, and says so on standard error.
    ///
    /// # Errors
    ///
    /// The environment does not make a client, or the local API cannot listen.
    pub async fn open() -> Result<Self, Box<dyn Error>> {
        let model = variable("OPENAI_MODEL").unwrap_or_else(|| "gpt-5-mini".to_owned());
        if variable("OPENAI_API_KEY").is_some() || variable("OPENAI_BASE_URL").is_some() {
            return Ok(Self {
                client: Client::from_env()?,
                model,
                _local: None,
            });
        }
        let local = LocalApi::builder().stand_in();
        // A stand-in model has its whole answer at once; so one can watch it all the same.
        let local = local.pause(Duration::from_millis(40)).start().await?;
        say(&format!(
            "no OPENAI_API_KEY: asking the stand-in model of the local API at {}",
            local.base_url()
        ));
        let client = Client::builder()
            .no_auth()
            .base_url(local.base_url())
            .build()?;
        Ok(Self {
            client,
            model,
            _local: Some(local),
        })
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The model to ask: `OPENAI_MODEL`, else `gpt-5-mini`.
    pub fn model(&self) -> &str {
        &self.model
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.trim().is_empty())
}

/// Says something on standard error.
#[expect(
    clippy::print_stderr,
    reason = "an example talks to the person who runs it"
)]
pub fn say(line: &str) {
    eprintln!("{line}");
}
