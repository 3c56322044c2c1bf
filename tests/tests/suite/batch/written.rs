//! What `push` writes, and what it refuses.

use std::fs;
use std::path::PathBuf;

use openai_structured::batch::{BatchError, MOST_BYTES, MOST_REQUESTS};
use openai_structured::chat::ChatBatch;
use openai_structured::client::chat::{FunctionTool, StreamOptions};
use openai_structured::client::{ErrorKind, RawJson, ResponseRequest};
use openai_structured::prelude::*;
use openai_structured::{AnswerFormat, ReadOptions};
use serde_json::{Value, json};

use super::service::Service;
use super::{City, ask};

/// A file that is gone once this is.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("openai-batch-{}-{name}.jsonl", std::process::id());
        let path = std::env::temp_dir().join(name);
        // Of another process that ended early.
        drop(fs::remove_file(&path));
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

fn batch() -> ChatBatch<City> {
    Service::default().client().chat().batch::<City>()
}

/// The lines that a batch has uploaded.
async fn uploaded(service: &Service, batch: &mut ChatBatch<City>) -> Vec<Value> {
    batch.submit().await.unwrap();
    let body = service.state().uploads.last().unwrap().clone();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let lines = body.lines().filter(|line| line.starts_with('{'));
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn a_line_is_a_request_with_the_schema_of_the_type() {
    let service = Service::default();
    let mut batch = service.client().chat().batch::<City>();
    batch.push("a", ask("Norway?")).unwrap();
    batch.push("b \"\n\u{e9}", ask("Sweden?\nNow.")).unwrap();
    let lines = uploaded(&service, &mut batch).await;
    let format = json!({ "type": "json_schema", "json_schema": {
        "name": "City", "strict": true,
        "schema": serde_json::from_str::<Value>(City::SCHEMA.json()).unwrap(),
    } });
    let expected = |id: &str, text: &str| {
        json!({ "custom_id": id, "method": "POST", "url": "/v1/chat/completions", "body": {
            "model": "gpt-5-mini",
            "messages": [{ "role": "user", "content": text }],
            "response_format": format,
        } })
    };
    let expected = [
        expected("a", "Norway?"),
        expected("b \"\n\u{e9}", "Sweden?\nNow."),
    ];
    assert_eq!(lines, expected);
}

/// JSON that travels as text may have ends of lines between its tokens; a line of a file has none.
#[tokio::test]
async fn what_is_sent_as_it_is_stays_on_one_line() {
    let service = Service::default();
    let mut batch = service.client().chat().batch::<City>();
    let parameters =
        "{\r\n  \"type\": \"object\",\n  \"properties\": {}, \"title\": \"a\\nb\"\n}\n";
    let tool = FunctionTool::new("f").parameters(RawJson::new(parameters).unwrap());
    batch.push("a", ask("?").tools([tool])).unwrap();
    let lines = uploaded(&service, &mut batch).await;
    let [line] = &lines[..] else {
        panic!("one line")
    };
    let sent = &line["body"]["tools"][0]["function"]["parameters"];
    assert_eq!(sent, &serde_json::from_str::<Value>(parameters).unwrap());
}

#[tokio::test]
async fn a_format_of_its_own_goes_with_each_request() {
    let service = Service::default();
    let format = AnswerFormat::<City>::new().options(ReadOptions::new().lenient());
    let mut batch = service.client().chat().batch_with(&format);
    for id in ["a", "b"] {
        let request = ChatRequest::new("ft:gpt-4.1:own").user("?");
        batch.push(id, request).unwrap();
    }
    let lines = uploaded(&service, &mut batch).await;
    for line in lines {
        let format = &line["body"]["response_format"]["json_schema"];
        assert_eq!(format["name"], "City", "{line}");
    }
}

#[tokio::test]
async fn a_request_for_a_response_goes_to_its_path() {
    let service = Service::default();
    let mut batch = service.client().responses().batch::<City>();
    batch
        .push("a", ResponseRequest::new("gpt-5-mini").input("?"))
        .unwrap();
    batch.submit().await.unwrap();
    assert_eq!(service.state().batches[0]["endpoint"], "/v1/responses");
    let body = service.state().uploads[0].clone();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let line = body.lines().find(|line| line.starts_with('{')).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["url"], "/v1/responses");
    assert_eq!(line["body"]["text"]["format"]["name"], "City");
}

#[test]
fn what_is_refused_leaves_the_batch_as_it_was() {
    let mut batch = batch();
    batch.push("a", ask("?")).unwrap();
    let bytes = batch.bytes();
    let streamed = |on: bool| ask("?").extra("stream", on);
    let not_finite = ask("?").temperature(f64::NAN);
    let mut refused = |id: &str, request| batch.push(id, request).unwrap_err().into_parts().0;
    assert!(matches!(refused("", ask("?")), BatchError::EmptyId));
    assert!(matches!(refused("a", ask("!")), BatchError::SameId(id) if id == "a"));
    assert!(matches!(refused("b", streamed(true)), BatchError::Streamed(id) if id == "b"));
    let error = batch.push("b", not_finite).unwrap_err();
    assert_eq!(error.error().client().unwrap().kind(), ErrorKind::Request);
    assert_eq!((batch.len(), batch.bytes()), (1, bytes));
    // The names are free.
    batch.push("b", streamed(false)).unwrap();
    assert_eq!(batch.len(), 2);
}

#[test]
fn a_batch_takes_so_many_requests_and_no_more() {
    let mut batch = batch();
    let request = ask("?");
    for id in 0..MOST_REQUESTS {
        batch.push(id.to_string(), request.clone()).unwrap();
    }
    let refused = batch.push("more", request.clone().temperature(0.5));
    let (error, given_back) = refused.unwrap_err().into_parts();
    assert!(matches!(error, BatchError::TooManyRequests) && error.is_full());
    assert_eq!(given_back, request.temperature(0.5));
    assert_eq!(
        error.to_string(),
        "the batch has 50000 requests, which is the most that one takes"
    );
    assert_eq!(batch.len(), MOST_REQUESTS);
}

#[test]
fn a_batch_takes_so_many_bytes_and_no_more() {
    let scratch = Scratch::new("bytes");
    let mut batch = batch().in_file(&scratch.0).unwrap();
    let text = "x".repeat(40_000_000);
    for id in 0..4 {
        batch.push(id.to_string(), ask(&text)).unwrap();
    }
    let error = batch.push("more", ask(&text)).unwrap_err();
    assert!(matches!(error.error(), BatchError::TooManyBytes) && error.error().is_full());
    assert_eq!(error.into_request().messages, ask(&text).messages);
    let left = MOST_BYTES - batch.bytes();
    let head = batch.bytes() / 4 - 40_000_000;
    // To the byte: the name is as long as the others.
    let fitting = "x".repeat(usize::try_from(left - head).unwrap());
    let error = batch.push("5", ask(&format!("{fitting}x"))).unwrap_err();
    assert!(matches!(error.error(), BatchError::TooManyBytes));
    batch.push("5", ask(&fitting)).unwrap();
    assert_eq!(batch.bytes(), MOST_BYTES);
}

#[tokio::test]
async fn a_file_has_the_same_lines_as_memory() {
    let scratch = Scratch::new("same");
    let (memory, file) = (Service::default(), Service::default());
    let mut in_memory = memory.client().chat().batch::<City>();
    let mut in_file = file.client().chat().batch::<City>();
    // What was pushed before goes along.
    in_file.push("0", ask("before")).unwrap();
    let mut in_file = in_file.in_file(&scratch.0).unwrap();
    in_memory.push("0", ask("before")).unwrap();
    for id in 1..100 {
        let text = format!("question {id}");
        in_memory.push(id.to_string(), ask(&text)).unwrap();
        in_file.push(id.to_string(), ask(&text)).unwrap();
    }
    assert_eq!(in_memory.bytes(), in_file.bytes());
    let lines = uploaded(&memory, &mut in_memory).await;
    assert_eq!(uploaded(&file, &mut in_file).await, lines);
    assert_eq!(lines.len(), 100);
    let written = fs::read_to_string(&scratch.0).unwrap();
    assert_eq!(written.len() as u64, in_file.bytes());
    assert!(written.ends_with("}\n"));
    // Moved on to another file.
    let other = Scratch::new("other");
    let moved = in_file.in_file(&other.0).unwrap();
    // To where it is.
    drop(moved.in_file(&other.0).unwrap());
    assert_eq!(fs::read_to_string(&other.0).unwrap(), written);
}

/// It may be somebody's input, or the requests of the batch itself.
#[test]
fn what_is_in_a_file_stays() {
    let scratch = Scratch::new("there");
    let is_there = |error| matches!(error, BatchError::FileExists(path) if path == scratch.0);
    fs::write(&scratch.0, "an input").unwrap();
    assert!(is_there(batch().in_file(&scratch.0).unwrap_err()));
    assert_eq!(fs::read_to_string(&scratch.0).unwrap(), "an input");
    fs::remove_file(&scratch.0).unwrap();
    let mut in_file = batch().in_file(&scratch.0).unwrap();
    in_file.push("a", ask("?")).unwrap();
    let bytes = in_file.bytes();
    // The same file by another path.
    let folder = scratch.0.parent().unwrap();
    let other = folder
        .join(".")
        .join("..")
        .join(folder.file_name().unwrap());
    let other = other.join(scratch.0.file_name().unwrap());
    let error = in_file.in_file(&other).unwrap_err();
    assert!(matches!(error, BatchError::FileExists(path) if path == other));
    let left = fs::read(&scratch.0).unwrap();
    assert_eq!(left.len() as u64, bytes);
    assert!(left.ends_with(b"}\n"));
}

#[test]
fn a_batch_asks_one_model() {
    let mut batch = batch();
    let to = |model: &str| ChatRequest::new(model).user("?");
    // Some services have but one, and need no name.
    batch.push("a", to("")).unwrap();
    batch.push("b", to("gpt-5-mini")).unwrap();
    let error = batch.push("c", to("gpt-5")).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"the request "c" is for gpt-5, and the batch for gpt-5-mini"#
    );
    assert_eq!(error.into_request().model, "gpt-5");
    batch.push("c", to("gpt-5-mini")).unwrap();
    batch.push("d", to("")).unwrap();
    assert_eq!(batch.len(), 4);
}

/// What is refused is in the way of no other.
#[test]
fn the_model_of_a_refused_request_is_not_that_of_the_batch() {
    let mut batch = batch();
    let refused = ChatRequest::new("gpt-5").user("?").extra("stream", true);
    batch.push("a", refused).unwrap_err();
    batch.push("a", ask("?")).unwrap();
}

#[test]
fn a_file_that_cannot_be_written_says_which() {
    let nowhere = std::env::temp_dir().join("no such folder").join("file");
    let error = batch().in_file(&nowhere).unwrap_err();
    assert!(matches!(&error, BatchError::File { path, .. } if *path == nowhere));
    assert!(error.to_string().contains("cannot be written"), "{error}");
}

/// Options of streams are no stream.
#[test]
fn what_only_streams_have_is_the_services_to_refuse() {
    let mut batch = batch();
    let request = ask("?").stream_options(StreamOptions::default());
    batch.push("a", request).unwrap();
}
