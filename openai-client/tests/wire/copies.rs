//! Copies of a client, and what they share.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::Method;
use openai_client::{Client, ErrorKind};

use crate::server::{KEY, Server, ok, reply};

async fn models(client: &Client) -> Result<openai_client::RawAnswer, openai_client::Error> {
    client.request(Method::GET, "models").send().await
}

#[tokio::test]
async fn a_copy_differs_in_what_is_changed_and_uses_the_same_connection() {
    let server = Server::start([ok("{}"), ok("{}"), ok("{}")]).await;
    let client = server
        .builder()
        .project("one")
        .default_header("x-a", "1")
        .build()
        .unwrap();
    let copy = client
        .with(|settings| settings.project("two").api_key("hunter3-key"))
        .unwrap();
    models(&client).await.unwrap();
    models(&copy).await.unwrap();
    models(&client.clone()).await.unwrap();
    let seen = server.seen();
    let projects: Vec<_> = seen
        .iter()
        .map(|seen| seen.all("openai-project")[0])
        .collect();
    assert_eq!(projects, ["one", "two", "one"]);
    assert_eq!(seen[1].all("authorization"), ["Bearer hunter3-key"]);
    assert_eq!(seen[1].all("x-a"), ["1"]);
    assert_eq!(seen[2].all("authorization"), [format!("Bearer {KEY}")]);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_copy_that_connects_otherwise_has_connections_of_its_own() {
    let server = Server::start([ok("{}"), ok("{}")]).await;
    let client = server.client();
    let copy = client.with(|settings| settings.connect_timeout(Duration::from_secs(1)));
    models(&client).await.unwrap();
    models(&copy.unwrap()).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn copies_draw_on_one_reserve_of_retries() {
    let trouble = reply(503, &[("retry-after-ms", "1")], "{}");
    let server = Server::start(vec![trouble; 4]).await;
    let client = server.builder().retry_budget(2).build().unwrap();
    let copy = client.with(|settings| settings.organization("o")).unwrap();
    let error = models(&client).await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    let error = models(&copy).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn what_cannot_be_a_setting_of_a_copy_is_refused() {
    let server = Server::start([]).await;
    let error = server
        .client()
        .with(|settings| settings.project("a\nb"))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}

#[tokio::test]
async fn reqwest_can_be_told_what_has_no_setter() {
    let server = Server::start([ok("{}"), ok("{}")]).await;
    let told = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&told);
    let builder = server.builder().configure_http(move |http| {
        counted.fetch_add(1, Ordering::Relaxed);
        http.pool_max_idle_per_host(0)
    });
    let client = builder.build().unwrap();
    let copy = client.with(|settings| settings.project("two")).unwrap();
    models(&client).await.unwrap();
    models(&copy).await.unwrap();
    assert_eq!(told.load(Ordering::Relaxed), 1);
    assert_eq!(server.connections(), 2);
}
