//! Conversations that the service keeps.

use std::collections::BTreeMap;

use openai_client::{
    ErrorKind,
    conversations::ConversationRequest,
    responses::{Include, Item, Message},
};

use super::check;
use crate::server::{Server, ok};

const CONVERSATION: &str =
    r#"{"id":"conv_1","object":"conversation","created_at":7,"metadata":{"a":"b"},"new":1}"#;
const MESSAGE: &str = r#"{"type":"message","id":"msg_1","role":"user","content":"Hello"}"#;

#[tokio::test]
async fn conversations_are_made_changed_and_deleted() {
    let deleted = r#"{"id":"conv_1","object":"conversation.deleted","deleted":true}"#;
    let server = Server::start(
        [
            CONVERSATION,
            CONVERSATION,
            CONVERSATION,
            CONVERSATION,
            deleted,
        ]
        .map(ok),
    )
    .await;
    let conversations = server.client().conversations();
    conversations
        .create(ConversationRequest::new())
        .await
        .unwrap();
    let request = ConversationRequest::new()
        .items([Message::user("Hello")])
        .items([Message::developer("Be terse.")])
        .metadata([("a", "b")]);
    let made = conversations.create(request).await.unwrap();
    assert_eq!((made.id.as_str(), made.created_at), ("conv_1", 7));
    assert_eq!(made.extra["new"], 1);
    let notes = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
    assert_eq!(made.metadata.as_ref(), Some(&notes));
    assert_eq!(conversations.retrieve("conv_1").await.unwrap(), made);
    conversations.update("conv_1", &notes).await.unwrap();
    assert!(conversations.delete("conv_1").await.unwrap().deleted);

    let seen = server.seen();
    for (seen, (line, body)) in seen.iter().zip([
        ("POST /v1/conversations", "{}"),
        (
            "POST /v1/conversations",
            r#"{"items":[{"type":"message","role":"user","content":"Hello"},{"type":"message","role":"developer","content":"Be terse."}],"metadata":{"a":"b"}}"#,
        ),
        ("GET /v1/conversations/conv_1", ""),
        ("POST /v1/conversations/conv_1", r#"{"metadata":{"a":"b"}}"#),
        ("DELETE /v1/conversations/conv_1", ""),
    ]) {
        check(seen, line, body);
    }
    assert_eq!(seen.len(), 5);
}

#[tokio::test]
async fn items_are_added_read_and_taken_out() {
    let page = format!(
        r#"{{"object":"list","data":[{MESSAGE}],"has_more":false,"first_id":"msg_1","last_id":"msg_1"}}"#
    );
    let server = Server::start([&page, MESSAGE, MESSAGE, CONVERSATION].map(ok)).await;
    let conversations = server.client().conversations();
    let item = Item::from(Message::user("Hello"));
    let added = conversations
        .create_items("conv_1", std::slice::from_ref(&item))
        .await
        .unwrap();
    let item = conversations
        .retrieve_item("conv_1", "msg_1")
        .await
        .unwrap();
    assert_eq!(added.data, std::slice::from_ref(&item));
    let include = [Include::InputImageUrl];
    conversations
        .retrieve_item_with("conv_1", "msg_1", &include)
        .await
        .unwrap();
    let left = conversations.delete_item("conv_1", "msg_1").await.unwrap();
    assert_eq!(left.id, "conv_1");

    let seen = server.seen();
    for (seen, (line, body)) in seen.iter().zip([
        (
            "POST /v1/conversations/conv_1/items",
            r#"{"items":[{"type":"message","role":"user","content":"Hello"}]}"#,
        ),
        ("GET /v1/conversations/conv_1/items/msg_1", ""),
        (
            "GET /v1/conversations/conv_1/items/msg_1?include%5B%5D=message.input_image.image_url",
            "",
        ),
        ("DELETE /v1/conversations/conv_1/items/msg_1", ""),
    ]) {
        check(seen, line, body);
    }
    assert_eq!(seen.len(), 4);
}

#[tokio::test]
async fn what_is_no_conversation_is_named() {
    for (body, kind, path) in [
        ("{}", ErrorKind::Decode, Some("id")),
        (r#"{"id":null}"#, ErrorKind::Decode, Some("id")),
        ("[]", ErrorKind::Decode, None),
        ("", ErrorKind::Decode, None),
        (r#"{"error":"no"}"#, ErrorKind::Status, None),
    ] {
        let server = Server::start([body, body].map(ok)).await;
        let conversations = server.client().conversations();
        let error = conversations.retrieve("conv_1").await.unwrap_err();
        assert_eq!((error.kind(), error.json_path()), (kind, path), "{body}");
        let error = conversations.delete("conv_1").await.unwrap_err();
        let path = path.map(|_| "deleted");
        assert_eq!((error.kind(), error.json_path()), (kind, path), "{body}");
    }
    let server = Server::start([ok(r#"{"x":1}"#)]).await;
    let error = server
        .client()
        .conversations()
        .retrieve_item("c", "i")
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("type"))
    );
}
