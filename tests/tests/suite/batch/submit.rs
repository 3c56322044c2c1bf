//! From the requests to a batch that is done.

use std::time::Duration;

use openai_structured::batch::BatchError;
use openai_structured::client::batches::BatchStatus;
use openai_structured::client::{ErrorKind, Wait};
use openai_structured::prelude::*;
use serde_json::{Value, json};

use super::service::Service;
use super::{City, ask};

fn quick() -> Wait {
    Wait::new().first_interval(Duration::from_millis(50))
}

fn at(status: &str) -> Value {
    json!({ "id": "batch_1", "object": "batch", "status": status })
}

#[tokio::test]
async fn requests_go_up_and_a_batch_is_made_of_them() {
    let service = Service::default();
    let chat = service.client().chat();
    let mut batch = chat
        .batch::<City>()
        .with(|request| request.metadata([("month", "may")]));
    batch.push("a", ask("?")).unwrap();
    let sent = batch.submit().await.unwrap();
    assert_eq!(sent.id(), "batch_1");
    assert_eq!(sent.batch().unwrap().status, Some(BatchStatus::Validating));
    let state = service.state();
    assert_eq!(state.asked, ["POST /v1/files", "POST /v1/batches"]);
    let upload = String::from_utf8_lossy(&state.uploads[0]);
    for part in [
        "name=\"purpose\"\r\n\r\nbatch\r\n",
        "filename=\"requests.jsonl\"",
    ] {
        assert!(upload.contains(part), "{upload}");
    }
    let expected = json!({
        "input_file_id": "file-in-1", "endpoint": "/v1/chat/completions",
        "completion_window": "24h", "metadata": { "month": "may" },
    });
    assert_eq!(state.batches, [expected]);
}

#[tokio::test]
async fn nothing_is_sent_of_nothing() {
    let service = Service::default();
    let mut batch = service.client().chat().batch::<City>();
    assert!(matches!(batch.submit().await, Err(BatchError::NoRequests)));
    assert!(service.state().asked.is_empty());
}

#[tokio::test]
async fn it_goes_on_where_it_failed() {
    let service = Service::default();
    let refusal = r#"{"error":{"message":"later","code":"busy"}}"#.to_owned();
    let instead = [
        ("POST /v1/files", 503, refusal.clone()),
        ("POST /v1/batches", 503, refusal),
    ];
    service.state().instead.extend(instead);
    let mut batch = service.client().chat().batch::<City>();
    batch.push("a", ask("?")).unwrap();
    for _ in 0..2 {
        let error = batch.submit().await.unwrap_err();
        assert_eq!(error.client().unwrap().code(), Some("busy"));
    }
    batch.submit().await.unwrap();
    let asked = std::mem::take(&mut service.state().asked);
    let (file, made) = ("POST /v1/files", "POST /v1/batches");
    assert_eq!(asked, [file, file, made, made]);
    assert_eq!(service.state().batches[0]["input_file_id"], "file-in-1");
    // With another request it is another file.
    batch.push("b", ask("?")).unwrap();
    batch.submit().await.unwrap();
    assert_eq!(service.state().asked, [file, made]);
    let uploads = service.state().uploads.clone();
    let count = |at: usize| {
        String::from_utf8_lossy(&uploads[at])
            .matches("custom_id")
            .count()
    };
    assert_eq!((uploads.len(), count(0), count(1)), (2, 1, 2));
}

#[tokio::test]
async fn it_is_waited_for_until_it_stays_as_it_is() {
    for status in ["completed", "expired", "cancelled"] {
        let service = Service::default();
        let states = ["validating", "in_progress", "finalizing", status].map(at);
        service.state().states.extend(states);
        let batch = service.client().chat().open_batch::<City>("batch_1");
        assert!(batch.batch().is_none());
        assert_eq!(
            batch.look().await.unwrap().status,
            Some(BatchStatus::Validating)
        );
        let done = batch.wait(quick()).await.unwrap();
        assert_eq!(done.batch().status, Some(status.into()));
        // It has no files.
        assert!(done.answers().await.unwrap().next().await.is_none());
        assert_eq!(service.state().asked.len(), 4);
    }
}

#[tokio::test]
async fn a_file_that_is_refused_is_an_error_with_its_lines() {
    let service = Service::default();
    let mut failed = at("failed");
    failed["errors"] = json!({ "object": "list", "data": [
        { "code": "invalid_json_line", "message": "This line is not parseable", "line": 3 },
        { "code": "duplicate_custom_id", "line": 7 },
    ] });
    service.state().states.extend([at("validating"), failed]);
    let batch = service.client().chat().open_batch::<City>("batch_1");
    let error = batch.wait(quick()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the service refused the batch, in line 3: This line is not parseable (and 1 more)"
    );
    let BatchError::Refused(batch) = error else {
        panic!("{error}")
    };
    assert_eq!(batch.problems()[1].line, Some(7));
}

#[tokio::test]
async fn a_deadline_ends_the_wait_and_not_the_batch() {
    let service = Service::default();
    service.state().states.push_back(at("in_progress"));
    let batch = service.client().chat().open_batch::<City>("batch_1");
    let error = batch
        .wait(quick().deadline(Duration::from_millis(200)))
        .await
        .unwrap_err();
    let error = error.client().unwrap();
    assert_eq!(error.kind(), ErrorKind::Unfinished);
    assert_eq!(error.batch().unwrap().id, "batch_1");
    service.state().states[0] = at("completed");
    batch.wait(quick()).await.unwrap();
}

#[tokio::test]
async fn it_is_cancelled() {
    let service = Service::default();
    let batch = service.client().responses().open_batch::<City>("batch_7");
    let cancelled = batch.cancel().await.unwrap();
    assert_eq!(cancelled.status, Some(BatchStatus::Cancelling));
    assert_eq!(service.state().asked, ["POST /v1/batches/batch_7/cancel"]);
}
