//! A streamed answer from a socket to typed drafts: what the client's thread takes, beside only
//! reading the body.

use std::hint::black_box;

use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs,
};
use futures_util::StreamExt;
use openai_client::{ChatRequest, Client};
use openai_peers::{
    Race, Report, Shape, Table, allocations_of, document, events, pieces, ratio, serve, time,
};
use openai_structured::{ChatExt, DraftReader};
use tokio::runtime::{Builder, Runtime};

const REQWEST: &str = "reqwest, the body read and dropped";
const TYPED: &str = "openai-structured, stream::<Report>, the draft looked at after each event";
const PIECES: &str = "openai-client, chunks that borrow, into a DraftReader";
const BORROWED: &str = "openai-client, create_stream, chunks that borrow";
const OWNED: &str = "openai-client, create_stream, chunks that own";
const ASYNC_OPENAI: &str = "async-openai, create_stream, text collected";
const ASYNC_OPENAI_DRAFT: &str = "async-openai, create_stream, into our DraftReader";

fn main() {
    let text = document(Shape::Records, 41_000);
    let pieces = pieces(&text, 4);
    let address = serve(&events(&pieces));
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let expected: Report = serde_json::from_str(&text).expect("a report");

    // All of them keep their connection.
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let url = format!("{address}/v1/chat/completions");
    let client = Client::builder()
        .api_key("none")
        .base_url(format!("{address}/v1"))
        .http_client(http.clone())
        .build()
        .expect("a client");
    let theirs = OpenAIConfig::new()
        .with_api_key("none")
        .with_api_base(format!("{address}/v1"));
    let theirs = async_openai::Client::with_config(theirs).with_http_client(http.clone());

    let work: [(&str, Box<dyn Fn(&Runtime) + '_>); 7] = [
        (
            REQWEST,
            Box::new(|runtime| runtime.block_on(drain(&http, &url))),
        ),
        (
            TYPED,
            Box::new(|runtime| assert_eq!(runtime.block_on(typed(&client)), expected)),
        ),
        (
            PIECES,
            Box::new(|runtime| assert_eq!(runtime.block_on(fed(&client)), expected)),
        ),
        (
            BORROWED,
            Box::new(|runtime| assert_eq!(runtime.block_on(borrowed(&client)), text.len())),
        ),
        (
            OWNED,
            Box::new(|runtime| assert_eq!(runtime.block_on(owned(&client)), text.len())),
        ),
        (
            ASYNC_OPENAI,
            Box::new(|runtime| assert_eq!(runtime.block_on(async_openai(&theirs)), text.len())),
        ),
        (
            ASYNC_OPENAI_DRAFT,
            Box::new(|runtime| assert_eq!(runtime.block_on(async_openai_draft(&theirs)), expected)),
        ),
    ];
    let mut race = Race::default();
    for (name, work) in &work {
        race.add(*name, || work(&runtime));
    }
    let results = race.run(41);
    let mut table = Table::new(&["", "CPU time a chunk", "of reqwest", "allocations a chunk"]);
    for (name, work) in &work {
        let count = allocations_of(|| work(&runtime));
        table.row([
            (*name).to_owned(),
            time(results.nanos(name) / pieces.len() as f64),
            ratio(results.ratio(name, REQWEST)),
            format!(
                "{:.2}",
                (count.new + count.resized) as f64 / pieces.len() as f64
            ),
        ]);
    }
    table.print(&format!(
        "## Over loopback: {} chunks of {} KB of JSON, CPU time of the client's thread",
        pieces.len(),
        text.len() / 1000
    ));
}

async fn drain(http: &reqwest::Client, url: &str) {
    let mut response = http.post(url).body("{}").send().await.expect("an answer");
    while let Some(bytes) = response.chunk().await.expect("a body") {
        black_box(bytes);
    }
}

fn request() -> ChatRequest {
    ChatRequest::new("gpt-5-mini").user("Write the report.")
}

async fn typed(client: &Client) -> Report {
    let mut stream = client
        .chat()
        .stream::<Report>(request())
        .await
        .expect("an answer");
    while let Some(event) = stream.next().await {
        drop(black_box(event.expect("an event")));
        let draft = stream.draft();
        black_box((draft.items.done().len(), draft.conclusion.text()));
    }
    let parsed = stream.finish().await.expect("an end");
    parsed.into_parsed().expect("a report")
}

async fn fed(client: &Client) -> Report {
    let mut stream = client
        .chat()
        .create_stream(request())
        .await
        .expect("an answer");
    let mut reader = DraftReader::<Report>::new();
    while let Some(chunk) = stream.next_chunk().await {
        for choice in &chunk.expect("a chunk").choices {
            if let Some(piece) = &choice.delta.content {
                reader.push(piece).expect("the beginning of a report");
                black_box((
                    reader.draft().items.done().len(),
                    reader.draft().conclusion.text(),
                ));
            }
        }
    }
    reader.finish().expect("a report")
}

async fn borrowed(client: &Client) -> usize {
    let mut text = String::new();
    let mut stream = client
        .chat()
        .create_stream(request())
        .await
        .expect("an answer");
    while let Some(chunk) = stream.next_chunk().await {
        for choice in &chunk.expect("a chunk").choices {
            text.push_str(choice.delta.content.as_deref().unwrap_or_default());
        }
    }
    text.len()
}

async fn owned(client: &Client) -> usize {
    let mut text = String::new();
    let mut stream = client
        .chat()
        .create_stream(request())
        .await
        .expect("an answer");
    while let Some(chunk) = stream.next().await {
        for choice in &chunk.expect("a chunk").choices {
            text.push_str(choice.delta.content.as_deref().unwrap_or_default());
        }
    }
    text.len()
}

async fn async_openai(client: &async_openai::Client<OpenAIConfig>) -> usize {
    let mut text = String::new();
    async_openai_each(client, |piece| text.push_str(piece)).await;
    text.len()
}

async fn async_openai_draft(client: &async_openai::Client<OpenAIConfig>) -> Report {
    let mut reader = DraftReader::<Report>::new();
    async_openai_each(client, |piece| {
        reader.push(piece).expect("the beginning of a report");
        black_box((
            reader.draft().items.done().len(),
            reader.draft().conclusion.text(),
        ));
    })
    .await;
    reader.finish().expect("a report")
}

async fn async_openai_each(
    client: &async_openai::Client<OpenAIConfig>,
    mut take: impl FnMut(&str),
) {
    let request = CreateChatCompletionRequestArgs::default()
        .model("gpt-5-mini")
        .messages([ChatCompletionRequestUserMessage::from("Write the report.").into()])
        .build()
        .expect("a request");
    let mut stream = client
        .chat()
        .create_stream(request)
        .await
        .expect("an answer");
    while let Some(chunk) = stream.next().await {
        for choice in &chunk.expect("a chunk").choices {
            take(choice.delta.content.as_deref().unwrap_or_default());
        }
    }
}
