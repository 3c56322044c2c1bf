//! The files of a batch that has ended: what was answered, and what was not.

use serde_json::{Value, json};

use super::store::{Asked, Batch};
use crate::local::answer::Job;
use crate::local::files::store::File;

/// Writes the files, each if it has lines.
pub(super) fn write(job: &Job<'_>, batch: &mut Batch) {
    let (good, bad): (Vec<_>, Vec<_>) = batch
        .asked
        .iter()
        .partition(|asked| asked.is_answered() && asked.is_good());
    let output = (!good.is_empty()).then(|| file(job, batch, "output", &good));
    let error = (!bad.is_empty()).then(|| file(job, batch, "error", &bad));
    let mut files = job.rules.files.open();
    batch.output_file = output.as_ref().map(|file| file.id.clone());
    batch.error_file = error.as_ref().map(|file| file.id.clone());
    for file in [output, error].into_iter().flatten() {
        let id = file.id.clone();
        files.put(&id, file);
    }
}

/// A file of these lines, the last of them first: the API does not keep the order either.
fn file(job: &Job<'_>, batch: &Batch, kind: &str, lines: &[&Asked]) -> File {
    let lines = lines.iter().rev().map(|asked| format!("{}\n", line(asked)));
    File {
        id: format!("file-local-{}-{kind}", job.number),
        created: job.created,
        name: format!("{}_{kind}.jsonl", batch.id),
        purpose: "batch_output".to_owned(),
        lifetime: batch.lifetime,
        content: lines.collect::<String>().into(),
    }
}

fn line(asked: &Asked) -> Value {
    let (response, error) = if asked.is_answered() {
        let response = json!({
            "status_code": asked.status,
            "request_id": format!("req_local_{}", asked.number),
            "body": asked.body,
        });
        (response, Value::Null)
    } else {
        let error = json!({
            "code": "batch_expired",
            "message": "This request could not be executed before the completion window expired.",
        });
        (Value::Null, error)
    };
    json!({
        "id": format!("batch_req_local_{}", asked.number),
        "custom_id": asked.custom_id,
        "response": response,
        "error": error,
    })
}
