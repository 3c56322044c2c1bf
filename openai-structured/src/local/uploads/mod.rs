//! `/v1/uploads`: files that are sent in parts.

mod complete;
mod parts;
pub(super) mod store;

use serde_json::Value;

use self::store::{End, Upload};
use super::answer::{Answer, Job, json_answer};
use super::error::{ApiError, no_such_path, only};
use super::field::{invalid_type, required, text};
use super::files::{create, expiry};
use super::shape;

/// Bytes of a file that is sent in parts.
const MOST: u64 = 8 << 30;

/// Answers a request below `/v1/uploads`, by the segments that follow.
pub(super) fn route(job: &Job<'_>, rest: &[&str]) -> Result<Answer, ApiError> {
    let (method, path) = (job.received.method.as_str(), job.received.path.as_str());
    let post = || only("POST", method, path);
    match *rest {
        [] => post().and_then(|()| create(job)),
        [id, "parts"] => post().and_then(|()| parts::add(job, id)),
        [id, "complete"] => post().and_then(|()| complete::complete(job, id)),
        [id, "cancel"] => post().and_then(|()| cancel(job, id)),
        _ => Err(no_such_path(method, path)),
    }
}

fn create(job: &Job<'_>) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let body = shape::body(&body)?;
    let keys = ["filename", "purpose", "bytes", "mime_type", "expires_after"];
    shape::only(body, &keys)?;
    let name = text(required(body, "filename")?, "filename")?;
    let purpose = text(required(body, "purpose")?, "purpose")?;
    create::check_purpose(purpose)?;
    create::check_name(name, purpose)?;
    let bytes = bytes(required(body, "bytes")?)?;
    text(required(body, "mime_type")?, "mime_type")?;
    let lifetime = expiry::of(body, "expires_after")?;
    let upload = Upload {
        id: format!("upload_local_{}", job.number),
        created: job.created,
        name: name.to_owned(),
        purpose: purpose.to_owned(),
        bytes,
        lifetime,
        parts: Vec::new(),
        end: None,
    };
    let answer = json_answer(200, &upload.object());
    let id = upload.id.clone();
    job.rules.uploads.open().put(&id, upload);
    Ok(answer)
}

fn cancel(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let mut kept = job.rules.uploads.open();
    let upload = kept.get(id).ok_or_else(|| no_upload(id))?;
    upload.check_pending()?;
    upload.end(End::Cancelled);
    Ok(json_answer(200, &upload.object()))
}

/// How many bytes are to come.
fn bytes(value: &Value) -> Result<u64, ApiError> {
    let bytes = value.as_u64();
    let bytes = bytes.ok_or_else(|| invalid_type("bytes", "an integer", value))?;
    if bytes <= MOST {
        return Ok(bytes);
    }
    Err(ApiError::invalid(format!(
        "Invalid 'bytes': integer above maximum value. Expected a value <= {MOST}, but got {bytes} \
         instead."
    ))
    .param("bytes")
    .code("integer_above_max_value"))
}

fn no_upload(id: &str) -> ApiError {
    ApiError::new(404, format!("No such Upload object: {id}")).param("upload_id")
}
