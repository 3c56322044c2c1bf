//! A chat request and its answer: what the client's thread takes, beside what one would write with
//! reqwest and serde_json.

mod answer;
mod plain;

use std::{hint::black_box, process::ExitCode};

use async_openai::{
    config::OpenAIConfig,
    types::chat::{
        ChatCompletionRequestDeveloperMessage, ChatCompletionRequestUserMessage,
        CreateChatCompletionRequestArgs, ResponseFormat as TheirFormat, ResponseFormatJsonSchema,
    },
};
use openai_client::{ChatCompletion, ChatRequest, Client, RawJson, chat::JsonSchemaFormat};
use openai_peers::{
    Bars, Race, Report, Table, allocations_of, ratio, serve_bytes, stay_on_this_cpu, time,
};
use openai_structured::ResponseFormat as _;
use serde_json::Value;
use tokio::runtime::Builder;

use self::plain::{Answer, Plain};

const REQWEST: &str = "reqwest and serde_json, the fields that one needs";
const COMPLETION: &str = "reqwest, read as our ChatCompletion";
const OURS: &str = "openai-client, create";
const ASYNC_OPENAI: &str = "async-openai, create";
const CLONE: &str = "of which: the schema cloned, as it takes a Value of its own";

const ROUNDS: usize = 20;
const KEY: &str = "sk-none-of-anybody";
const MODEL: &str = "gpt-5-mini";
const RULES: &str = "Write down what is said about the papers, and nothing else.";
const QUESTION: &str = "Paper seventeen of the harbour, between the late orders from the machine.";

/// What CPU time may be, of reqwest's.
const MOST_TIME: f64 = 1.10;
/// How often the allocator may be called, more than with reqwest.
const MOST_CALLS: u64 = 10;

fn main() -> ExitCode {
    stay_on_this_cpu();
    let text = answer::text();
    let body = answer::body(&text);
    let base = format!("{}/v1", serve_bytes(answer::whole(&body)));
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");

    // Each has a connection of its own, and keeps it.
    let http = || {
        reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client")
    };
    let plain = Plain::new(http(), &base);
    let client = Client::builder().api_key(KEY).base_url(&*base);
    let client = client.build().expect("a client");
    let schema = RawJson::new(Report::SCHEMA.json()).expect("a schema");
    let theirs = OpenAIConfig::new().with_api_key(KEY).with_api_base(base);
    let theirs = async_openai::Client::with_config(theirs).with_http_client(http());
    let their_schema: Value = serde_json::from_str(Report::SCHEMA.json()).expect("a schema");

    let is_text = |answer: Option<&str>| assert_eq!(answer, Some(&*text));
    let work: [(&str, Box<dyn Fn() + '_>); 5] = [
        (
            REQWEST,
            Box::new(|| {
                let body = runtime.block_on(plain.send());
                let answer: Answer = serde_json::from_slice(&body).expect("a completion");
                is_text(answer.choices[0].message.content.as_deref());
            }),
        ),
        (
            COMPLETION,
            Box::new(|| {
                let body = runtime.block_on(plain.send());
                is_text(
                    ChatCompletion::from_json(body)
                        .expect("a completion")
                        .text(),
                );
            }),
        ),
        (
            OURS,
            Box::new(|| is_text(runtime.block_on(create(&client, &schema)).text())),
        ),
        (
            ASYNC_OPENAI,
            Box::new(|| {
                let answer = runtime.block_on(async_openai(&theirs, &their_schema));
                is_text(answer.as_deref());
            }),
        ),
        (CLONE, Box::new(|| drop(black_box(their_schema.clone())))),
    ];
    let mut race = Race::default();
    for (name, work) in &work {
        race.add(*name, work);
    }
    let results = race.run(ROUNDS);
    let calls = |name: &str| {
        let work = work.iter().find(|(other, _)| *other == name);
        let count = allocations_of(&work.expect("a row").1);
        (count.new + count.resized, count.bytes)
    };
    let mut table = Table::new(&["", "CPU time", "of reqwest", "allocator calls", "KB"]);
    for (name, _) in &work {
        let (calls, bytes) = calls(name);
        table.row([
            (*name).to_owned(),
            time(results.nanos(name)),
            ratio(results.ratio(name, REQWEST)),
            calls.to_string(),
            format!("{:.1}", bytes as f64 / 1000.0),
        ]);
    }
    table.print(&format!(
        "## A chat request with a schema of {} bytes and an answer of {} bytes, over loopback, CPU time \
         of the client's thread, median of {ROUNDS} rounds",
        Report::SCHEMA.json().len(),
        body.len(),
    ));
    let ours = results.ratio(OURS, REQWEST);
    // Somebody may have made as many as there are requests before.
    let theirs = results.ratio(ASYNC_OPENAI, REQWEST) - results.ratio(CLONE, REQWEST);
    let more = calls(OURS).0.saturating_sub(calls(REQWEST).0);
    let mut bars = Bars::default();
    println!();
    bars.check(
        &format!("at most {MOST_TIME} times reqwest ({ours:.3})"),
        ours <= MOST_TIME,
    );
    bars.check(
        &format!("below async-openai, its clone left out ({theirs:.3})"),
        ours < theirs,
    );
    bars.check(
        &format!("at most {MOST_CALLS} allocator calls more than reqwest ({more})"),
        more <= MOST_CALLS,
    );
    bars.exit()
}

async fn create(client: &Client, schema: &RawJson) -> ChatCompletion {
    let format = JsonSchemaFormat::new("Report", schema.clone()).strict(true);
    let request = ChatRequest::new(MODEL)
        .developer(RULES)
        .user(QUESTION)
        .response_format(format);
    client.chat().create(request).await.expect("an answer")
}

async fn async_openai(
    client: &async_openai::Client<OpenAIConfig>,
    schema: &Value,
) -> Option<String> {
    let format = TheirFormat::JsonSchema {
        json_schema: ResponseFormatJsonSchema {
            description: None,
            name: "Report".to_owned(),
            schema: schema.clone(),
            strict: Some(true),
        },
    };
    let request = CreateChatCompletionRequestArgs::default()
        .model(MODEL)
        .messages([
            ChatCompletionRequestDeveloperMessage::from(RULES).into(),
            ChatCompletionRequestUserMessage::from(QUESTION).into(),
        ])
        .response_format(format)
        .build()
        .expect("a request");
    let answer = client.chat().create(request).await.expect("an answer");
    answer.choices.into_iter().next()?.message.content
}
