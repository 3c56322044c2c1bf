//! Completions that were made with `store: true`: listed, retrieved, changed and deleted.

use serde_json::{Value, json};

use super::store::Completion;
use crate::local::answer::{Answer, Job, json_answer};
use crate::local::error::ApiError;
use crate::local::field::{object, required};
use crate::local::query::{self, PAGING, Paging};
use crate::local::shape;

/// What is older comes first.
const COMPLETIONS: Paging = Paging {
    oldest_first: true,
    ..PAGING
};

/// `GET /v1/chat/completions`: those of a model, with metadata, as the query says.
pub(super) fn list(job: &Job<'_>) -> Result<Answer, ApiError> {
    let query = job.received.query.as_deref();
    let model = query::get(query, "model");
    let wanted: Vec<_> = query::all(query).filter_map(metadata).collect();
    let kept = job.rules.completions.open();
    let found = kept.all().filter(|completion| {
        let has = |(key, value): &(String, String)| {
            completion.metadata.get(key).and_then(Value::as_str) == Some(value)
        };
        model
            .as_deref()
            .is_none_or(|model| model == completion.model)
            && wanted.iter().all(has)
    });
    let page = COMPLETIONS.page(query, found.map(Completion::object).collect())?;
    Ok(json_answer(200, &page))
}

/// The metadata that `metadata[key]=value` asks for.
fn metadata((name, value): (String, String)) -> Option<(String, String)> {
    let key = name.strip_prefix("metadata[")?.strip_suffix(']')?;
    Some((key.to_owned(), value))
}

/// `GET /v1/chat/completions/{id}`.
pub(super) fn retrieve(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    with(job, id, |completion| Ok(completion.object()))
}

/// `POST /v1/chat/completions/{id}`: other metadata.
pub(super) fn update(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let body = shape::body(&body)?;
    shape::only(body, &["metadata"])?;
    let metadata = object(required(body, "metadata")?, "metadata")?;
    shape::metadata(body)?;
    with(job, id, |completion| {
        completion.metadata.clone_from(metadata);
        Ok(completion.object())
    })
}

/// `DELETE /v1/chat/completions/{id}`.
pub(super) fn delete(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    if !job.rules.completions.open().take(id) {
        return Err(no_completion(id));
    }
    let deleted = json!({ "object": "chat.completion.deleted", "id": id, "deleted": true });
    Ok(json_answer(200, &deleted))
}

/// `GET /v1/chat/completions/{id}/messages`.
pub(super) fn messages(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    with(job, id, |completion| {
        COMPLETIONS.page(job.received.query.as_deref(), completion.messages())
    })
}

fn with(
    job: &Job<'_>,
    id: &str,
    look: impl FnOnce(&mut Completion) -> Result<Value, ApiError>,
) -> Result<Answer, ApiError> {
    let mut kept = job.rules.completions.open();
    let completion = kept.get(id).ok_or_else(|| no_completion(id))?;
    look(completion).map(|body| json_answer(200, &body))
}

fn no_completion(id: &str) -> ApiError {
    ApiError::new(404, format!("Chat completion with id '{id}' not found."))
}
