//! What the local API writes at the endpoints of the Responses API, judged by the published schemas.

use std::collections::BTreeMap;

use jsonschema::Validator;
use openai_structured::local::{LocalApi, Reply};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::description::{Description, reference};
use super::instances::{Instances, Size};

/// The judges of what is written, by the names of their schemas.
pub(super) struct Judges<'a> {
    description: &'a Description,
    /// The schema of each type of event.
    events: BTreeMap<String, String>,
    made: BTreeMap<String, Validator>,
}

impl<'a> Judges<'a> {
    pub(super) fn of(description: &'a Description) -> Self {
        let kinds = description.schema("ResponseStreamEvent")["anyOf"].as_array();
        let names = kinds.unwrap().iter().filter_map(Description::named);
        let events = names.map(|name| {
            let kind = &description.schema(name)["properties"]["type"]["enum"][0];
            (kind.as_str().unwrap().to_owned(), name.to_owned())
        });
        Self {
            description,
            events: events.collect(),
            made: BTreeMap::new(),
        }
    }

    /// Checks a value, for which a usage that is not known yet is as good as none: the service writes
    /// null, also in the examples of its description.
    #[track_caller]
    pub(super) fn check(&mut self, name: &str, value: &Value) {
        let value = &without_null_usage(value);
        let description = self.description;
        let make = || description.validator(&json!({ "$ref": reference(name) }));
        let judge = self.made.entry(name.to_owned()).or_insert_with(make);
        let wrong = judge.iter_errors(value).map(|error| error.to_string());
        let wrong: Vec<_> = wrong.collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?} in {value:#}");
    }

    /// Checks each event of a stream by the schema of its type.
    fn check_stream(&mut self, text: &str) {
        for event in text.split_terminator("\n\n") {
            let (name, data) = event.split_once("\ndata: ").unwrap();
            let event: Value = serde_json::from_str(data).unwrap();
            let kind = event["type"].as_str().unwrap();
            assert_eq!(name, format!("event: {kind}"));
            let schema = self.events.get(kind).unwrap_or_else(|| panic!("no {kind}"));
            self.check(&schema.clone(), &event);
        }
    }
}

fn without_null_usage(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let known = fields
                .iter()
                .filter(|(key, value)| *key != "usage" || !value.is_null());
            let known = known.map(|(key, value)| (key.clone(), without_null_usage(value)));
            Value::Object(known.collect())
        }
        other => other.clone(),
    }
}

/// A local API, and who asks it.
pub(super) struct Served {
    pub(super) api: LocalApi,
    pub(super) http: Client,
}

impl Served {
    pub(super) async fn script(replies: impl IntoIterator<Item = Reply>) -> Self {
        // A client needs one, also where nothing is encrypted; it may have been installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            api: LocalApi::scripted(replies).await.unwrap(),
            http: Client::new(),
        }
    }

    pub(super) async fn text(&self, method: Method, path: &str, body: Option<&Value>) -> String {
        let url = format!("{}{path}", self.api.base_url());
        let mut request = self.http.request(method, url);
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let answer = request.send().await.unwrap();
        answer.text().await.unwrap()
    }

    pub(super) async fn json(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        serde_json::from_str(&self.text(method, path, body).await).unwrap()
    }
}

/// Each kind of reply, of failure and of output item, whole and streamed.
#[tokio::test]
async fn responses_of_the_local_api_are_as_described() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut judges = Judges::of(&description);
    let mut replies = vec![
        Reply::text("Hi."),
        Reply::refusal("No."),
        Reply::tool_calls([("one", "{\"x\":1}"), ("two", "{}")]),
        Reply::truncated("{\"a"),
        Reply::filtered(""),
        Reply::reasoning("Hm.").and(Reply::text("A city.")),
        Reply::text("It was").and(Reply::failed("server_error", "Out of words.")),
    ];
    let full = json!({
        "model": "m",
        "input": [{ "role": "user", "content": "x" }],
        "instructions": "Be brief.",
        "include": ["message.output_text.logprobs"],
        "max_output_tokens": 100,
        "metadata": { "a": "b" },
        "reasoning": { "effort": "low" },
        "text": { "format": { "type": "json_schema", "name": "n", "schema": { "type": "object", "properties": {} } } },
        "tools": [{ "type": "function", "name": "one" }, { "type": "web_search" }],
        "tool_choice": { "type": "function", "name": "one" },
        "user": "me",
    });
    write(&mut judges, &replies, &full).await;
    let mut items = Instances::of(&description);
    for size in [Size::Minimal, Size::Full] {
        replies.extend(items.named("OutputItem", size).into_iter().map(Reply::item));
    }
    assert!(replies.len() > 60, "{}", replies.len());
    write(
        &mut judges,
        &replies,
        &json!({ "model": "m", "input": "x" }),
    )
    .await;
}

/// Lets the local API write each reply, whole and streamed.
async fn write(judges: &mut Judges<'_>, replies: &[Reply], request: &Value) {
    let twice = replies
        .iter()
        .flat_map(|reply| [reply.clone(), reply.clone()]);
    let api = Served::script(twice).await;
    let mut streamed = request.clone();
    streamed["stream"] = json!(true);
    for _ in replies {
        let whole = api.json(Method::POST, "/responses", Some(request)).await;
        judges.check("Response", &whole);
        let events = api.text(Method::POST, "/responses", Some(&streamed)).await;
        judges.check_stream(&events);
    }
}

/// What is stored, in each of its states, and what is said about it.
#[tokio::test]
async fn what_the_local_api_stores_is_as_described() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut judges = Judges::of(&description);
    let replies = ["a", "b", "c"].map(Reply::text);
    let api = Served::script(replies).await;
    let (get, post, delete) = (Method::GET, Method::POST, Method::DELETE);
    let request = json!({ "model": "m", "input": "x", "background": true });
    for _ in 0..2 {
        let queued = api.json(post.clone(), "/responses", Some(&request)).await;
        judges.check("Response", &queued);
    }
    for (method, path) in [
        (&post, "/responses/resp_local_2/cancel"),
        (&get, "/responses/resp_local_1"),
        (&get, "/responses/resp_local_1"),
    ] {
        judges.check("Response", &api.json(method.clone(), path, None).await);
    }
    let items = api
        .json(get.clone(), "/responses/resp_local_1/input_items", None)
        .await;
    judges.check("ResponseItemList", &items);
    let item = json!({ "role": "user", "content": "x" });
    let call = json!({ "type": "function_call", "call_id": "c", "name": "f", "arguments": "{}" });
    let output = json!({ "type": "function_call_output", "call_id": "c", "output": "1" });
    let said = json!({ "role": "assistant", "content": "y" });
    let talk = json!({ "model": "m", "input": [item, call, output, said] });
    for (path, schema) in [
        ("/responses/input_tokens", "TokenCountsResource"),
        ("/responses/compact", "CompactResource"),
    ] {
        let answer = api.json(post.clone(), path, Some(&talk)).await;
        judges.check(schema, &answer);
    }

    let items = json!({ "items": talk["input"], "metadata": { "a": "b" } });
    let made = api.json(post.clone(), "/conversations", Some(&items)).await;
    judges.check("ConversationResource", &made);
    let path = format!("/conversations/{}", made["id"].as_str().unwrap());
    let items_path = format!("{path}/items");
    let in_it = json!({ "model": "m", "input": talk["input"], "conversation": made["id"] });
    let response = api.json(post.clone(), "/responses", Some(&in_it)).await;
    judges.check("Response", &response);
    let listed = api.json(get.clone(), &items_path, None).await;
    judges.check("ConversationItemList", &listed);
    assert_eq!(listed["data"].as_array().unwrap().len(), 9);
    let added = api.json(post, &items_path, Some(&items)).await;
    judges.check("ConversationItemList", &added);
    let item_path = format!("{items_path}/{}", listed["first_id"].as_str().unwrap());
    let item = api.json(get.clone(), &item_path, None).await;
    judges.check("ConversationItem", &item);
    for (path, schema) in [
        (&item_path, "ConversationResource"),
        (&path, "DeletedConversationResource"),
    ] {
        judges.check(schema, &api.json(delete.clone(), path, None).await);
    }
    let gone = api.json(get, &path, None).await;
    judges.check("ErrorResponse", &gone);
}
