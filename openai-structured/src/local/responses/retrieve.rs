//! A response that was made before: retrieved, streamed once more, cancelled, deleted, and its input.

use serde_json::{Value, json};

use super::store::Stored;
use super::{Responses, no_response};
use crate::local::answer::{Answer, Job, json_answer, stream};
use crate::local::dialect::Dialect;
use crate::local::error::ApiError;
use crate::local::query;
use crate::local::stream::{Ending, Flow};

/// `GET /v1/responses/{id}`: how it stands, or its events.
pub(super) fn retrieve(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let query = job.received.query.as_deref();
    let mut kept = job.rules.store.open();
    let stored = kept.response(id).ok_or_else(|| no_response(id))?;
    if query::flag(query, "stream")? == Some(true) {
        replay(job, stored)
    } else {
        Ok(json_answer(200, &stored.poll()))
    }
}

/// The events of a response after the one that the query names.
fn replay(job: &Job<'_>, stored: &mut Stored) -> Result<Answer, ApiError> {
    let query = job.received.query.as_deref();
    let after = query::number(query, "starting_after", 0, u32::MAX)?;
    let padded = query::flag(query, "include_obfuscation")?.unwrap_or(true);
    let Some(events) = &stored.events else {
        // The service refuses it too; these words are ours.
        let message = "Only a response that was created with 'background' and 'stream' can be \
                       streamed again.";
        return Err(ApiError::invalid(message).param("stream"));
    };
    let after = after.map_or(0, |after| after.saturating_add(1));
    let events = events.iter().skip(after).map(|event| {
        let mut event = event.clone();
        if let Value::Object(fields) = &mut event
            && !padded
        {
            fields.remove("obfuscation");
        }
        Responses::event(&event)
    });
    let pieces = events.collect();
    stored.polls = 0;
    let flow = Flow::new(Ending::Done);
    Ok(stream::<Responses>(flow, pieces, job.rules.pause))
}

/// `POST /v1/responses/{id}/cancel`. What is finished stays as it is.
pub(super) fn cancel(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let mut kept = job.rules.store.open();
    let stored = kept.response(id).ok_or_else(|| no_response(id))?;
    if !stored.background {
        return Err(ApiError::invalid("Cannot cancel a synchronous response."));
    }
    stored.cancel();
    Ok(json_answer(200, &stored.seen()))
}

/// `DELETE /v1/responses/{id}`.
pub(super) fn delete(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    if !job.rules.store.open().forget(id) {
        return Err(no_response(id));
    }
    let deleted = json!({ "id": id, "object": "response", "deleted": true });
    Ok(json_answer(200, &deleted))
}

/// `GET /v1/responses/{id}/input_items`: all that was said before the response.
pub(super) fn input_items(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let mut kept = job.rules.store.open();
    let stored = kept.response(id).ok_or_else(|| no_response(id))?;
    let input = stored.input.clone();
    let previous = stored.previous.clone();
    let before = previous.and_then(|id| kept.talk(&id)).unwrap_or_default();
    let items = before.into_iter().chain(input).collect();
    let page = query::page(job.received.query.as_deref(), items)?;
    Ok(json_answer(200, &page))
}
