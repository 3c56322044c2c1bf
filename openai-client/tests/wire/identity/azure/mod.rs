//! Azure: paths, versions and headers as it wants them, and what is never sent.

mod copies;
mod credentials;
mod environment;
mod faults;
mod headers;
mod paths;
mod stored;
mod versions;

use openai_client::{Client, ClientBuilder, auth::Azure};

use super::witness::{secret, show_debug};
use crate::server::{Server, ok};

/// Where a server that stands for a resource is.
fn endpoint(server: &Server) -> String {
    server.url().replace("/v1", "")
}

/// The settings of a resource, but for who calls.
fn resource(server: &Server) -> Azure {
    Azure::new(endpoint(server)).api_version("2024-10-21")
}

fn key() -> String {
    secret("azure-key")
}

/// Tries nothing twice, but for a test that says so.
fn builder(azure: Azure) -> ClientBuilder {
    show_debug(&azure);
    Client::builder().max_retries(0).auth(azure)
}

fn client(azure: Azure) -> Client {
    let client = builder(azure).build().unwrap();
    show_debug(&client);
    client
}

/// A server that answers so often with an object that says nothing.
async fn silent(times: usize) -> Server {
    Server::start(vec![ok("{}"); times]).await
}

/// What was asked of a server, without the protocol's name.
fn lines(server: &Server) -> Vec<String> {
    let seen = server.seen().into_iter();
    seen.map(|seen| seen.line.trim_end_matches(" HTTP/1.1").to_owned())
        .collect()
}
