//! `/v1/batches`: files of requests, which are carried out by the endpoints themselves.
//!
//! Nothing is done behind anyone's back: a batch goes on when it is looked at.

mod create;
mod lines;
mod object;
mod results;
pub(super) mod store;
mod work;

use self::store::Batch;
use super::answer::{Answer, Job, json_answer};
use super::error::{ApiError, no_such_path, only};
use super::query;

/// Answers a request below `/v1/batches`, by the segments that follow.
pub(super) fn route(job: &Job<'_>, rest: &[&str]) -> Result<Answer, ApiError> {
    let (method, path) = (job.received.method.as_str(), job.received.path.as_str());
    let only = |allowed| only(allowed, method, path);
    match *rest {
        [] if method == "GET" => list(job),
        [] => only("GET, POST").and_then(|()| create::create(job)),
        [id] => only("GET").and_then(|()| retrieve(job, id)),
        [id, "cancel"] => only("POST").and_then(|()| cancel(job, id)),
        _ => Err(no_such_path(method, path)),
    }
}

fn list(job: &Job<'_>) -> Result<Answer, ApiError> {
    let kept = job.rules.batches.open();
    let batches = kept.all().map(Batch::object).collect();
    let page = query::page(job.received.query.as_deref(), batches)?;
    Ok(json_answer(200, &page))
}

/// A look at a batch, which brings its end nearer.
fn retrieve(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let mut kept = job.rules.batches.open();
    let batch = kept.get(id).ok_or_else(|| no_batch(id))?;
    work::go_on(job, batch);
    Ok(json_answer(200, &batch.object()))
}

fn cancel(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let mut kept = job.rules.batches.open();
    let batch = kept.get(id).ok_or_else(|| no_batch(id))?;
    if batch.stage.is_end() {
        let message = format!(
            "Cannot cancel a batch with status '{}'.",
            batch.stage.name()
        );
        return Err(ApiError::new(409, message));
    }
    batch.cancel(job.created);
    Ok(json_answer(200, &batch.object()))
}

fn no_batch(id: &str) -> ApiError {
    ApiError::new(404, format!("No batch found with id '{id}'."))
}
