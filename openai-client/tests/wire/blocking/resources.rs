//! Responses and conversations without async.

use std::{collections::BTreeMap, io::Read, time::Duration};

use openai_client::{
    ErrorKind, FileInput, ResponseRequest,
    batches::BatchRequest,
    conversations::ConversationRequest,
    embeddings::EmbeddingRequest,
    files::FileRequest,
    moderations::ModerationRequest,
    responses::{CompactRequest, InputTokensRequest, Item, Message, Wait},
};

use super::Apart;
use crate::server::{ok, reply};

const RESPONSE: &str =
    r#"{"id":"resp_1","status":"completed","output":[{"type":"message","content":"hi"}]}"#;
const CONVERSATION: &str = r#"{"id":"conv_1","deleted":true}"#;
const ITEM: &str = r#"{"type":"message","id":"msg_1","role":"user","content":"Hello"}"#;

fn page(last: &str, has_more: bool) -> String {
    format!(r#"{{"data":[{ITEM}],"has_more":{has_more},"last_id":"{last}"}}"#)
}

fn lines(server: &Apart) -> Vec<String> {
    let lines = server.seen().into_iter().map(|seen| seen.line);
    lines.map(|line| line.replace(" HTTP/1.1", "")).collect()
}

#[test]
fn responses_are_called() {
    let queued = r#"{"id":"resp_1","status":"queued"}"#;
    let again = &[("openai-poll-after-ms", "1")];
    let server = Apart::start([
        ok(RESPONSE),
        ok(RESPONSE),
        ok(RESPONSE),
        ok(RESPONSE),
        ok(""),
        ok(r#"{"output":[{"type":"compaction"}]}"#),
        ok(r#"{"input_tokens":3}"#),
        reply(200, again, queued),
        ok(RESPONSE),
        reply(200, again, queued),
        ok(RESPONSE),
        ok(queued),
    ]);
    let responses = server.client().responses();
    let request = ResponseRequest::new("m").input("Hello");
    let response = responses.create(request.clone()).unwrap();
    assert_eq!(response.text().as_deref(), Some("hi"));
    responses.retrieve("resp_1").unwrap();
    responses.retrieve_with("resp_1", &[]).unwrap();
    responses.cancel("resp_1").unwrap();
    responses.delete("resp_1").unwrap();
    responses.compact(CompactRequest::new("m")).unwrap();
    let count = InputTokensRequest::from(&request);
    assert_eq!(responses.count_input_tokens(count).unwrap(), 3);
    responses.wait("resp_1", Wait::new()).unwrap();
    responses.create_and_wait(request, Wait::new()).unwrap();
    assert_eq!(
        lines(&server),
        [
            "POST /v1/responses",
            "GET /v1/responses/resp_1",
            "GET /v1/responses/resp_1",
            "POST /v1/responses/resp_1/cancel",
            "DELETE /v1/responses/resp_1",
            "POST /v1/responses/compact",
            "POST /v1/responses/input_tokens",
            "GET /v1/responses/resp_1",
            "GET /v1/responses/resp_1",
            "POST /v1/responses",
            "GET /v1/responses/resp_1",
        ]
    );
    let wait = Wait::new().deadline(Duration::ZERO);
    let error = responses.wait("resp_1", wait).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unfinished);
}

#[test]
fn conversations_are_called() {
    let page = page("msg_1", false);
    let server = Apart::start(
        [
            CONVERSATION,
            CONVERSATION,
            CONVERSATION,
            CONVERSATION,
            &page,
            ITEM,
            ITEM,
            CONVERSATION,
        ]
        .map(ok),
    );
    let conversations = server.client().conversations();
    conversations.create(ConversationRequest::new()).unwrap();
    conversations.retrieve("conv_1").unwrap();
    conversations.update("conv_1", &BTreeMap::new()).unwrap();
    conversations.delete("conv_1").unwrap();
    let item = Item::from(Message::user("Hello"));
    conversations.create_items("conv_1", &[item]).unwrap();
    conversations.retrieve_item("conv_1", "msg_1").unwrap();
    conversations
        .retrieve_item_with("conv_1", "msg_1", &[])
        .unwrap();
    conversations.delete_item("conv_1", "msg_1").unwrap();
    assert_eq!(
        lines(&server),
        [
            "POST /v1/conversations",
            "GET /v1/conversations/conv_1",
            "POST /v1/conversations/conv_1",
            "DELETE /v1/conversations/conv_1",
            "POST /v1/conversations/conv_1/items",
            "GET /v1/conversations/conv_1/items/msg_1",
            "GET /v1/conversations/conv_1/items/msg_1",
            "DELETE /v1/conversations/conv_1/items/msg_1",
        ]
    );
}

#[test]
fn lists_are_iterators() {
    let pages = [page("a", true), page("b", true), page("a", true)];
    let server = Apart::start(pages.iter().map(ok));
    let mut items = server.client().conversations().items("conv_1").limit(1);
    assert!(items.next_page().unwrap().is_ok());
    assert_eq!(items.cursor(), Some("a"));
    let kinds: Vec<_> = items
        .by_ref()
        .map(|item| {
            item.map_err(|error| error.kind())
                .map(|item| item.kind().to_owned())
        })
        .collect();
    let message = || Ok("message".to_owned());
    // The last page ends where the first did, so nothing of it is handed out.
    assert_eq!(kinds, [message(), Err(ErrorKind::Decode)]);
    assert!(items.next().is_none());
    assert_eq!(
        lines(&server),
        ["", "&after=a", "&after=b"]
            .map(|after| format!("GET /v1/conversations/conv_1/items?limit=1{after}"))
    );
}

#[test]
fn files_are_called() {
    let file = r#"{"id":"file-1","bytes":5,"deleted":true}"#;
    let server = Apart::start([
        ok(file),
        ok(file),
        ok("hello"),
        ok("hello"),
        ok("hello"),
        ok(format!(r#"{{"data":[{file}],"has_more":false}}"#)),
        ok(file),
    ]);
    let files = server.client().files();
    let input = FileInput::bytes("a.txt", "hello");
    let made = files.create(FileRequest::new(input, "user_data")).unwrap();
    assert_eq!(made.id, "file-1");
    assert_eq!(files.retrieve("file-1").unwrap().bytes, 5);
    let content = files.content("file-1").unwrap();
    assert_eq!(content.length(), Some(5));
    assert_eq!(content.bytes().unwrap(), "hello");
    let pieces = files.content("file-1").unwrap().map(Result::unwrap);
    assert_eq!(pieces.collect::<Vec<_>>().concat(), b"hello");
    let mut text = String::new();
    let mut read = files.content("file-1").unwrap().into_read();
    read.read_to_string(&mut text).unwrap();
    assert_eq!(text, "hello");
    let listed = files.list().query("purpose", "user_data");
    assert_eq!(listed.map(Result::unwrap).count(), 1);
    assert!(files.delete("file-1").unwrap().deleted);
    assert_eq!(
        lines(&server),
        [
            "POST /v1/files",
            "GET /v1/files/file-1",
            "GET /v1/files/file-1/content",
            "GET /v1/files/file-1/content",
            "GET /v1/files/file-1/content",
            "GET /v1/files?purpose=user_data",
            "DELETE /v1/files/file-1",
        ]
    );
}

#[test]
fn the_small_resources_are_called() {
    let one = r#"{"id":"x_1","object":"x","status":"completed","results":[],"deleted":true,
        "choices":[{"message":{"content":"hi"}}],"data":[{"index":0,"embedding":[0.5]}]}"#;
    let list = format!(r#"{{"object":"list","data":[{one}],"has_more":false}}"#);
    let server = Apart::start([
        ok(&list),
        ok(one),
        ok(one),
        ok(r#"{"id":"modr-1","model":"m","results":[{"flagged":false}]}"#),
        ok(one),
        ok(one),
        ok(one),
        ok(one),
        ok(&list),
        ok(one),
        ok(&list),
        ok(one),
        ok(one),
        ok(one),
        ok(&list),
    ]);
    let client = server.client();

    let models = client.models();
    assert_eq!(models.list().map(Result::unwrap).count(), 1);
    assert_eq!(models.retrieve("x_1").unwrap().id, "x_1");
    assert!(models.delete("x_1").unwrap().deleted);

    let request = ModerationRequest::new("Hello");
    assert_eq!(client.moderations().create(request).unwrap().id, "modr-1");

    let request = EmbeddingRequest::new("m").input("Hello");
    let vectors = client.embeddings().create(request).unwrap();
    assert_eq!(vectors.vectors(), [[0.5]]);

    let batches = client.batches();
    let request = BatchRequest::new("file-1", "/v1/responses");
    assert_eq!(batches.create(request).unwrap().id, "x_1");
    assert_eq!(batches.retrieve("x_1").unwrap().id, "x_1");
    assert_eq!(batches.cancel("x_1").unwrap().id, "x_1");
    assert_eq!(batches.list().map(Result::unwrap).count(), 1);
    assert_eq!(batches.wait("x_1", Wait::new()).unwrap().id, "x_1");

    let chat = client.chat();
    let first = chat.list().map(Result::unwrap).next().unwrap();
    assert_eq!(first.text(), Some("hi"));
    assert_eq!(chat.retrieve("x_1").unwrap().text(), Some("hi"));
    let notes = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
    assert_eq!(chat.update("x_1", &notes).unwrap().text(), Some("hi"));
    assert!(chat.delete("x_1").unwrap().deleted);
    assert_eq!(chat.messages("x_1").map(Result::unwrap).count(), 1);

    assert_eq!(
        lines(&server),
        [
            "GET /v1/models",
            "GET /v1/models/x_1",
            "DELETE /v1/models/x_1",
            "POST /v1/moderations",
            "POST /v1/embeddings",
            "POST /v1/batches",
            "GET /v1/batches/x_1",
            "POST /v1/batches/x_1/cancel",
            "GET /v1/batches",
            "GET /v1/batches/x_1",
            "GET /v1/chat/completions",
            "GET /v1/chat/completions/x_1",
            "POST /v1/chat/completions/x_1",
            "DELETE /v1/chat/completions/x_1",
            "GET /v1/chat/completions/x_1/messages",
        ]
    );
}

#[test]
fn a_file_goes_up_in_parts() {
    let upload = r#"{"id":"upload_1","status":"completed","file":{"id":"file-1"}}"#;
    let part = |id| ok(format!(r#"{{"id":"{id}","upload_id":"upload_1"}}"#));
    let server = Apart::start([ok(upload), part("part_1"), part("part_2"), ok(upload)]);
    let uploads = server.client().uploads();
    let input = FileInput::bytes("a.txt", "hello");
    let made = uploads.upload(input, "user_data", |upload| upload.part_bytes(4));
    assert_eq!(made.unwrap().file.unwrap().id, "file-1");
    assert_eq!(
        lines(&server),
        [
            "POST /v1/uploads",
            "POST /v1/uploads/upload_1/parts",
            "POST /v1/uploads/upload_1/parts",
            "POST /v1/uploads/upload_1/complete",
        ]
    );
}
