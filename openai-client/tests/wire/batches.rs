//! Batches: what is sent, what comes back, and waiting for one.

use std::time::Duration;

use openai_client::{
    ErrorKind, Wait,
    batches::{BatchEndpoint, BatchRequest, BatchStatus},
};

use crate::server::{KEY, Reply, Seen, Server, ok, reply};

fn batch(status: &str) -> String {
    format!(
        r#"{{"id":"batch_1","object":"batch","endpoint":"/v1/responses","input_file_id":"file-1",
        "completion_window":"24h","status":"{status}","created_at":1,"output_file_id":"file-2",
        "request_counts":{{"total":3,"completed":2,"failed":1}},
        "usage":{{"input_tokens":5,"output_tokens":7,"total_tokens":12}},"later":true}}"#
    )
}

fn at(status: &str) -> Reply {
    reply(200, &[("openai-poll-after-ms", "1")], batch(status))
}

#[track_caller]
fn check(seen: &Seen, line: &str, body: &str) {
    assert_eq!(seen.line.strip_suffix(" HTTP/1.1"), Some(line));
    assert_eq!(String::from_utf8_lossy(&seen.body), body);
}

#[tokio::test]
async fn a_batch_is_made_looked_up_and_cancelled() {
    let server = Server::start(["validating", "completed", "cancelling"].map(at)).await;
    let batches = server.client().batches();
    let request = BatchRequest::new("file-1", BatchEndpoint::Responses).metadata([("a", "b")]);
    let made = batches.create(request).await.unwrap();
    assert_eq!(made.status, Some(BatchStatus::Validating));
    let done = batches.retrieve("batch_1").await.unwrap();
    assert_eq!(done.output_file_id.as_deref(), Some("file-2"));
    assert_eq!(
        done.request_counts.as_ref().map(|counts| counts.failed),
        Some(1)
    );
    assert_eq!(
        done.usage.as_ref().map(|usage| usage.total_tokens),
        Some(12)
    );
    assert_eq!(done.extra["later"], true);
    assert_eq!(done.raw(), &batch("completed"));
    assert_eq!(done.meta().headers()["openai-poll-after-ms"], "1");
    let cancelled = batches.cancel("batch_1").await.unwrap();
    assert_eq!(cancelled.status, Some(BatchStatus::Cancelling));
    let [create, retrieve, cancel] = &server.seen()[..] else {
        panic!("three requests")
    };
    check(
        create,
        "POST /v1/batches",
        r#"{"input_file_id":"file-1","endpoint":"/v1/responses","completion_window":"24h","metadata":{"a":"b"}}"#,
    );
    check(retrieve, "GET /v1/batches/batch_1", "");
    check(cancel, "POST /v1/batches/batch_1/cancel", "");
}

#[tokio::test]
async fn batches_are_listed() {
    let page = |id: &str, more: bool| {
        let body = batch("completed").replace("batch_1", id);
        ok(format!(
            r#"{{"object":"list","data":[{body}],"last_id":"{id}","has_more":{more}}}"#
        ))
    };
    let server = Server::start([page("batch_1", true), page("batch_2", false)]).await;
    let mut list = server.client().batches().list().limit(1);
    let mut ids = Vec::new();
    while let Some(batch) = list.next().await {
        ids.push(batch.unwrap().id);
    }
    assert_eq!(ids, ["batch_1", "batch_2"]);
    check(
        &server.seen()[1],
        "GET /v1/batches?limit=1&after=batch_1",
        "",
    );
}

#[tokio::test]
async fn a_batch_is_waited_for() {
    for status in ["completed", "failed", "expired", "cancelled"] {
        let states = ["validating", "in_progress", "finalizing", status].map(at);
        let server = Server::start(states).await;
        let batches = server.client().batches();
        let done = batches.wait("batch_1", Wait::new()).await.unwrap();
        assert_eq!(done.status, Some(status.into()));
        assert_eq!(server.seen().len(), 4);
    }
}

#[tokio::test]
async fn a_wait_that_ends_too_early_keeps_the_batch() {
    let server = Server::start((0..100).map(|_| at("in_progress"))).await;
    let wait = Wait::new().deadline(Duration::from_millis(300));
    let batches = server.client().batches();
    let error = batches.wait("batch_1", wait.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unfinished);
    assert_eq!(
        error.to_string(),
        "the batch was in_progress when the deadline passed"
    );
    let last = error.batch().unwrap();
    assert_eq!(last.status, Some(BatchStatus::InProgress));
    assert!(error.response().is_none());

    let states = [at("in_progress"), reply(404, &[], "")];
    let server = Server::start(states).await;
    let batches = server.builder().max_retries(0).build().unwrap().batches();
    let error = batches.wait("batch_1", Wait::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.batch().unwrap().id, "batch_1");
}

#[tokio::test(start_paused = true)]
async fn a_look_that_fails_ends_no_wait() {
    let cut = || Reply::SendAndClose(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec());
    let failing = |count| (0..count).map(|nth| [reply(503, &[], ""), cut()][nth % 2].clone());
    let begun = [at("in_progress")].into_iter();
    let done = [at("completed")];
    let server = Server::start(begun.clone().chain(failing(10)).chain(done)).await;
    let once = |server: &Server| server.builder().max_retries(0).build().unwrap().batches();
    let batch = once(&server).wait("batch_1", Wait::new()).await.unwrap();
    assert_eq!(batch.status, Some(BatchStatus::Completed));
    assert_eq!(server.seen().len(), 12);

    let server = Server::start(begun.chain(failing(20))).await;
    let error = once(&server)
        .wait("batch_1", Wait::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.batch().unwrap().status, Some(BatchStatus::InProgress));
    assert_eq!(server.seen().len(), 12);
}

#[tokio::test]
async fn what_is_no_batch_is_an_error() {
    for (body, path) in [(r#"{"object":"list"}"#, Some("id")), ("[7]", None)] {
        let server = Server::start([ok(body)]).await;
        let error = server
            .client()
            .batches()
            .retrieve("batch_1")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.json_path(), path, "{body}");
    }
}

#[tokio::test]
async fn a_line_is_read_without_the_secrets_of_the_client() {
    let server = Server::start([]).await;
    let line = format!(r#"{{"custom_id":"a","error":{{"code":"c","message":"bad {KEY}"}}}}"#);
    let output = server.client().batches().output(line).unwrap();
    assert_eq!(output.into_body().unwrap_err().message(), Some("bad [key]"));
}
