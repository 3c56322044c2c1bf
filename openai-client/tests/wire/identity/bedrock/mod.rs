//! Bedrock: what is sent by keys and by signatures, and where credentials come from.

#![allow(
    clippy::print_stdout,
    reason = "whatever may be seen is said, to be looked through"
)]

mod chain;
mod chosen;
mod errors;
mod oracle;
mod providers;
mod signed;

use openai_client::{Client, ClientBuilder, auth::Bedrock};

use super::witness::secret;
use crate::server::Server;

const REGION: &str = "us-east-1";

/// No secret: it stands in every signature.
const ID: &str = "AKIDEXAMPLE";

fn key() -> String {
    secret("aws-secret-access-key")
}

fn token() -> String {
    secret("aws-session-token")
}

/// Mantle's endpoints, at this server.
fn mantle(server: &Server) -> Bedrock {
    Bedrock::mantle(REGION).base_url(server.url())
}

fn client(bedrock: Bedrock) -> Client {
    builder(bedrock).build().unwrap()
}

fn builder(bedrock: Bedrock) -> ClientBuilder {
    Client::builder().auth(bedrock)
}
