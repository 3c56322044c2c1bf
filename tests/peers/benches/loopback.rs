//! A streamed answer from a socket to typed drafts: what the client's thread takes, beside only
//! reading the body.

use std::hint::black_box;

use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs,
};
use async_openai::types::responses::{CreateResponseArgs, ResponseStreamEvent};
use futures_util::StreamExt;
use openai_client::responses::{ResponseEvent, ResponseRequest};
use openai_client::{ChatRequest, Client};
use openai_peers::{
    Race, Report, Shape, Table, allocations_of, document, events, pieces, ratio, response_events,
    serve, time,
};
use openai_structured::{ChatExt, DraftReader, ResponsesExt};
use tokio::runtime::{Builder, Runtime};

const REQWEST: &str = "reqwest, the body read and dropped";
const TYPED: &str = "openai-structured, stream::<Report>, the draft looked at after each event";
const PIECES: &str = "openai-client, chunks that borrow, into a DraftReader";
const BORROWED: &str = "openai-client, create_stream, chunks that borrow";
const OWNED: &str = "openai-client, create_stream, chunks that own";
const ASYNC_OPENAI: &str = "async-openai, create_stream, text collected";
const RESPONSE_TYPED: &str =
    "openai-structured, responses, stream::<Report>, the draft looked at after each event";
const RESPONSE_EVENTS: &str = "openai-client, responses, create_stream";
const ASYNC_OPENAI_RESPONSE: &str = "async-openai, responses, create_stream, text collected";
const ASYNC_OPENAI_DRAFT: &str = "async-openai, create_stream, into our DraftReader";

fn main() {
    let text = document(Shape::Records, 41_000);
    let pieces = pieces(&text, 4);
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
    let client = |address: &str| {
        Client::builder()
            .api_key("none")
            .base_url(format!("{address}/v1"))
            .http_client(http.clone())
            .build()
            .expect("a client")
    };
    let theirs = |address: &str| {
        let config = OpenAIConfig::new()
            .with_api_key("none")
            .with_api_base(format!("{address}/v1"));
        async_openai::Client::with_config(config).with_http_client(http.clone())
    };

    let address = serve(&events(&pieces));
    let url = format!("{address}/v1/chat/completions");
    let (ours, others) = (client(&address), theirs(&address));
    race(
        &format!(
            "{} chunks of {} KB of JSON",
            pieces.len(),
            text.len() / 1000
        ),
        pieces.len(),
        &runtime,
        &[
            (REQWEST, Box::new(|it| it.block_on(drain(&http, &url)))),
            (
                TYPED,
                Box::new(|it| assert_eq!(it.block_on(typed(&ours)), expected)),
            ),
            (
                PIECES,
                Box::new(|it| assert_eq!(it.block_on(fed(&ours)), expected)),
            ),
            (
                BORROWED,
                Box::new(|it| assert_eq!(it.block_on(borrowed(&ours)), text.len())),
            ),
            (
                OWNED,
                Box::new(|it| assert_eq!(it.block_on(owned(&ours)), text.len())),
            ),
            (
                ASYNC_OPENAI,
                Box::new(|it| assert_eq!(it.block_on(async_openai(&others)), text.len())),
            ),
            (
                ASYNC_OPENAI_DRAFT,
                Box::new(|it| assert_eq!(it.block_on(async_openai_draft(&others)), expected)),
            ),
        ],
    );

    let address = serve(&response_events(&pieces));
    let url = format!("{address}/v1/responses");
    let (ours, others) = (client(&address), theirs(&address));
    race(
        &format!("{} pieces of a response", pieces.len()),
        pieces.len(),
        &runtime,
        &[
            (REQWEST, Box::new(|it| it.block_on(drain(&http, &url)))),
            (
                RESPONSE_TYPED,
                Box::new(|it| assert_eq!(it.block_on(response_typed(&ours)), expected)),
            ),
            (
                RESPONSE_EVENTS,
                Box::new(|it| assert_eq!(it.block_on(response_events_of(&ours)), text.len())),
            ),
            (
                ASYNC_OPENAI_RESPONSE,
                Box::new(|it| assert_eq!(it.block_on(async_openai_response(&others)), text.len())),
            ),
        ],
    );
}

type Work<'a> = Box<dyn Fn(&Runtime) + 'a>;

/// Runs the rows in turn. The first is what others are measured by.
fn race(what: &str, chunks: usize, runtime: &Runtime, rows: &[(&str, Work<'_>)]) {
    let mut race = Race::default();
    for (name, work) in rows {
        race.add(*name, || work(runtime));
    }
    let results = race.run(41);
    let mut table = Table::new(&["", "CPU time a chunk", "of reqwest", "allocations a chunk"]);
    for (name, work) in rows {
        let count = allocations_of(|| work(runtime));
        table.row([
            (*name).to_owned(),
            time(results.nanos(name) / chunks as f64),
            ratio(results.ratio(name, rows[0].0)),
            format!("{:.2}", (count.new + count.resized) as f64 / chunks as f64),
        ]);
    }
    table.print(&format!(
        "## Over loopback: {what}, CPU time of the client's thread"
    ));
}

async fn response_typed(client: &Client) -> Report {
    let mut stream = client
        .responses()
        .stream::<Report>(response_request())
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

fn response_request() -> ResponseRequest {
    ResponseRequest::new("gpt-5-mini").input("Write the report.")
}

async fn response_events_of(client: &Client) -> usize {
    let mut text = String::new();
    let mut stream = client
        .responses()
        .create_stream(response_request())
        .await
        .expect("an answer");
    while let Some(event) = stream.next().await {
        if let ResponseEvent::OutputTextDelta(piece) = event.expect("an event") {
            text.push_str(&piece.delta);
        }
    }
    text.len()
}

async fn async_openai_response(client: &async_openai::Client<OpenAIConfig>) -> usize {
    let mut text = String::new();
    let request = CreateResponseArgs::default()
        .model("gpt-5-mini")
        .input("Write the report.")
        .build()
        .expect("a request");
    let mut stream = client
        .responses()
        .create_stream(request)
        .await
        .expect("an answer");
    while let Some(event) = stream.next().await {
        if let ResponseStreamEvent::ResponseOutputTextDelta(piece) = event.expect("an event") {
            text.push_str(&piece.delta);
        }
    }
    text.len()
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
