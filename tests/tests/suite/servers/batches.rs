//! Batches, against the mock that holds each request against the published schema.

use std::time::Duration;

use openai_structured::client::Wait;
use openai_structured::client::batches::{BatchEndpoint, BatchRequest};

use super::steady::{good_at, heard, steady};
use super::*;

#[tokio::test]
async fn every_call_for_batches_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let batches = builder.build().unwrap().batches();
    let request = BatchRequest::new("file-1", BatchEndpoint::Responses);
    let full = request
        .clone()
        .metadata([("month", "may")])
        .output_expires_after(Duration::from_hours(24));
    for (name, request) in [("create", request), ("create with all", full)] {
        heard(batches.create(request).await, name);
        assert_eq!(good_at("/batches", &witness.heads(), name), 1);
    }
    heard(batches.retrieve("batch_1").await, "retrieve");
    assert_eq!(
        good_at("/batches/{batch_id}", &witness.heads(), "retrieve"),
        1
    );
    heard(batches.cancel("batch_1").await, "cancel");
    assert_eq!(
        good_at("/batches/{batch_id}/cancel", &witness.heads(), "cancel"),
        1
    );
    let list = batches.list().limit(2).after("batch_0").next_page().await;
    heard(list.unwrap(), "list");
    assert_eq!(good_at("/batches", &witness.heads(), "list"), 1);
    // What the mock says of the batch is noise, so it may never be over.
    let soon = Wait::new().deadline(Duration::from_millis(10));
    drop(batches.wait("batch_1", soon).await);
    assert!(good_at("/batches/{batch_id}", &witness.heads(), "wait") > 0);
}

#[tokio::test]
async fn a_typed_batch_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let mut batch = builder.build().unwrap().chat().batch::<City>();
    batch.push("1", tiny()).unwrap();
    drop(batch.submit().await);
    // The mock's file may have no id that can be named, so there may be no batch of it.
    let heads = witness.heads();
    assert_eq!(good_at("/files", &heads[..1], "upload"), 1);
    assert_eq!(good_at("/batches", &heads[1..], "create"), heads.len() - 1);
}
