//! What the service keeps and what it makes of texts: files, uploads, models, embeddings, moderations and
//! stored completions. Each instance of each schema is read, known in full, and written back the same.

use openai_structured::client::chat::DeletedCompletion;
use openai_structured::client::embeddings::EmbeddingResponse;
use openai_structured::client::files::{DeletedFile, File};
use openai_structured::client::models::{DeletedModel, Model};
use openai_structured::client::moderations::Moderation;
use openai_structured::client::uploads::{Upload, UploadPart};
use openai_structured::client::{ErrorKind, Page};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::Description;
use super::answers::Answering;
use super::known::unknown;
use super::meant::instances;
use super::report::Report;
use super::responses::{Look, look};

/// The schemas, and the types that are for them.
const ROWS: &[(&str, Look)] = &[
    ("OpenAIFile", look::<File>),
    ("DeleteFileResponse", look::<DeletedFile>),
    ("Upload", look::<Upload>),
    ("UploadPart", look::<UploadPart>),
    ("Model", look::<Model>),
    ("DeleteModelResponse", look::<DeletedModel>),
    ("CreateEmbeddingResponse", look::<EmbeddingResponse>),
    ("CreateModerationResponse", look::<Moderation>),
    ("ChatCompletionDeleted", look::<DeletedCompletion>),
];

#[test]
fn every_instance_is_read_known_and_written_back() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut report = Report::default();
    for (name, look) in ROWS {
        for instance in instances(&description, name) {
            look(&mut report, name, &instance);
        }
    }
    report.end();
}

/// The same by calls of lists.
#[tokio::test]
async fn every_page_of_a_list_is_known_and_the_same() {
    let Some(description) = Description::published() else {
        return;
    };
    let Answering { client, body } = Answering::start().await;
    let mut report = Report::default();
    for schema in ["ListFilesResponse", "ListModelsResponse"] {
        for sent in instances(&description, schema) {
            body.lock().unwrap().clone_from(&sent);
            if schema == "ListFilesResponse" {
                let page = client.files().list().next_page().await.unwrap();
                report.called(schema, &sent, page.map(|page| listed(&sent, page)));
            } else {
                let page = client.models().list().next_page().await.unwrap();
                report.called(schema, &sent, page.map(|page| listed(&sent, page)));
            }
        }
    }
    report.end();
}

/// A page of a list that is called so.
#[derive(Debug)]
struct Listed<T> {
    object: String,
    page: Page<T>,
}

fn listed<T>(sent: &Value, page: Page<T>) -> Listed<T> {
    let object = sent["object"].as_str().unwrap().to_owned();
    Listed { object, page }
}

/// As it was on the wire. Where it is in the list is said only of lists that have more pages, and an id of
/// nothing is none.
impl<T: Serialize> Serialize for Listed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { object, page } = self;
        let mut back = json!({ "object": object, "data": page.data });
        if page.has_more.is_some() {
            back["has_more"] = json!(page.has_more);
            for (name, id) in [("first_id", &page.first_id), ("last_id", &page.last_id)] {
                back[name] = id.as_deref().unwrap_or_default().into();
            }
        }
        back.serialize(serializer)
    }
}

/// Types of chat are not written back, but they have the text that they were read from.
#[tokio::test]
async fn every_stored_completion_is_read() {
    let Some(description) = Description::published() else {
        return;
    };
    let Answering { client, body } = Answering::start().await;
    let chat = client.chat();
    let mut completions = 0;
    for sent in instances(&description, "ChatCompletionList") {
        body.lock().unwrap().clone_from(&sent);
        let page = chat.list().next_page().await.unwrap();
        let sent = sent["data"].as_array().unwrap();
        // A completion has a choice at least, or a call says that it is none.
        if sent.iter().any(|one| one["choices"] == json!([])) {
            assert_eq!(page.unwrap_err().kind(), ErrorKind::Decode);
            continue;
        }
        let page = page.unwrap();
        assert_eq!(page.data.len(), sent.len());
        for (completion, sent) in page.data.iter().zip(sent) {
            let raw: Value = serde_json::from_slice(completion.raw()).unwrap();
            assert_eq!((&raw, &json!(completion.id)), (sent, &sent["id"]));
            completions += 1;
        }
    }
    assert!(completions > 0);
    let mut messages = 0;
    for sent in instances(&description, "ChatCompletionMessageList") {
        body.lock().unwrap().clone_from(&sent);
        let page = chat.messages("c").next_page().await.unwrap().unwrap();
        for (message, sent) in page.data.iter().zip(sent["data"].as_array().unwrap()) {
            assert_eq!(unknown(message), [""; 0], "{sent}");
            assert_eq!(message.id, sent["id"]);
            let text = message.message.content.as_deref().map(Value::from);
            assert_eq!(text.unwrap_or_default(), sent["content"]);
            let parts = sent.get("content_parts").and_then(Value::as_array);
            assert_eq!(message.content_parts.len(), parts.map_or(0, Vec::len));
            messages += 1;
        }
    }
    assert!(messages > 0);
}
