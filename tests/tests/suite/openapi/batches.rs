//! Batches by the description: what they are, what they are asked for with, and that the body of each
//! line is a request of its endpoint.

use std::fs;
use std::path::Path;
use std::time::Duration;

use jsonschema::Validator;
use openai_structured::client::batches::{Batch, BatchRequest};
use openai_structured::prelude::*;
use serde_json::{Value, json};

use super::Description;
use super::description::reference;
use super::meant::instances;
use super::report::Report;
use super::requests::response_requests;

#[derive(Debug, Deserialize, ResponseFormat)]
struct City {
    #[serde(rename = "name")]
    _name: String,
}

#[test]
fn every_batch_is_known() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut report = Report::default();
    for instance in instances(&description, "Batch") {
        match serde_json::from_value::<Batch>(instance.clone()) {
            Ok(batch) => report.look("Batch", &instance, &batch),
            Err(error) => report.note("Batch", format!("is not read: {error}")),
        }
    }
    report.end();
}

#[test]
fn every_request_for_a_batch_can_be_built() {
    let Some(description) = Description::published() else {
        return;
    };
    let name = "CreateBatchRequest";
    let valid = description.validator(&json!({ "$ref": reference(name) }));
    let mut report = Report::default();
    for body in instances(&description, name) {
        let request = request(&body);
        report.look(name, &body, &request);
        report.valid(name, &valid, &request);
    }
    report.end();
}

fn request(body: &Value) -> BatchRequest {
    let text = |key: &str| body[key].as_str().unwrap();
    let mut request = BatchRequest::new(text("input_file_id"), text("endpoint"))
        .completion_window(text("completion_window"));
    if let Some(notes) = body["metadata"].as_object() {
        let notes = notes.iter();
        request = request.metadata(notes.map(|(key, note)| (key, note.as_str().unwrap())));
    }
    if let Some(seconds) = body["output_expires_after"]["seconds"].as_u64() {
        request = request.output_expires_after(Duration::from_secs(seconds));
    }
    request
}

/// Each field of a request, and each form of it, as the body of a line.
#[test]
fn the_body_of_each_line_is_a_request() {
    let Some(description) = Description::published() else {
        return;
    };
    let validator = |name: &str| description.validator(&json!({ "$ref": reference(name) }));
    let client = Client::builder().no_auth().build().unwrap();
    let file = std::env::temp_dir().join(format!("openai-lines-{}.jsonl", std::process::id()));
    drop(fs::remove_file(&file));

    let mut batch = client.responses().batch::<City>().in_file(&file).unwrap();
    for (at, mut request) in response_requests().unwrap().into_iter().enumerate() {
        // A batch asks one model.
        request.model = request.model.map(|_| "gpt-5-mini".to_owned());
        batch.push(format!("request {at}"), request).unwrap();
    }
    let count = batch.len();
    drop(batch);
    let valid = validator("CreateResponse");
    lines(&file, "/v1/responses", &valid, count);
    fs::remove_file(&file).unwrap();

    let mut batch = client.chat().batch::<City>().in_file(&file).unwrap();
    for (at, (name, mut request)) in crate::servers::chat_requests().into_iter().enumerate() {
        "gpt-5-mini".clone_into(&mut request.model);
        batch.push(format!("{at}: {name}"), request).unwrap();
    }
    let count = batch.len();
    drop(batch);
    let valid = validator("CreateChatCompletionRequest");
    lines(&file, "/v1/chat/completions", &valid, count);
    fs::remove_file(&file).unwrap();
}

fn lines(file: &Path, url: &str, valid: &Validator, count: usize) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.ends_with('\n'));
    assert_eq!(text.lines().count(), count);
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let mut keys: Vec<_> = line.as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(keys, ["body", "custom_id", "method", "url"]);
        assert_eq!(
            (&line["method"], &line["url"]),
            (&json!("POST"), &json!(url))
        );
        assert!(!line["custom_id"].as_str().unwrap().is_empty());
        if let Err(error) = valid.validate(&line["body"]) {
            panic!("{error}: {line}");
        }
    }
}
