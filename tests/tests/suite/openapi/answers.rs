//! What calls hand out: each instance of the schema of an answer is sent to a client over loopback, and
//! what the call gives is known in full and the same.

use std::sync::{Arc, Mutex};

use openai_structured::client::Page;
use openai_structured::client::responses::{CompactRequest, InputTokensRequest, Item};
use openai_structured::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::Description;
use super::meant::instances;
use super::report::Report;

/// A server that answers each request with the JSON that was put here last.
pub(super) struct Answering {
    pub(super) client: Client,
    pub(super) body: Arc<Mutex<Value>>,
}

impl Answering {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let body = Arc::new(Mutex::new(Value::Null));
        let said = Arc::clone(&body);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = vec![0; 65_536];
                // The requests here are short enough for one read.
                if stream.read(&mut request).await.is_err() {
                    continue;
                }
                let body = said.lock().unwrap().to_string();
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
                let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                drop(stream.write_all(answer.as_bytes()).await);
            }
        });
        let builder = Client::builder().no_auth().max_retries(0);
        let client = builder.base_url(format!("http://{address}")).build();
        Self {
            client: client.unwrap(),
            body,
        }
    }
}

#[tokio::test]
async fn every_answer_of_a_call_is_known_and_the_same() {
    let Some(description) = Description::published() else {
        return;
    };
    let Answering { client, body } = Answering::start().await;
    let (responses, conversations) = (client.responses(), client.conversations());
    let mut report = Report::default();
    for schema in [
        "Response",
        "ResponseItemList",
        "ConversationItem",
        "ConversationItemList",
        "ConversationResource",
        "DeletedConversationResource",
        "CompactResource",
        "TokenCountsResource",
    ] {
        for mut sent in instances(&description, schema) {
            // Nothing is kept without a name, and calls say so.
            if sent.get("id").is_some_and(|id| id == "") {
                sent["id"] = "id_1".into();
            }
            // What is put in short is never nothing, and a call says so.
            if schema == "CompactResource" && sent["output"] == json!([]) {
                continue;
            }
            // What is not deleted is an error of the call.
            if sent["deleted"] == json!(false) {
                body.lock().unwrap().clone_from(&sent);
                let error = conversations.delete("c").await.unwrap_err();
                assert_eq!(error.json_path(), Some("deleted"));
                continue;
            }
            body.lock().unwrap().clone_from(&sent);
            match schema {
                "Response" => report.called(schema, &sent, responses.retrieve("r").await),
                "ResponseItemList" => {
                    let page = responses.input_items("r").next_page().await.unwrap();
                    report.called(schema, &sent, page.map(Listed));
                }
                "ConversationItem" => {
                    let item = conversations.retrieve_item("c", "i").await;
                    report.called(schema, &sent, item);
                }
                "ConversationItemList" => {
                    let page = conversations.items("c").next_page().await.unwrap();
                    report.called(schema, &sent, page.map(Listed));
                }
                "ConversationResource" => {
                    report.called(schema, &sent, conversations.retrieve("c").await);
                }
                "DeletedConversationResource" => {
                    report.called(schema, &sent, conversations.delete("c").await);
                }
                "CompactResource" => {
                    let short = responses.compact(CompactRequest::new("m")).await;
                    report.called(schema, &sent, short);
                }
                _ => {
                    let request = InputTokensRequest::new("m");
                    let count = responses.count_input_tokens(request).await;
                    report.called(schema, &sent, count.map(Counted));
                }
            }
        }
    }
    report.end();
}

/// A page as it was on the wire.
#[derive(Debug)]
struct Listed(Page<Item>);

impl Serialize for Listed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(page) = self;
        // An id of nothing is none.
        let id = |id: &Option<String>| id.clone().unwrap_or_default();
        let page = json!({
            "object": "list", "data": page.data, "has_more": page.has_more,
            "first_id": id(&page.first_id), "last_id": id(&page.last_id),
        });
        page.serialize(serializer)
    }
}

/// A count of tokens as it was on the wire.
#[derive(Debug)]
struct Counted(u64);

impl Serialize for Counted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({ "object": "response.input_tokens", "input_tokens": self.0 }).serialize(serializer)
    }
}
