//! Conversations: items that are kept under one id, to which responses add theirs.

use serde_json::{Value, json};

use super::store::Conversation;
use super::{input, no_conversation};
use crate::local::answer::{Answer, Job, json_answer};
use crate::local::error::ApiError;
use crate::local::field::{given, list, required};
use crate::local::{query, shape};

/// Items that may be added at once.
const AT_ONCE: usize = 20;

/// `POST /v1/conversations`.
pub(super) fn create(job: &Job<'_>) -> Result<Answer, ApiError> {
    let body = if job.received.bytes.is_empty() {
        json!({})
    } else {
        job.body()?
    };
    let body = shape::body(&body)?;
    shape::metadata(body)?;
    let items = given(body, "items").map(|items| added(job, items));
    let id = format!("conv_local_{}", job.number);
    let object = json!({
        "id": id,
        "object": "conversation",
        "created_at": job.created,
        "metadata": given(body, "metadata").cloned().unwrap_or(json!({})),
    });
    let conversation = Conversation {
        object: object.clone(),
        items: items.transpose()?.unwrap_or_default(),
    };
    job.rules.store.open().begin(&id, conversation);
    Ok(json_answer(200, &object))
}

/// `GET /v1/conversations/{id}`.
pub(super) fn retrieve(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    with(job, id, |conversation| Ok(conversation.object.clone()))
}

/// `POST /v1/conversations/{id}`: other metadata.
pub(super) fn update(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let body = shape::body(&body)?;
    let metadata = required(body, "metadata")?;
    shape::metadata(body)?;
    with(job, id, |conversation| {
        if let Some(known) = conversation.object.get_mut("metadata") {
            *known = metadata.clone();
        }
        Ok(conversation.object.clone())
    })
}

/// `DELETE /v1/conversations/{id}`. Its responses stay.
pub(super) fn delete(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    if !job.rules.store.open().end(id) {
        return Err(no_conversation(id));
    }
    let deleted = json!({ "id": id, "object": "conversation.deleted", "deleted": true });
    Ok(json_answer(200, &deleted))
}

/// `POST /v1/conversations/{id}/items`.
pub(super) fn add(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let items = added(job, required(shape::body(&body)?, "items")?)?;
    with(job, id, |conversation| {
        conversation.add(items.iter().cloned());
        Ok(query::list(&items, false))
    })
}

/// `GET /v1/conversations/{id}/items`.
pub(super) fn items(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    with(job, id, |conversation| {
        query::page(job.received.query.as_deref(), conversation.items.clone())
    })
}

/// `GET /v1/conversations/{id}/items/{item}`.
pub(super) fn item(job: &Job<'_>, id: &str, item: &str) -> Result<Answer, ApiError> {
    with(job, id, |conversation| {
        let found = conversation.items.iter().find(|known| known["id"] == item);
        found.cloned().ok_or_else(|| no_item(item))
    })
}

/// `DELETE /v1/conversations/{id}/items/{item}`: what is left is the conversation.
pub(super) fn remove(job: &Job<'_>, id: &str, item: &str) -> Result<Answer, ApiError> {
    with(job, id, |conversation| {
        let before = conversation.items.len();
        conversation.items.retain(|known| known["id"] != item);
        if conversation.items.len() == before {
            return Err(no_item(item));
        }
        Ok(conversation.object.clone())
    })
}

fn with(
    job: &Job<'_>,
    id: &str,
    look: impl FnOnce(&mut Conversation) -> Result<Value, ApiError>,
) -> Result<Answer, ApiError> {
    let mut kept = job.rules.store.open();
    let conversation = kept.conversation(id).ok_or_else(|| no_conversation(id))?;
    look(conversation).map(|body| json_answer(200, &body))
}

/// Items to be added, as they are kept.
fn added(job: &Job<'_>, items: &Value) -> Result<Vec<Value>, ApiError> {
    let items = list(items, "items")?;
    if items.len() > AT_ONCE {
        return Err(shape::too_many("items", AT_ONCE, items.len()));
    }
    input::check(items, "items")?;
    let items = items.iter().enumerate();
    Ok(items
        .map(|(at, item)| input::kept(item, job.number, at))
        .collect())
}

fn no_item(id: &str) -> ApiError {
    ApiError::new(404, format!("Item with id '{id}' not found."))
}
