//! From the requests to a batch that is done.

use std::collections::HashSet;
use std::time::Duration;

use openai_structured::batch::{BatchError, MARK};
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
        "completion_window": "24h", "metadata": { "month": "may", MARK: batch.mark() },
    });
    assert_eq!(state.batches, [expected]);
}

#[tokio::test]
async fn what_is_sent_is_what_was_pushed() {
    let service = Service::default();
    let mut batch = service.client().chat().batch::<City>().with(|mut request| {
        request.input_file_id = "file-other".to_owned();
        request.endpoint = "/v1/embeddings".into();
        request
            .extra("input_file_id", "file-other")
            .extra("endpoint", "/v1/embeddings")
            .extra("priority", "low")
    });
    batch.push("a", ask("?")).unwrap();
    batch.submit().await.unwrap();
    let state = service.state();
    assert_eq!(state.asked, [FILE, MADE]);
    let sent = &state.batches[0];
    assert_eq!(sent["input_file_id"], "file-in-1");
    assert_eq!(sent["endpoint"], "/v1/chat/completions");
    assert_eq!(sent["priority"], "low");
}

/// Its answers would be no answers.
#[tokio::test]
async fn a_batch_of_another_kind_is_told() {
    let service = Service::default();
    let client = service.client();
    let of = |endpoint: &str| {
        let mut batch = at("completed");
        batch["endpoint"] = json!(endpoint);
        service.state().states = [batch].into();
    };
    let chat = client.chat().open_batch::<City>("batch_1");
    let responses = client.responses().open_batch::<City>("batch_1");
    // Not every service writes the whole path, or says it.
    for endpoint in ["/v1/chat/completions", "/chat/completions", ""] {
        of(endpoint);
        chat.wait(quick()).await.unwrap();
    }
    for endpoint in ["/v1/responses", "/v1/embeddings", "/v1/completions"] {
        of(endpoint);
        for error in [chat.look().await.err(), chat.wait(quick()).await.err()] {
            assert_eq!(
                error.unwrap().to_string(),
                format!(
                    "the batch is for {endpoint}, and was opened as one for /v1/chat/completions"
                )
            );
        }
    }
    of("/v1/responses");
    responses.wait(quick()).await.unwrap();
}

#[tokio::test]
async fn nothing_is_sent_of_nothing() {
    let service = Service::default();
    let mut batch = service.client().chat().batch::<City>();
    assert!(matches!(batch.submit().await, Err(BatchError::NoRequests)));
    assert!(service.state().asked.is_empty());
}

const FILE: &str = "POST /v1/files";
const MADE: &str = "POST /v1/batches";
const LIST: &str = "GET /v1/batches";

#[tokio::test]
async fn it_goes_on_where_it_failed() {
    let service = Service::default();
    let refusal = r#"{"error":{"message":"later","code":"busy"}}"#.to_owned();
    let instead = [(FILE, 503, refusal.clone()), (MADE, 429, refusal)];
    service.state().instead.extend(instead);
    let mut batch = service.client().chat().batch::<City>();
    batch.push("a", ask("?")).unwrap();
    for _ in 0..2 {
        let error = batch.submit().await.unwrap_err();
        assert_eq!(error.client().unwrap().code(), Some("busy"));
    }
    // With another request it is another file, as no batch was made of the first.
    batch.push("b", ask("?")).unwrap();
    batch.submit().await.unwrap();
    let state = service.state();
    assert_eq!(state.asked, [FILE, FILE, MADE, FILE, MADE]);
    assert_eq!(state.batches.len(), 1);
    assert_eq!(state.batches[0]["input_file_id"], "file-in-2");
    let count = |at: usize| {
        String::from_utf8_lossy(&state.uploads[at])
            .matches("custom_id")
            .count()
    };
    assert_eq!((state.uploads.len(), count(0), count(1)), (2, 1, 2));
    // What is sent again has its key, and what is different has another.
    let keys = &state.keys;
    assert_eq!(keys[0], keys[1]);
    let others: HashSet<_> = keys[1..].iter().collect();
    assert_eq!(others.len(), 4, "{keys:?}");
}

#[tokio::test]
async fn a_batch_is_paid_for_once() {
    let service = Service::default();
    let mut batch = service.client().chat().batch::<City>();
    batch.push("a", ask("?")).unwrap();
    batch.submit().await.unwrap();
    let is_spent = |error| matches!(error, BatchError::Submitted(id) if id == "batch_1");
    assert!(is_spent(batch.submit().await.unwrap_err()));
    assert!(is_spent(batch.push("b", ask("?")).unwrap_err().into()));
    assert!(is_spent(batch.submit().await.unwrap_err()));
    assert_eq!(
        (batch.len(), &service.state().asked[..]),
        (1, &[FILE, MADE].map(str::to_owned)[..])
    );
}

#[tokio::test]
async fn a_batch_whose_answer_is_lost_is_found_again() {
    let service = Service::default();
    service.state().lost = 1;
    let chat = service.client().chat();
    let mut batch = chat.batch::<City>();
    batch.push("a", ask("?")).unwrap();
    let error = batch.submit().await.unwrap_err();
    assert_eq!(error.client().unwrap().kind(), ErrorKind::MaybeSent);
    // It would not be in what was made.
    let refused = batch.push("b", ask("?")).unwrap_err();
    assert!(matches!(refused.error(), BatchError::Asked));
    // Meanwhile others make batches.
    let mut other = chat.batch::<City>();
    other.push("a", ask("?")).unwrap();
    other.submit().await.unwrap();
    let sent = batch.submit().await.unwrap();
    assert_eq!(sent.id(), "batch_1");
    let notes = sent.batch().unwrap().metadata.clone().unwrap();
    assert_eq!(notes[MARK], batch.mark());
    let state = service.state();
    assert_eq!(state.asked, [FILE, MADE, FILE, MADE, LIST]);
}

#[tokio::test]
async fn a_batch_that_was_not_made_after_all_is_asked_for_with_the_same_key() {
    for broken in [500, 502, 504, 409] {
        let service = Service::default();
        service
            .state()
            .instead
            .push_back((FILE, 500, "{}".to_owned()));
        service
            .state()
            .instead
            .push_back((MADE, broken, "{}".to_owned()));
        let mut batch = service.client().chat().batch::<City>();
        batch.push("a", ask("?")).unwrap();
        batch.submit().await.unwrap_err();
        batch.submit().await.unwrap_err();
        batch.submit().await.unwrap();
        let state = service.state();
        assert_eq!(state.asked, [FILE, FILE, MADE, LIST, MADE]);
        assert_eq!(state.keys[2], state.keys[3]);
    }
}

#[tokio::test]
async fn a_submit_that_is_dropped_is_no_second_batch() {
    let service = Service::default();
    service.state().silent = Some(MADE);
    let mut batch = service.client().chat().batch::<City>();
    batch.push("a", ask("?")).unwrap();
    let soon = Duration::from_millis(100);
    tokio::time::timeout(soon, batch.submit())
        .await
        .unwrap_err();
    service.state().silent = None;
    assert_eq!(batch.submit().await.unwrap().id(), "batch_1");
    assert_eq!(service.state().asked, [FILE, MADE, LIST]);
}

/// The notes of the user are all there.
#[tokio::test]
async fn there_may_be_no_room_for_the_mark() {
    let service = Service::default();
    service.state().lost = 1;
    let notes = || (0..16).map(|at| (format!("note {at}"), "mine"));
    let chat = service.client().chat();
    let mut batch = chat
        .batch::<City>()
        .with(|request| request.metadata(notes()));
    batch.push("a", ask("?")).unwrap();
    batch.submit().await.unwrap_err();
    batch.submit().await.unwrap();
    let state = service.state();
    assert_eq!(state.batches[0]["metadata"].as_object().unwrap().len(), 16);
    assert_eq!(state.batches[0]["metadata"]["note 15"], "mine");
    // Then the key alone says that it is the same.
    assert_eq!(state.keys[1], state.keys[2]);
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
