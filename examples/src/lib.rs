//! Where the examples send their requests: the API that the environment names, else a local one.

use openai_structured::client::Client;
use openai_structured::local::LocalApi;
use std::error::Error;

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
        let local = LocalApi::start().await?;
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

#[expect(
    clippy::print_stderr,
    reason = "an example talks to the person who runs it"
)]
fn say(line: &str) {
    eprintln!("{line}");
}
