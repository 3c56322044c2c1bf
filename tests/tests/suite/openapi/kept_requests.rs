//! Bodies of requests for embeddings, moderations and uploads: each is built through the types, written, and
//! the same.

use openai_structured::client::embeddings::{EmbeddingInput, EmbeddingRequest};
use openai_structured::client::moderations::{ModerationInput, ModerationPart, ModerationRequest};
use openai_structured::client::uploads::{CompleteUpload, UploadRequest};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;

use super::Description;
use super::description::reference;
use super::meant::instances;
use super::report::Report;
use super::requests::{read, set_fields};

/// A request for each instance of its schema, if the description is there.
fn all<T>(schema: &str, request: fn(&Value) -> T) -> Option<Vec<T>> {
    let bodies = instances(&Description::published()?, schema);
    Some(bodies.iter().map(request).collect())
}

pub(crate) fn embedding_requests() -> Option<Vec<EmbeddingRequest>> {
    all("CreateEmbeddingRequest", embedding_request)
}

pub(crate) fn moderation_requests() -> Option<Vec<ModerationRequest>> {
    all("CreateModerationRequest", moderation_request)
}

pub(crate) fn upload_requests() -> Option<Vec<UploadRequest>> {
    all("CreateUploadRequest", upload_request)
}

pub(crate) fn complete_requests() -> Option<Vec<CompleteUpload>> {
    all("CompleteUploadRequest", complete_request)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// A list of these, if all of it is.
fn list<T: DeserializeOwned>(value: &Value) -> Option<Vec<T>> {
    serde_json::from_value(value.clone()).ok()
}

fn embedding_request(body: &Value) -> EmbeddingRequest {
    let mut request = EmbeddingRequest::default();
    for (key, value) in set_fields(body) {
        request = match key {
            "model" => {
                text(value).clone_into(&mut request.model);
                request
            }
            "input" => request.input(embedding_input(value)),
            "encoding_format" => request.encoding_format(text(value)),
            "dimensions" => request.dimensions(read(value)),
            "user" => request.end_user(text(value)),
            other => panic!("the request has no {other}"),
        };
    }
    request
}

fn embedding_input(value: &Value) -> EmbeddingInput {
    let texts = || Some(list::<String>(value)?.into());
    let tokens = || Some(list::<u32>(value)?.into());
    let lists = || Some(list::<Vec<u32>>(value)?.into());
    let input = value.as_str().map(Into::into);
    input.or_else(texts).or_else(tokens).or_else(lists).unwrap()
}

fn moderation_request(body: &Value) -> ModerationRequest {
    let mut request = ModerationRequest::default();
    for (key, value) in set_fields(body) {
        request = match key {
            "input" => {
                request.input = moderation_input(value);
                request
            }
            "model" => request.model(text(value)),
            other => panic!("the request has no {other}"),
        };
    }
    request
}

fn moderation_input(value: &Value) -> ModerationInput {
    let texts = || Some(list::<String>(value)?.into());
    let parts = || Some(list::<ModerationPart>(value)?.into());
    let input = value.as_str().map(Into::into);
    input.or_else(texts).or_else(parts).unwrap()
}

fn upload_request(body: &Value) -> UploadRequest {
    let mut request = UploadRequest::default();
    for (key, value) in set_fields(body) {
        request = match key {
            "filename" => {
                text(value).clone_into(&mut request.filename);
                request
            }
            "bytes" => {
                request.bytes = read(value);
                request
            }
            "mime_type" => {
                text(value).clone_into(&mut request.mime_type);
                request
            }
            "purpose" => request.purpose(text(value)),
            "expires_after" => {
                let seconds = value["seconds"].as_u64().unwrap();
                request.expires_after(Duration::from_secs(seconds))
            }
            other => panic!("the request has no {other}"),
        };
    }
    request
}

fn complete_request(body: &Value) -> CompleteUpload {
    let mut request = CompleteUpload::default();
    for (key, value) in set_fields(body) {
        request = match key {
            "part_ids" => {
                request.part_ids = read(value);
                request
            }
            "md5" => request.md5(text(value)),
            other => panic!("the request has no {other}"),
        };
    }
    request
}

#[test]
fn every_body_of_a_request_can_be_built() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut report = Report::default();
    let validator = |name| description.validator(&json!({ "$ref": reference(name) }));
    macro_rules! look {
        ($($name:literal => $request:ident,)+) => {$(
            let valid = validator($name);
            for body in instances(&description, $name) {
                let request = $request(&body);
                report.look($name, &body, &request);
                report.valid($name, &valid, &request);
            }
        )+};
    }
    look! {
        "CreateEmbeddingRequest" => embedding_request,
        "CreateModerationRequest" => moderation_request,
        "CreateUploadRequest" => upload_request,
        "CompleteUploadRequest" => complete_request,
    }
    report.end();
}
