//! The client's calls of files, uploads, batches and the endpoints of data against the local API.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt;
use openai_client::batches::{BatchEndpoint, BatchRequest, BatchStatus};
use openai_client::chat::ChatRequest;
use openai_client::embeddings::{EmbeddingRequest, EncodingFormat};
use openai_client::files::{FilePurpose, FileRequest, FileStatus};
use openai_client::moderations::{Category, ModerationRequest};
use openai_client::{Client, Error, FileInput, Wait};
use openai_structured::local::{LocalApi, Reply};
use serde_json::{Value, json};

async fn connect(replies: impl IntoIterator<Item = Reply>) -> (LocalApi, Client) {
    let api = LocalApi::scripted(replies).await.unwrap();
    let client = Client::builder().no_auth().base_url(api.base_url());
    let client = client.max_retries(0).build().unwrap();
    (api, client)
}

fn status(error: &Error) -> Option<u16> {
    error.status().map(|status| status.as_u16())
}

/// So many bytes that are not alike, line ends among them.
fn bytes(count: usize) -> Vec<u8> {
    let bytes = (0..count).map(|at| u8::try_from((at * 31 + at / 251) % 256).unwrap());
    bytes.collect()
}

#[tokio::test]
async fn a_file_goes_up_and_comes_down() {
    let (_api, client) = connect([]).await;
    let files = client.files();
    let content = bytes(3 << 20);
    let input = FileInput::bytes("an \u{f6}dd \"name\".bin", content.clone());
    let request = FileRequest::new(input, FilePurpose::Evals);
    let file = files
        .create(request.expires_after(Duration::from_hours(1)))
        .await
        .unwrap();
    assert_eq!(
        (&*file.filename, file.bytes, file.status.clone()),
        // Quotes go as browsers write them, which readers of forms leave so.
        (
            "an \u{f6}dd %22name%22.bin",
            3 << 20,
            Some(FileStatus::Processed)
        )
    );
    assert_eq!(file.expires_at, Some(file.created_at + 3_600));
    let seen = files.retrieve(&file.id).await.unwrap();
    assert_eq!(seen.purpose, Some(FilePurpose::Evals));
    let down = files.content(&file.id).await.unwrap();
    assert_eq!(down.bytes().await.unwrap(), content);
    assert!(files.delete(&file.id).await.unwrap().deleted);
    let gone = files.content(&file.id).await.unwrap_err();
    assert_eq!(status(&gone), Some(404));
}

#[tokio::test]
async fn files_come_in_pages() {
    let (_api, client) = connect([]).await;
    for at in 0..5 {
        let input = FileInput::bytes(format!("{at}.txt"), "x");
        let request = FileRequest::new(input, FilePurpose::Evals);
        client.files().create(request).await.unwrap();
    }
    let files = client.files().list().limit(2).query("purpose", "evals");
    let names: Vec<_> = files.map(|file| file.unwrap().filename).collect().await;
    assert_eq!(names, ["4.txt", "3.txt", "2.txt", "1.txt", "0.txt"]);
}

#[tokio::test]
async fn a_file_in_parts_is_whole() {
    let (api, client) = connect([]).await;
    let content = bytes(1_000_001);
    let input = FileInput::bytes("a.bin", content.clone());
    let upload = client
        .uploads()
        .upload(input, FilePurpose::FineTune)
        .part_bytes(300_000)
        .at_once(3)
        .await
        .unwrap();
    let file = upload.file.unwrap();
    let down = client.files().content(&file.id).await.unwrap();
    assert_eq!(down.bytes().await.unwrap(), content);
    let parts = api.requests();
    let parts = parts.iter().filter(|it| it.path.ends_with("/parts"));
    assert_eq!(parts.count(), 4);

    let input = FileInput::bytes("a.bin", content);
    let wrong = client.uploads().upload(input, FilePurpose::FineTune);
    let wrong = wrong.md5("00").await.unwrap_err();
    assert_eq!((status(&wrong), wrong.param()), (Some(400), Some("md5")));
    let last = api.requests().pop().unwrap();
    assert!(last.path.ends_with("/cancel"), "{last:?}");
}

/// The lines of a file, by their ids.
async fn lines(client: &Client, file: Option<&str>) -> BTreeMap<String, Result<Value, Error>> {
    let down = client.files().content(file.unwrap()).await.unwrap();
    let text = down.bytes().await.unwrap();
    let lines = text
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let lines = lines.map(|line| {
        let line = client.batches().output(line.to_vec()).unwrap();
        let id = line.custom_id.clone();
        let body = line.into_body();
        (id, body.map(|body| serde_json::from_slice(&body).unwrap()))
    });
    lines.collect()
}

async fn send(client: &Client, lines: &[Value]) -> String {
    let text: Vec<_> = lines.iter().map(Value::to_string).collect();
    let input = FileInput::bytes("in.jsonl", text.join("\n"));
    let file = client
        .files()
        .create(FileRequest::new(input, FilePurpose::Batch));
    let file = file.await.unwrap();
    let request = BatchRequest::new(file.id, BatchEndpoint::ChatCompletions);
    let batch = client.batches().create(request.metadata([("a", "b")]));
    let batch = batch.await.unwrap();
    assert_eq!(batch.status, Some(BatchStatus::Validating));
    batch.id
}

fn line(id: &str) -> Value {
    let body = json!({ "model": "m", "messages": [{ "role": "user", "content": "x" }] });
    json!({ "custom_id": id, "method": "POST", "url": "/v1/chat/completions", "body": body })
}

fn wait() -> Wait {
    Wait::new().first_interval(Duration::from_millis(50))
}

#[tokio::test]
async fn a_batch_is_waited_for_and_read() {
    let (_api, client) = connect([
        Reply::text("a"),
        Reply::error(400, "No such thing."),
        Reply::expired(),
    ])
    .await;
    let id = send(&client, &["good", "bad", "late"].map(line)).await;
    let done = client.batches().wait(&id, wait()).await.unwrap();
    assert_eq!(done.status, Some(BatchStatus::Expired));
    let counts = done.request_counts.clone().unwrap();
    assert_eq!((counts.total, counts.completed, counts.failed), (3, 1, 1));
    assert_eq!(done.usage.clone().unwrap().output_tokens, 1);
    assert_eq!(done.metadata.clone().unwrap()["a"], "b");
    let good = lines(&client, done.output_file_id.as_deref()).await;
    let answer = good["good"].as_ref().unwrap();
    assert_eq!(answer["choices"][0]["message"]["content"], "a");
    let bad = lines(&client, done.error_file_id.as_deref()).await;
    let error = |id: &str| bad[id].as_ref().unwrap_err();
    assert_eq!(status(error("bad")), Some(400));
    assert_eq!(
        (status(error("late")), error("late").code()),
        (None, Some("batch_expired"))
    );
}

#[tokio::test]
async fn a_batch_fails_or_is_cancelled() {
    let (_api, client) = connect([Reply::text("never").polls(usize::MAX)]).await;
    let id = send(&client, &["a", "a"].map(line)).await;
    let failed = client.batches().wait(&id, wait()).await.unwrap();
    assert_eq!(failed.status, Some(BatchStatus::Failed));
    let [problem] = failed.problems() else {
        panic!("{failed:?}")
    };
    assert_eq!(problem.code.as_deref(), Some("duplicate_custom_id"));
    assert_eq!(problem.line, Some(2));

    let id = send(&client, &[line("a")]).await;
    let short = wait()
        .deadline(Duration::from_millis(200))
        .cancel_at_deadline(true);
    client.batches().wait(&id, short).await.unwrap_err();
    let cancelled = client.batches().wait(&id, wait()).await.unwrap();
    assert_eq!(cancelled.status, Some(BatchStatus::Cancelled));
    let again = client.batches().cancel(&id).await.unwrap_err();
    assert_eq!(status(&again), Some(409));
    let listed: Vec<_> = client.batches().list().collect().await;
    assert_eq!(listed.len(), 2);
}

#[tokio::test]
async fn vectors_come_in_both_forms() {
    let vectors = Reply::vectors([vec![0.1, -2.5e-8], vec![1.0, 0.0]]);
    let (_api, client) = connect([vectors.clone(), vectors]).await;
    for format in [EncodingFormat::Base64, EncodingFormat::Float] {
        let embeddings = client.embeddings().encoding_format(format);
        let request = EmbeddingRequest::new("text-embedding-3-small").input(["a", "b"]);
        let made = embeddings.create(request).await.unwrap();
        assert_eq!(made.vectors(), [[0.1, -2.5e-8], [1.0, 0.0]]);
    }
}

#[tokio::test]
async fn what_is_flagged_is_seen() {
    let (_api, client) = connect([Reply::flagged(["violence"])]).await;
    let request = ModerationRequest::new("x");
    let found = client.moderations().create(request).await.unwrap();
    let [result] = &*found.results else {
        panic!("{found:?}")
    };
    assert!(result.flagged);
    assert_eq!(
        result.objections().collect::<Vec<_>>(),
        [&Category::Violence]
    );
}

#[tokio::test]
async fn models_are_listed_and_stay() {
    let (_api, client) = connect([]).await;
    let models: Vec<_> = client.models().list().collect().await;
    let [Ok(model)] = &*models else {
        panic!("{models:?}")
    };
    assert_eq!(
        client.models().retrieve(&model.id).await.unwrap().id,
        model.id
    );
    let refused = client.models().delete(&model.id).await.unwrap_err();
    assert_eq!(status(&refused), Some(403));
}

#[tokio::test]
async fn a_stored_completion_is_found_changed_and_deleted() {
    let (_api, client) = connect(["a", "b"].map(Reply::text)).await;
    let chat = client.chat();
    for topic in ["x", "y"] {
        let request = ChatRequest::new("m").user("Hello.").store(true);
        chat.create(request.metadata([("topic", topic)]))
            .await
            .unwrap();
    }
    let mut found = chat.list().query("metadata[topic]", "y");
    let stored = found.next().await.unwrap().unwrap();
    assert!(found.next().await.is_none());
    assert_eq!(stored.choices[0].message.content.as_deref(), Some("b"));
    let messages: Vec<_> = chat.messages(&stored.id).collect().await;
    assert_eq!(messages.len(), 1);
    let metadata = BTreeMap::from([("topic".to_owned(), "z".to_owned())]);
    chat.update(&stored.id, &metadata).await.unwrap();
    assert!(
        chat.list()
            .query("metadata[topic]", "y")
            .next()
            .await
            .is_none()
    );
    assert!(chat.delete(&stored.id).await.unwrap().deleted);
    let gone = chat.retrieve(&stored.id).await.unwrap_err();
    assert_eq!(status(&gone), Some(404));
}
