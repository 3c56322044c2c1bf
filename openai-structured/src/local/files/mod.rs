//! `/v1/files`: files that are sent, listed, given back and deleted.

pub(super) mod create;
pub(super) mod expiry;
pub(super) mod store;

use serde_json::json;

use self::create::create;
use self::store::File;
use super::answer::{Answer, Job, binary_answer, json_answer};
use super::error::{ApiError, no_such_path, only};
use super::query::{self, PAGING, Paging};

/// What a file can be for, where it is sent.
pub(super) const PURPOSES: [&str; 6] = [
    "assistants",
    "batch",
    "fine-tune",
    "vision",
    "user_data",
    "evals",
];

/// Files of a purpose of which the API does not give back what is in them.
const SEALED: [&str; 3] = ["assistants", "vision", "user_data"];

/// Lists of files are long.
const FILES: Paging = Paging {
    limit: 10_000,
    most: 10_000,
    ..PAGING
};

/// Answers a request below `/v1/files`, by the segments that follow.
pub(super) fn route(job: &Job<'_>, rest: &[&str]) -> Result<Answer, ApiError> {
    let (method, path) = (job.received.method.as_str(), job.received.path.as_str());
    let only = |allowed| only(allowed, method, path);
    match *rest {
        [] if method == "GET" => list(job),
        [] => only("GET, POST").and_then(|()| create(job)),
        [id] if method == "DELETE" => delete(job, id),
        [id] => only("GET, DELETE").and_then(|()| retrieve(job, id)),
        [id, "content"] => only("GET").and_then(|()| content(job, id)),
        _ => Err(no_such_path(method, path)),
    }
}

fn list(job: &Job<'_>) -> Result<Answer, ApiError> {
    let query = job.received.query.as_deref();
    let purpose = query::get(query, "purpose");
    let kept = job.rules.files.open();
    let files = kept.all().filter(|file| {
        let wanted = purpose.as_deref();
        wanted.is_none_or(|wanted| wanted == file.purpose)
    });
    let page = FILES.page(query, files.map(File::object).collect())?;
    Ok(json_answer(200, &page))
}

fn retrieve(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let mut kept = job.rules.files.open();
    let file = kept.get(id).ok_or_else(|| no_file(id))?;
    Ok(json_answer(200, &file.object()))
}

fn content(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let mut kept = job.rules.files.open();
    let file = kept.get(id).ok_or_else(|| no_file(id))?;
    let purpose = file.purpose.as_str();
    if SEALED.contains(&purpose) {
        return Err(ApiError::invalid(format!(
            "Not allowed to download files of purpose: {purpose}"
        )));
    }
    Ok(binary_answer(file.content.clone()))
}

fn delete(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    if !job.rules.files.open().take(id) {
        return Err(no_file(id));
    }
    let deleted = json!({ "id": id, "object": "file", "deleted": true });
    Ok(json_answer(200, &deleted))
}

/// Refuses an id that no file has.
pub(super) fn no_file(id: &str) -> ApiError {
    ApiError::new(404, format!("No such File object: {id}")).param("id")
}
