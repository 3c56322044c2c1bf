//! Events of webhooks: each instance of each schema, and each example, is signed, taken, known in full and
//! written back the same.

use std::time::SystemTime;

use openai_structured::client::http::HeaderValue;
use openai_structured::client::{WebhookError, WebhookEvent, Webhooks};
use serde_json::Value;

use super::Description;
use super::meant::instances;
use super::report::Report;

/// What a program gets of a body that the service posts.
fn posted(body: &str) -> Result<WebhookEvent, WebhookError> {
    let webhooks = Webhooks::new("a secret")?;
    let id = HeaderValue::from_static("wh_1");
    let headers = webhooks.sign_for_tests(&id, SystemTime::now(), body);
    webhooks.event(&headers, body)
}

#[test]
fn every_event_that_is_posted_is_known() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut report = Report::default();
    let kinds = description.webhooks();
    assert_eq!(kinds.len(), 16);
    for schema in kinds {
        let mut sent = instances(&description, schema);
        let example = description.schema(schema)["x-oaiMeta"]["example"].as_str();
        sent.push(json(example.unwrap()));
        for sent in sent {
            match posted(&sent.to_string()) {
                Ok(event) => {
                    assert_eq!(event.kind(), sent["type"]);
                    assert_eq!(event.id(), sent["id"]);
                    report.look(schema, &sent, &event);
                }
                Err(error) => report.note(schema, format!("fails: {error}")),
            }
        }
    }
    report.end();
}

/// An example; some have a comma behind the last item of a list.
fn json(example: &str) -> Value {
    let words: Vec<&str> = example.split_whitespace().collect();
    serde_json::from_str(&words.join(" ").replace(", ]", " ]")).unwrap()
}
