//! What a run of tools takes beside a loop by hand, and a thousand of them at once.

mod server;

use self::server::{CALLS, ROUNDS, noted, total};
use futures_util::future::join_all;
use openai_client::chat::{ChatRequest, Message, ToolCall};
use openai_client::{Client, RawJson};
use openai_peers::{Race, Table, allocations_of, peak_of, ratio, time};
use openai_structured::prelude::*;
use std::cell::Cell;
use tokio::runtime::{Builder, Runtime};

const BY_HAND: &str = "by hand: create, serde_json, messages pushed";
const RUN: &str = "run_tools::<Tools, Sum>";
const AT_ONCE: u64 = 1_000;

/// Notes a call.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
struct Note {
    run: u64,
    round: u64,
    call: u64,
}

impl Tool for Note {
    type Context = ();
    type Output = u64;

    async fn call(self, _: &()) -> Result<u64, ToolError> {
        Ok(noted(self.run, self.round, self.call))
    }
}

/// Never called.
#[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
struct Forget {
    what: String,
}

impl Tool for Forget {
    type Context = ();
    type Output = String;

    async fn call(self, _: &()) -> Result<String, ToolError> {
        Ok(self.what)
    }
}

#[derive(Debug, ToolSet)]
enum Tools {
    Note(Note),
    Forget(Forget),
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Sum {
    total: u64,
}

fn main() {
    let address = server::serve();
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let client = Client::builder()
        .no_auth()
        .base_url(format!("{address}/v1"));
    let client = client.build().expect("a client");
    overhead(&runtime, &client);
    many(&runtime, &client);
}

/// One after the other.
fn overhead(runtime: &Runtime, client: &Client) {
    let work: [(&str, Box<dyn Fn() + '_>); 2] = [
        (BY_HAND, Box::new(|| runtime.block_on(by_hand(client, 7)))),
        (RUN, Box::new(|| drop(runtime.block_on(run(client, 7))))),
    ];
    let mut race = Race::default();
    for (name, work) in &work {
        race.add(*name, work);
    }
    let results = race.run(101);
    let mut table = Table::new(&[
        "",
        "CPU time a run",
        "of by hand",
        "allocations a run",
        "KB",
    ]);
    for (name, work) in &work {
        let count = allocations_of(work);
        table.row([
            (*name).to_owned(),
            time(results.nanos(name)),
            ratio(results.ratio(name, BY_HAND)),
            (count.new + count.resized).to_string(),
            (count.bytes / 1000).to_string(),
        ]);
    }
    table.print(&format!(
        "## A run of {ROUNDS} rounds of {CALLS} calls and an answer, over loopback, CPU time of the \
         client's thread"
    ));
}

/// All at once.
fn many(runtime: &Runtime, client: &Client) {
    // So that connections are open, whichever comes first.
    let runs = (0..AT_ONCE).map(|number| by_hand(client, number));
    runtime.block_on(join_all(runs));
    let transcripts = Cell::new(0);
    let ours = peak_of(|| {
        let runs = (0..AT_ONCE).map(|number| run(client, number));
        let runs = runtime.block_on(join_all(runs));
        transcripts.set(runs.iter().map(|run| bytes(&run.messages)).sum::<u64>());
    });
    let by_hand = peak_of(|| {
        let runs = (0..AT_ONCE).map(|number| by_hand(client, number));
        runtime.block_on(join_all(runs));
    });
    let mut table = Table::new(&["", "peak memory a run", "above its transcript"]);
    let a_run = |bytes: u64| format!("{:.1} KB", bytes as f64 / AT_ONCE as f64 / 1000.0);
    for (name, peak) in [(BY_HAND, by_hand), (RUN, ours)] {
        let above = peak.saturating_sub(transcripts.get());
        table.row([name.to_owned(), a_run(peak), a_run(above)]);
    }
    table.print(&format!(
        "## {AT_ONCE} runs at once, each result where it belongs; a transcript is {}",
        a_run(transcripts.get())
    ));
}

/// How long a conversation is on the wire.
fn bytes(messages: &[Message]) -> u64 {
    serde_json::to_vec(messages)
        .expect("messages are JSON")
        .len() as u64
}

async fn run(client: &Client, number: u64) -> openai_structured::run::Run<Sum> {
    let request = ChatRequest::new("m").user(number.to_string());
    let run = client.chat().run_tools::<Tools, Sum>(request, &());
    let run = run.await.expect("an answer");
    assert_eq!(run.answer.total, total(number));
    assert_eq!(run.steps.len() as u64, ROUNDS + 1);
    run
}

/// What one would write without us, as short and as quick as it gets.
async fn by_hand(client: &Client, number: u64) {
    #[derive(serde::Deserialize)]
    struct Arguments {
        run: u64,
        round: u64,
        call: u64,
    }
    let tools = [Note::TOOL, Forget::TOOL];
    let schema = RawJson::new(Sum::SCHEMA.json()).expect("a schema");
    let format = openai_client::chat::JsonSchemaFormat::new("Sum", schema).strict(true);
    let mut request = ChatRequest::new("m")
        .user(number.to_string())
        .tools(tools)
        .response_format(format);
    loop {
        let answer = client
            .chat()
            .create(request.clone())
            .await
            .expect("an answer");
        let message = &answer.choices[0].message;
        if message.tool_calls.is_empty() {
            let text = message.content.as_deref().expect("a text");
            let sum: serde_json::Value = serde_json::from_str(text).expect("a sum");
            assert_eq!(sum["total"], total(number));
            return;
        }
        request.messages.push(message.into());
        for call in &message.tool_calls {
            let ToolCall::Function(call) = call else {
                panic!("no function");
            };
            let result = match call.function.name.as_str() {
                "note" => {
                    let Arguments { run, round, call } =
                        serde_json::from_str(&call.function.arguments).expect("arguments");
                    noted(run, round, call).to_string()
                }
                other => panic!("{other}"),
            };
            request.messages.push(Message::tool(&call.id, result));
        }
    }
}
