//! The completions that a server keeps, for requests that want it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use super::request::ChatRequest;
use crate::local::field::given;
use crate::local::shelf::Shelf;

/// The completions that are kept.
#[derive(Debug, Default)]
pub(in crate::local) struct Completions(Mutex<Shelf<Completion>>);

/// A completion, and what it answers.
#[derive(Debug)]
pub(super) struct Completion {
    pub(super) id: String,
    pub(super) model: String,
    /// The rest of it, and what its request says of it.
    fields: Map<String, Value>,
    pub(super) metadata: Map<String, Value>,
    messages: Vec<Value>,
}

impl Completions {
    pub(super) fn open(&self) -> MutexGuard<'_, Shelf<Completion>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn keep(&self, completion: Completion) {
        let id = completion.id.clone();
        self.open().put(&id, completion);
    }
}

impl Completion {
    /// A completion as it was answered, by the request with this number.
    pub(super) fn new(request: &ChatRequest<'_>, answered: &Value, number: usize) -> Self {
        let mut fields = answered.as_object().cloned().unwrap_or_default();
        let text =
            |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let (id, model) = (text(fields.get("id")), text(fields.get("model")));
        let request_id = format!("req_local_{number}");
        fields.insert("request_id".into(), request_id.into());
        for (key, default) in [
            ("tool_choice", Value::Null),
            ("seed", Value::Null),
            ("top_p", json!(1.0)),
            ("temperature", json!(1.0)),
            ("presence_penalty", json!(0.0)),
            ("frequency_penalty", json!(0.0)),
            ("tools", Value::Null),
            ("response_format", Value::Null),
        ] {
            let said = given(request.body, key).cloned();
            fields.insert(key.into(), said.unwrap_or(default));
        }
        let user = given(request.body, "user").cloned();
        fields.insert("input_user".into(), user.unwrap_or_default());
        let metadata = given(request.body, "metadata").and_then(Value::as_object);
        Self {
            id,
            model,
            fields,
            metadata: metadata.cloned().unwrap_or_default(),
            messages: request.messages.to_vec(),
        }
    }

    pub(super) fn object(&self) -> Value {
        let mut object = self.fields.clone();
        object.insert("metadata".into(), self.metadata.clone().into());
        object.into()
    }

    /// What was said before it, each message with an id.
    pub(super) fn messages(&self) -> Vec<Value> {
        let messages = self.messages.iter().enumerate();
        let messages = messages.map(|(at, message)| {
            let mut fields = message.as_object().cloned().unwrap_or_default();
            let content = fields.remove("content").unwrap_or_default();
            let (content, parts) = match content {
                Value::Array(parts) => (Value::Null, parts.into()),
                content => (content, Value::Null),
            };
            for (key, value) in [
                ("id", format!("{}-{at}", self.id).into()),
                ("content", content),
                ("content_parts", parts),
            ] {
                fields.insert(key.into(), value);
            }
            for key in ["name", "refusal"] {
                fields.entry(key).or_insert(Value::Null);
            }
            Value::Object(fields)
        });
        messages.collect()
    }
}
