//! Files, uploads, batches, embeddings, moderations, models and stored completions, against the mock that
//! OpenAI's own SDKs are tested with: see [`steady`](super::steady).

use super::steady::{good_at, heard, is_good_at, steady};
use super::*;
use crate::openapi::{complete_requests, embedding_requests, moderation_requests, upload_requests};
use openai_structured::client::batches::BatchRequest;
use openai_structured::client::embeddings::EncodingFormat;
use openai_structured::client::files::{FilePurpose, FileRequest};
use openai_structured::client::{FileInput, Order};

fn file() -> FileInput {
    FileInput::bytes("a.jsonl", "{}\n")
}

/// With each field that the published description has, in each of its forms.
#[tokio::test]
async fn every_request_of_a_small_resource_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let client = builder.build().unwrap();
    let (embeddings, moderations) = (client.embeddings(), client.moderations());
    let lists = embeddings.clone().encoding_format(EncodingFormat::Float);
    let uploads = client.uploads();
    let accepted = |path: &str| assert_eq!(good_at(path, &witness.heads(), path), 1, "{path}");
    for request in embedding_requests().into_iter().flatten() {
        heard(embeddings.create(request.clone()).await, "base64");
        accepted("/embeddings");
        heard(lists.create(request).await, "lists");
        accepted("/embeddings");
    }
    for request in moderation_requests().into_iter().flatten() {
        heard(moderations.create(request).await, "moderation");
        accepted("/moderations");
    }
    for request in upload_requests().into_iter().flatten() {
        heard(uploads.create(request).await, "upload");
        accepted("/uploads");
    }
    for request in complete_requests().into_iter().flatten() {
        heard(uploads.complete("upload_1", request).await, "complete");
        accepted("/uploads/{upload_id}/complete");
    }
}

#[tokio::test]
async fn every_call_of_files_and_uploads_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let client = builder.build().unwrap();
    let accepted = |path: &str| assert_eq!(good_at(path, &witness.heads(), path), 1, "{path}");
    let (files, uploads) = (client.files(), client.uploads());
    for request in [
        FileRequest::new(file(), FilePurpose::Batch),
        FileRequest::new(file(), "evals").expires_after(Duration::from_hours(1)),
    ] {
        heard(files.create(request).await, "create");
        accepted("/files");
    }
    let one = "/files/{file_id}";
    heard(files.retrieve("file-1").await, "retrieve");
    accepted(one);
    heard(files.delete("file-1").await, "delete");
    accepted(one);
    heard(files.content("file-1").await, "content");
    accepted("/files/{file_id}/content");
    let list = files.list().query("purpose", "batch").limit(2);
    let page = list
        .order(Order::Ascending)
        .after("file-1")
        .next_page()
        .await;
    heard(page.unwrap(), "list");
    accepted("/files");

    heard(uploads.add_part("upload_1", file()).await, "add_part");
    accepted("/uploads/{upload_id}/parts");
    heard(uploads.cancel("upload_1").await, "cancel");
    accepted("/uploads/{upload_id}/cancel");
    heard(
        uploads.upload(file(), "batch").part_bytes(2).await,
        "upload",
    );
    for (head, path) in witness.heads().iter().zip(["", "/{upload_id}/parts"]) {
        let path = format!("/uploads{path}");
        assert!(is_good_at(&path, head), "{head}");
    }
}

#[tokio::test]
async fn every_other_call_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let client = builder.build().unwrap();
    let accepted = |path: &str| assert_eq!(good_at(path, &witness.heads(), path), 1, "{path}");
    let (chat, models, batches) = (client.chat(), client.models(), client.batches());

    heard(models.list().next_page().await.unwrap(), "models");
    accepted("/models");
    heard(models.retrieve("m").await, "model");
    accepted("/models/{model}");
    heard(models.delete("ft:m:a").await, "delete a model");
    accepted("/models/{model}");

    let request = BatchRequest::new("file-1", "/v1/embeddings").metadata([("a", "b")]);
    let request = request.output_expires_after(Duration::from_hours(1));
    heard(batches.create(request).await, "batch");
    accepted("/batches");
    heard(batches.retrieve("batch_1").await, "retrieve a batch");
    accepted("/batches/{batch_id}");
    heard(batches.cancel("batch_1").await, "cancel a batch");
    accepted("/batches/{batch_id}/cancel");
    let page = batches.list().limit(2).after("batch_1").next_page().await;
    heard(page.unwrap(), "batches");
    accepted("/batches");

    let one = "/chat/completions/{completion_id}";
    let list = chat.list().query("model", "m").query("metadata[a]", "b");
    let page = list
        .limit(2)
        .order(Order::Descending)
        .after("c")
        .next_page()
        .await;
    heard(page.unwrap(), "list");
    accepted("/chat/completions");
    heard(chat.retrieve("c").await, "retrieve");
    accepted(one);
    let notes = [("a".to_owned(), "b".to_owned())].into();
    heard(chat.update("c", &notes).await, "update");
    accepted(one);
    heard(chat.delete("c").await, "delete");
    accepted(one);
    let page = chat
        .messages("c")
        .limit(2)
        .order(Order::Ascending)
        .after("m")
        .next_page()
        .await;
    heard(page.unwrap(), "messages");
    accepted("/chat/completions/{completion_id}/messages");
}
