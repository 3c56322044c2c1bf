//! `POST /v1/batches`: a file, and the endpoint that is to answer its lines.

use std::collections::VecDeque;

use serde_json::json;

use super::lines;
use super::store::{Batch, Stage};
use crate::local::answer::{Answer, Job, json_answer};
use crate::local::error::ApiError;
use crate::local::field::{given, required, text, unsupported};
use crate::local::files::{expiry, no_file};
use crate::local::shape::{self, any_of};

/// The endpoints of this server that batches can be for.
const ENDPOINTS: [&str; 4] = [
    "/v1/responses",
    "/v1/chat/completions",
    "/v1/embeddings",
    "/v1/moderations",
];

pub(super) fn create(job: &Job<'_>) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let body = shape::body(&body)?;
    let input_file = text(required(body, "input_file_id")?, "input_file_id")?;
    let endpoint = text(required(body, "endpoint")?, "endpoint")?;
    if !ENDPOINTS.contains(&endpoint) {
        return Err(unsupported("endpoint", endpoint, &any_of(&ENDPOINTS)));
    }
    let window = text(required(body, "completion_window")?, "completion_window")?;
    if window != "24h" {
        return Err(unsupported("completion_window", window, "'24h'"));
    }
    shape::metadata(body)?;
    let lifetime = expiry::of(body, "output_expires_after")?;
    let lines = lines::read(&input(job, input_file)?, endpoint);
    let (waiting, wrong) = match lines {
        Ok(lines) => (VecDeque::from(lines), Vec::new()),
        Err(wrong) => (VecDeque::new(), wrong),
    };
    let batch = Batch {
        id: format!("batch_local_{}", job.number),
        number: job.number,
        endpoint: endpoint.to_owned(),
        input_file: input_file.to_owned(),
        metadata: given(body, "metadata").cloned().unwrap_or(json!({})),
        lifetime,
        stage: Stage::Validating,
        times: vec![(Stage::Validating, job.created)],
        wrong,
        total: waiting.len(),
        waiting,
        asked: Vec::new(),
        output_file: None,
        error_file: None,
    };
    let answer = json_answer(200, &batch.object());
    let id = batch.id.clone();
    job.rules.batches.open().put(&id, batch);
    Ok(answer)
}

/// What is in a file that was sent for a batch.
fn input(job: &Job<'_>, id: &str) -> Result<bytes::Bytes, ApiError> {
    let mut files = job.rules.files.open();
    let file = files
        .get(id)
        .ok_or_else(|| no_file(id).param("input_file_id"))?;
    if file.purpose == "batch" {
        return Ok(file.content.clone());
    }
    let message = format!(
        "Expected file to have purpose 'batch' but got purpose '{}'.",
        file.purpose
    );
    Err(ApiError::invalid(message).param("input_file_id"))
}
